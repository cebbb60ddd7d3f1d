// Counts of levels that occur together (levels.hpp), compiled once per instruction set, since a
// population count is one instruction on some processors and twenty on others.
#include <bit>

#include "levels.hpp"

namespace mutually::MUTUALLY_ISA {
namespace {

// Cells of A levels of x and B of y.
template <std::size_t A, std::size_t B>
void cells(const std::uint64_t* x, const std::uint64_t* y, std::size_t words, std::int64_t* counts,
           std::size_t high) {
    std::uint64_t sums[A][B] = {};
    for (std::size_t w = 0; w < words; ++w) {
        for (std::size_t a = 0; a < A; ++a) {
            for (std::size_t b = 0; b < B; ++b) {
                sums[a][b] +=
                    static_cast<std::uint64_t>(std::popcount(x[a * words + w] & y[b * words + w]));
            }
        }
    }
    for (std::size_t a = 0; a < A; ++a) {
        for (std::size_t b = 0; b < B; ++b) {
            counts[a * high + b] = static_cast<std::int64_t>(sums[a][b]);
        }
    }
}

template <std::size_t A>
void row_of_cells(const std::uint64_t* x, const std::uint64_t* y, std::size_t levels,
                  std::size_t words, std::int64_t* counts, std::size_t high) {
    std::size_t b = 0;
    for (; b + 2 <= levels; b += 2) cells<A, 2>(x, y + b * words, words, counts + b, high);
    if (b < levels) cells<A, 1>(x, y + b * words, words, counts + b, high);
}

void one_table(const LevelTask& task, std::size_t x, std::size_t y, std::int64_t* counts) {
    const std::size_t x_levels = task.first[x + 1] - task.first[x];
    const std::size_t y_levels = task.first[y + 1] - task.first[y];
    if (x_levels == 0 || y_levels == 0) return;
    const std::uint64_t* x_bits = task.bits + task.first[x] * task.words;
    const std::uint64_t* y_bits = task.bits + task.first[y] * task.words;
    const std::size_t last_x = x_levels - 1, last_y = y_levels - 1;
    std::size_t a = 0;
    for (; a + 2 <= last_x; a += 2) {
        row_of_cells<2>(x_bits + a * task.words, y_bits, last_y, task.words, counts + a * task.high,
                        task.high);
    }
    if (a < last_x) {
        row_of_cells<1>(x_bits + a * task.words, y_bits, last_y, task.words, counts + a * task.high,
                        task.high);
    }
    // What the counted cells leave of each total is the last level's.
    const std::int64_t* x_totals = task.totals + task.first[x];
    const std::int64_t* y_totals = task.totals + task.first[y];
    std::int64_t* last_row = counts + last_x * task.high;
    for (std::size_t b = 0; b < y_levels; ++b) last_row[b] = y_totals[b];
    std::int64_t corner = x_totals[last_x];
    for (a = 0; a < last_x; ++a) {
        std::int64_t* row = counts + a * task.high;
        row[last_y] = x_totals[a];
        for (std::size_t b = 0; b < last_y; ++b) {
            row[last_y] -= row[b];
            last_row[b] -= row[b];
        }
    }
    for (std::size_t b = 0; b < last_y; ++b) corner -= last_row[b];
    last_row[last_y] = corner;
}

}  // namespace

void count_levels(const LevelTask& task) {
    for (std::size_t i = 0; i < task.count; ++i) {
        one_table(task, task.x[i], task.y[i], task.counts + i * task.wide * task.high);
    }
}

}  // namespace mutually::MUTUALLY_ISA
