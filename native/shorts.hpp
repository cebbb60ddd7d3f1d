// Thirty-two 16-bit integers that go through the same steps.
//
// Layout: one, two or four vectors of the target's own width, as in lanes.hpp. Invariant: integer
// arithmetic, so the same results on every target; values stay in 0..32767 and their differences
// therefore in 16 bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "lanes.hpp"

namespace mutually::MUTUALLY_ISA {

constexpr std::size_t kShorts = 32;

#if defined(__AVX512BW__)
constexpr std::size_t kShortWidth = 32;
#elif defined(__AVX2__)
constexpr std::size_t kShortWidth = 16;
#else
constexpr std::size_t kShortWidth = 8;
#endif
constexpr std::size_t kShortParts = kShorts / kShortWidth;

typedef std::int16_t ShortPart __attribute__((vector_size(2 * kShortWidth)));
typedef std::uint32_t PairPart __attribute__((vector_size(2 * kShortWidth)));

struct Shorts {
    ShortPart part[kShortParts];
};

template <class Step>
MUTUALLY_INLINE Shorts each_short(Step step) {
    Shorts out;
#pragma GCC unroll 4
    for (std::size_t i = 0; i < kShortParts; ++i) out.part[i] = step(i);
    return out;
}

MUTUALLY_INLINE Shorts load_shorts(const std::int16_t* from) {
    Shorts v;
#pragma GCC unroll 4
    for (std::size_t i = 0; i < kShortParts; ++i) {
        std::memcpy(&v.part[i], from + i * kShortWidth, sizeof(ShortPart));
    }
    return v;
}

MUTUALLY_INLINE void store_shorts(std::int16_t* to, const Shorts& v) {
#pragma GCC unroll 4
    for (std::size_t i = 0; i < kShortParts; ++i) {
        std::memcpy(to + i * kShortWidth, &v.part[i], sizeof(ShortPart));
    }
}

// A short twice in 32 bits: processors broadcast 32 bits while they load them, 16 bits not.
MUTUALLY_INLINE std::uint32_t twice(std::int16_t value) {
    const auto bits = static_cast<std::uint32_t>(static_cast<std::uint16_t>(value));
    return bits | bits << 16;
}

MUTUALLY_INLINE Shorts broadcast_twice(std::uint32_t pair) {
    return each_short([&](std::size_t) { return reinterpret_cast<ShortPart>(PairPart{} + pair); });
}

MUTUALLY_INLINE Shorts operator-(const Shorts& a, const Shorts& b) {
    return each_short([&](std::size_t i) { return a.part[i] - b.part[i]; });
}

MUTUALLY_INLINE Shorts minimum(const Shorts& a, const Shorts& b) {
    return each_short([&](std::size_t i) { return a.part[i] < b.part[i] ? a.part[i] : b.part[i]; });
}

MUTUALLY_INLINE Shorts maximum(const Shorts& a, const Shorts& b) {
    return each_short([&](std::size_t i) { return a.part[i] > b.part[i] ? a.part[i] : b.part[i]; });
}

// Values in -32767..32767.
MUTUALLY_INLINE Shorts absolute(const Shorts& a) {
#if defined(__AVX512BW__)
    const __m512i bits = _mm512_abs_epi16(reinterpret_cast<__m512i>(a.part[0]));
    return {{reinterpret_cast<ShortPart>(bits)}};
#elif defined(__AVX2__)
    return each_short([&](std::size_t i) {
        return reinterpret_cast<ShortPart>(_mm256_abs_epi16(reinterpret_cast<__m256i>(a.part[i])));
    });
#else
    return maximum(a, Shorts{} - a);
#endif
}

MUTUALLY_INLINE std::uint32_t first_lanes(std::size_t count) {
    return count >= kShorts ? ~0u : (1u << count) - 1;
}

// Bit l of the answer says whether a[l] <= bound.
MUTUALLY_INLINE std::uint32_t mask_at_most(const Shorts& a, std::int16_t bound) {
#if defined(__AVX512BW__)
    return _mm512_cmple_epi16_mask(reinterpret_cast<__m512i>(a.part[0]), _mm512_set1_epi16(bound));
#elif defined(__AVX2__)
    const __m256i b = _mm256_set1_epi16(bound);
    const __m256i above =
        _mm256_packs_epi16(_mm256_cmpgt_epi16(reinterpret_cast<__m256i>(a.part[0]), b),
                           _mm256_cmpgt_epi16(reinterpret_cast<__m256i>(a.part[1]), b));
    return ~static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_permute4x64_epi64(above, 0xD8)));
#elif defined(__SSE2__)
    const __m128i b = _mm_set1_epi16(bound);
    std::uint32_t mask = 0;
    for (std::size_t i = 0; i < kShortParts; i += 2) {
        const __m128i above =
            _mm_packs_epi16(_mm_cmpgt_epi16(reinterpret_cast<__m128i>(a.part[i]), b),
                            _mm_cmpgt_epi16(reinterpret_cast<__m128i>(a.part[i + 1]), b));
        mask |= static_cast<std::uint32_t>(_mm_movemask_epi8(above)) << (i * kShortWidth);
    }
    return ~mask;
#else
    std::uint32_t mask = 0;
    for (std::size_t l = 0; l < kShorts; ++l) {
        const bool held = a.part[l / kShortWidth][l % kShortWidth] <= bound;
        mask |= static_cast<std::uint32_t>(held) << l;
    }
    return mask;
#endif
}

}  // namespace mutually::MUTUALLY_ISA
