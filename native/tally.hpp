// Codes of numbers by edges, and counts of pairs of codes that are added to a table.
//
// Layout: code = how many edges lie below the value, so bin i holds the values above edge i - 1 up
// to edge i, that one included; a value that is missing (NaN) has a code of its own. A table is
// x levels times y levels, row after row, and only ever added to: any split of the rows, and any
// order of the parts, gives the same integers. Cost: a binary search without branches, eight
// values side by side, so that each waits for the memory of the others: 4 ns a value with 1023
// edges. A count is one increment a row, as in contingency.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "contingency.hpp"

namespace mutually {

namespace detail {

// Places of `Lanes` values among m edges, m > 0. The number is known to the compiler, which then
// keeps all places in registers.
template <std::size_t Lanes>
void search_edges(const double* values, const double* edges, std::size_t m, std::uint32_t* codes) {
    const double* at[Lanes];
    for (std::size_t l = 0; l < Lanes; ++l) at[l] = edges;
    for (std::size_t length = m; length > 1;) {
        const std::size_t half = length / 2;
        for (std::size_t l = 0; l < Lanes; ++l) {
            at[l] +=
                half & (std::size_t{0} - static_cast<std::size_t>(at[l][half - 1] < values[l]));
        }
        length -= half;
    }
    for (std::size_t l = 0; l < Lanes; ++l) {
        codes[l] = static_cast<std::uint32_t>((at[l] - edges) + (*at[l] < values[l] ? 1 : 0));
    }
}

}  // namespace detail

// edges ascend; m < 2^32.
inline void bin_codes(const double* values, std::size_t n, const double* edges, std::size_t m,
                      std::uint32_t missing, std::uint32_t* codes) {
    if (m == 0) {
        for (std::size_t i = 0; i < n; ++i) codes[i] = 0;
    } else {
        std::size_t i = 0;
        for (; i + 8 <= n; i += 8) detail::search_edges<8>(values + i, edges, m, codes + i);
        for (; i < n; ++i) detail::search_edges<1>(values + i, edges, m, codes + i);
    }
    for (std::size_t i = 0; i < n; ++i) {
        if (values[i] != values[i]) codes[i] = missing;
    }
}

// x[i] < x_levels, y[i] < y_levels, and no count reaches 2^32.
template <class Code>
void tally(const Code* x, const Code* y, std::size_t n, std::size_t x_levels, std::size_t y_levels,
           std::uint32_t* counts) {
    const std::size_t cells = x_levels * y_levels;
    if (cells > 4096) {
        detail::count_dense(x, y, n, y_levels, cells, counts);
        return;
    }
    // A small table is counted in four copies, and added.
    std::vector<std::uint32_t> part(cells, 0);
    detail::count_dense(x, y, n, y_levels, cells, part.data());
    for (std::size_t c = 0; c < cells; ++c) counts[c] += part[c];
}

}  // namespace mutually
