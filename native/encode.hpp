// Small codes for integers that lie close together.
//
// Layout: code = value - low, of 8 or 16 bits; `counts` says how often each code occurs. Invariant:
// the codes keep the order of the values; codes that do not occur cost nothing further on, since
// contingency.hpp hands out only cells that do. Cost: two passes over the values.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

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

template <class T, class Code>
void encode(const T* values, std::size_t n, T low, Code* codes, std::int64_t* counts) {
    using Unsigned = std::make_unsigned_t<T>;
    for (std::size_t i = 0; i < n; ++i) {
        // Unsigned subtraction is exact for any two values of the type.
        const auto above = static_cast<Unsigned>(static_cast<Unsigned>(values[i]) -
                                                 static_cast<Unsigned>(low));
        codes[i] = static_cast<Code>(above);
        ++counts[codes[i]];
    }
}

}  // namespace mutually
