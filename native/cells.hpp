// Cells of a table whose levels are 64-bit keys: sorted, equal ones put together.
//
// Layout: a cell is (x key, y key) with a count; many such lists, each ascending and without equal
// cells, are merged by sorting their concatenation. The order is that of the keys as unsigned
// numbers, x first, so the result depends on the set of rows alone. Counts are integers: any split
// of the rows and any order gives the same. Cost: a radix sort by bytes, from the last one, that
// leaves out bytes in which all keys agree (whole numbers of a small range have many): about
// 4 ns a cell and byte, and twice the memory of the cells.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "memory.hpp"

namespace mutually {

struct KeyedCells {
    Array<std::uint64_t> x, y;
    Array<std::int64_t> count;
};

namespace detail {

struct Row {
    std::uint64_t x, y;
    static constexpr std::int64_t count = 1;
};

struct Cell {
    std::uint64_t x, y;
    std::int64_t count;
};

// A counting sort costs its 256 places; fewer cells are compared.
constexpr std::size_t kFewCells = 512;

template <class T>
void sort_by_byte(const Array<T>& from, Array<T>& to, int byte) {
    const bool of_y = byte < 8;
    const int shift = 8 * (byte % 8);
    const auto digit = [&](const T& cell) { return ((of_y ? cell.y : cell.x) >> shift) & 255; };
    std::array<std::size_t, 256> next{};
    for (const T& cell : from) ++next[digit(cell)];
    std::size_t sum = 0;
    for (std::size_t& start : next) sum += std::exchange(start, sum);
    for (const T& cell : from) to[next[digit(cell)]++] = cell;
}

template <class T>
void sort_cells(Array<T>& cells) {
    const auto before = [](const T& a, const T& b) { return a.x != b.x ? a.x < b.x : a.y < b.y; };
    if (cells.size() < kFewCells) {
        std::sort(cells.begin(), cells.end(), before);
        return;
    }
    std::uint64_t differ_x = 0, differ_y = 0;
    for (const T& cell : cells) {
        differ_x |= cell.x ^ cells[0].x;
        differ_y |= cell.y ^ cells[0].y;
    }
    Array<T> other(cells.size());
    for (int byte = 0; byte < 16; ++byte) {
        const std::uint64_t differ = byte < 8 ? differ_y : differ_x;
        if (((differ >> (8 * (byte % 8))) & 255) == 0) continue;
        sort_by_byte(cells, other, byte);
        cells.swap(other);
    }
}

template <class T>
KeyedCells put_together(const Array<T>& cells) {
    const auto same = [&](std::size_t i) {
        return i > 0 && cells[i].x == cells[i - 1].x && cells[i].y == cells[i - 1].y;
    };
    std::size_t distinct = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) distinct += same(i) ? 0 : 1;
    KeyedCells found{Array<std::uint64_t>(distinct), Array<std::uint64_t>(distinct),
                     Array<std::int64_t>(distinct)};
    std::size_t at = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (same(i)) {
            found.count[at - 1] += cells[i].count;
            continue;
        }
        found.x[at] = cells[i].x;
        found.y[at] = cells[i].y;
        found.count[at++] = cells[i].count;
    }
    return found;
}

}  // namespace detail

// `count` may be null: each row then counts once.
inline KeyedCells keyed_cells(const std::uint64_t* x, const std::uint64_t* y,
                              const std::int64_t* count, std::size_t n) {
    if (count == nullptr) {
        Array<detail::Row> rows(n);
        for (std::size_t i = 0; i < n; ++i) rows[i] = {x[i], y[i]};
        detail::sort_cells(rows);
        return detail::put_together(rows);
    }
    Array<detail::Cell> cells(n);
    for (std::size_t i = 0; i < n; ++i) cells[i] = {x[i], y[i], count[i]};
    detail::sort_cells(cells);
    return detail::put_together(cells);
}

}  // namespace mutually
