// Eight doubles that go through the same steps.
//
// Layout: one, two or four vectors of the target's own width (512, 256 or 128 bits), as GCC's and
// Clang's vector types; wider ones than the target has would be taken apart badly. Only the
// question "in which lanes?" needs an instruction by name. Invariant: the same results to the bit
// on every target (no fused or reordered arithmetic).
#pragma once

#include <bit>
#include <cstddef>
#include <cstring>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

// The compiler's own judgement leaves calls in the innermost loop, and lanes then pass through
// memory: four times slower where the target has no 512-bit registers. Under the sanitizers each
// copy would get its own checks: two minutes to compile joint_kernel.cpp instead of ten seconds.
#if defined(MUTUALLY_SANITIZED)
#define MUTUALLY_INLINE inline
#else
#define MUTUALLY_INLINE __attribute__((always_inline)) inline
#endif

namespace mutually::MUTUALLY_ISA {

constexpr std::size_t kLanes = 8;

#if defined(__AVX512F__)
constexpr std::size_t kWidth = 8;
#elif defined(__AVX2__)
constexpr std::size_t kWidth = 4;
#else
constexpr std::size_t kWidth = 2;
#endif
constexpr std::size_t kParts = kLanes / kWidth;

typedef double Part __attribute__((vector_size(kWidth * sizeof(double))));
typedef long long PartBits __attribute__((vector_size(kWidth * sizeof(long long))));

struct Lanes {
    Part part[kParts];

    void set(std::size_t lane, double value) { part[lane / kWidth][lane % kWidth] = value; }
};

// Part by part: copied as a whole, lanes pass through memory in pieces narrower than a vector.
MUTUALLY_INLINE Lanes load(const double* from) {
    Lanes v;
#pragma GCC unroll 4
    for (std::size_t i = 0; i < kParts; ++i)
        std::memcpy(&v.part[i], from + i * kWidth, sizeof(Part));
    return v;
}

MUTUALLY_INLINE void store(double* to, const Lanes& v) {
#pragma GCC unroll 4
    for (std::size_t i = 0; i < kParts; ++i) std::memcpy(to + i * kWidth, &v.part[i], sizeof(Part));
}

template <class Step>
MUTUALLY_INLINE Lanes each(Step step) {
    Lanes out;
#pragma GCC unroll 4
    for (std::size_t i = 0; i < kParts; ++i) out.part[i] = step(i);
    return out;
}

MUTUALLY_INLINE Lanes broadcast(double value) {
    return each([&](std::size_t) { return Part{} + value; });
}

MUTUALLY_INLINE Lanes operator-(const Lanes& a, const Lanes& b) {
    return each([&](std::size_t i) { return a.part[i] - b.part[i]; });
}

MUTUALLY_INLINE Lanes minimum(const Lanes& a, const Lanes& b) {
    return each([&](std::size_t i) { return a.part[i] < b.part[i] ? a.part[i] : b.part[i]; });
}

MUTUALLY_INLINE Lanes maximum(const Lanes& a, const Lanes& b) {
    return each([&](std::size_t i) { return a.part[i] > b.part[i] ? a.part[i] : b.part[i]; });
}

MUTUALLY_INLINE Lanes absolute(const Lanes& a) {
    return each([&](std::size_t i) {
        return reinterpret_cast<Part>(reinterpret_cast<PartBits>(a.part[i]) & 0x7fffffffffffffffLL);
    });
}

MUTUALLY_INLINE unsigned mask_less(Part a, Part b) {
#if defined(__AVX512F__)
    return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ);
#elif defined(__AVX2__)
    return static_cast<unsigned>(_mm256_movemask_pd(_mm256_cmp_pd(a, b, _CMP_LT_OQ)));
#elif defined(__SSE2__)
    return static_cast<unsigned>(_mm_movemask_pd(_mm_cmplt_pd(a, b)));
#else
    return (a[0] < b[0] ? 1u : 0u) | (a[1] < b[1] ? 2u : 0u);
#endif
}

// Bit l of the answer says whether a[l] < b[l].
MUTUALLY_INLINE unsigned mask_less(const Lanes& a, const Lanes& b) {
    unsigned mask = 0;
#pragma GCC unroll 4
    for (std::size_t i = 0; i < kParts; ++i) {
        mask |= mask_less(a.part[i], b.part[i]) << (i * kWidth);
    }
    return mask;
}

MUTUALLY_INLINE unsigned count_less(const Lanes& a, const Lanes& b) {
    return static_cast<unsigned>(std::popcount(mask_less(a, b)));
}

}  // namespace mutually::MUTUALLY_ISA
