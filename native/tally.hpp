// Counts of pairs of codes that are added to a table, and codes that take the place of others.
//
// Layout: a table is x levels times y levels, row after row, and only ever added to: any split of
// the rows, and any order of the parts, gives the same integers. Cost: one increment a row, as in
// contingency.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "contingency.hpp"

namespace mutually {

// table[code] of each code; whatever is not below size - 1, as -1 is, means the table's last entry.
inline void recode(const std::uint32_t* codes, std::size_t n, const std::uint32_t* table,
                   std::size_t size, std::uint32_t* found) {
    const auto last = static_cast<std::uint32_t>(size - 1);
    for (std::size_t i = 0; i < n; ++i) found[i] = table[std::min(codes[i], last)];
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
