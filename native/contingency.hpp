// How often each pair of levels occurs.
//
// Layout: two columns of codes in, of 8, 16 or 32 bits each; the cells that occur come out in
// order of (x, y). Invariant: counts are integers, so any split of the rows gives the same table.
// Cost: where the full table is small beside the rows, one increment a row into it (about 0.5 ns;
// four tables in turn hide the wait for the same cell); else two counting passes that sort the
// rows by pair, with memory for the rows and the levels but never for the product of the levels.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "parallel.hpp"

namespace mutually {

struct Cells {
    std::vector<std::uint32_t> x, y;
    std::vector<std::int64_t> count;

    void add(std::size_t x_code, std::size_t y_code, std::int64_t times) {
        x.push_back(static_cast<std::uint32_t>(x_code));
        y.push_back(static_cast<std::uint32_t>(y_code));
        count.push_back(times);
    }
};

namespace detail {

template <class X, class Y>
void count_dense(const X* x, const Y* y, std::size_t n, std::size_t y_levels, std::size_t cells,
                 std::uint32_t* table) {
    const std::size_t copies = cells <= 4096 ? 4 : 1;
    std::vector<std::uint32_t> tables(copies > 1 ? copies * cells : 0);
    std::uint32_t* t[4] = {table, table, table, table};
    if (copies > 1) {
        for (std::size_t i = 0; i < 4; ++i) t[i] = tables.data() + i * cells;
    }
    std::size_t row = 0;
    for (; row + 4 <= n; row += 4) {
        for (std::size_t i = 0; i < 4; ++i) ++t[i][x[row + i] * y_levels + y[row + i]];
    }
    for (; row < n; ++row) ++t[0][x[row] * y_levels + y[row]];
    for (std::size_t c = 0; copies > 1 && c < cells; ++c) {
        table[c] = t[0][c] + t[1][c] + t[2][c] + t[3][c];
    }
}

// Rows in stable order of a code.
template <class Code, class Row>
std::vector<std::uint32_t> order_by(const Code* code, std::size_t n, std::size_t levels, Row row) {
    std::vector<std::uint32_t> next(levels + 1, 0);
    for (std::size_t i = 0; i < n; ++i) ++next[code[i] + std::size_t{1}];
    for (std::size_t l = 0; l < levels; ++l) next[l + 1] += next[l];
    std::vector<std::uint32_t> order(n);
    for (std::size_t i = 0; i < n; ++i) order[next[code[row(i)]]++] = row(i);
    return order;
}

}  // namespace detail

// x[i] < x_levels, y[i] < y_levels, n < 2^32.
template <class X, class Y>
Cells count_pairs(const X* x, const Y* y, std::size_t n, std::size_t x_levels, std::size_t y_levels,
                  unsigned workers) {
    Cells found;
    const std::size_t cells = x_levels * y_levels;
    const bool dense = cells / std::max<std::size_t>(x_levels, 1) == y_levels &&
                       cells <= std::max<std::size_t>(std::size_t{1} << 16, 2 * n);
    if (dense) {
        const std::size_t parts =
            std::clamp<std::size_t>(n / (16 * cells + (1 << 16)), 1, std::max(1u, workers));
        std::vector<std::uint32_t> tables(parts * cells, 0);
        parallel_for(parts, 1, workers, [&](std::size_t from, std::size_t to) {
            for (std::size_t p = from; p < to; ++p) {
                const std::size_t begin = n * p / parts, end = n * (p + 1) / parts;
                detail::count_dense(x + begin, y + begin, end - begin, y_levels, cells,
                                    tables.data() + p * cells);
            }
        });
        for (std::size_t c = 0; c < cells; ++c) {
            std::int64_t times = 0;
            for (std::size_t p = 0; p < parts; ++p) times += tables[p * cells + c];
            if (times > 0) found.add(c / y_levels, c % y_levels, times);
        }
        return found;
    }
    const auto by_y = detail::order_by(y, n, y_levels,
                                       [](std::size_t i) { return static_cast<std::uint32_t>(i); });
    const auto by_pair = detail::order_by(x, n, x_levels, [&](std::size_t i) { return by_y[i]; });
    for (std::size_t begin = 0; begin < n;) {
        const std::uint32_t row = by_pair[begin];
        std::size_t end = begin + 1;
        while (end < n && x[by_pair[end]] == x[row] && y[by_pair[end]] == y[row]) ++end;
        found.add(x[row], y[row], static_cast<std::int64_t>(end - begin));
        begin = end;
    }
    return found;
}

}  // namespace mutually
