// Arrays that cost little to get: uninitialised, and on large pages where they are large.
//
// Layout: a std::vector whose allocator leaves numbers as they come. Invariant: whoever sizes an
// array writes each element before it is read. Cost: on Linux, arrays of 4 MB or more ask for
// pages of 2 MB, as NumPy does; a page fault for each 4 kB took half the time of a pass over ten
// million codes.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>
#include <utility>
#include <vector>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace mutually {

template <class T>
struct UninitialisedAllocator {
    using value_type = T;

    UninitialisedAllocator() = default;
    template <class U>
    UninitialisedAllocator(const UninitialisedAllocator<U>&) noexcept {}

    T* allocate(std::size_t n) {
        void* memory = nullptr;
#if defined(__linux__)
        constexpr std::size_t page = std::size_t{1} << 21;
        if (n * sizeof(T) >= 2 * page) {
            const std::size_t bytes = (n * sizeof(T) + page - 1) / page * page;
            memory = std::aligned_alloc(page, bytes);
            // A refusal only means small pages.
            if (memory != nullptr) (void)madvise(memory, bytes, MADV_HUGEPAGE);
        } else {
            memory = std::malloc(n * sizeof(T));
        }
#else
        memory = std::malloc(n * sizeof(T));
#endif
        if (memory == nullptr && n > 0) throw std::bad_alloc();
        return static_cast<T*>(memory);
    }

    void deallocate(T* memory, std::size_t) noexcept { std::free(memory); }

    template <class U>
    void construct(U* place) noexcept {
        ::new (static_cast<void*>(place)) U;
    }
    template <class U, class... Args>
    void construct(U* place, Args&&... args) {
        ::new (static_cast<void*>(place)) U(std::forward<Args>(args)...);
    }

    friend bool operator==(const UninitialisedAllocator&, const UninitialisedAllocator&) {
        return true;
    }
};

template <class T>
using Array = std::vector<T, UninitialisedAllocator<T>>;

}  // namespace mutually
