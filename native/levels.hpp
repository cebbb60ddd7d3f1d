// Tables of many pairs of columns that have few levels each.
//
// Layout: each level of a column is a row of bits, one bit a row of the table, in words of 64; the
// levels of all columns stand one below the other. Invariant: counts are integers, so nothing but
// the codes decides them. Cost: (levels - 1)^2 rows of words a pair, each word an AND and a
// population count; the last level of either column follows from the totals. Two levels of x and
// two of y go together, so that a word is loaded once for two cells.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace mutually {

constexpr std::size_t kWordBits = 64;

inline std::size_t words_of(std::size_t rows) { return (rows + kWordBits - 1) / kWordBits; }

// bits[level * words + row / 64]; codes are below `levels`.
template <class Code>
void set_level_bits(const Code* codes, std::size_t rows, std::size_t levels, std::uint64_t* bits) {
    const std::size_t words = words_of(rows);
    std::vector<std::uint64_t> word(levels);
    for (std::size_t w = 0; w < words; ++w) {
        const std::size_t begin = w * kWordBits;
        const std::size_t end = begin + kWordBits < rows ? begin + kWordBits : rows;
        for (std::size_t r = begin; r < end; ++r) {
            word[codes[r]] |= std::uint64_t{1} << (r - begin);
        }
        for (std::size_t l = 0; l < levels; ++l) {
            bits[l * words + w] = word[l];
            word[l] = 0;
        }
    }
}

// counts[(i * wide + a) * high + b] of the i-th pair, for levels a of column x[i] and b of y[i];
// cells beyond a column's levels stay 0. Column c has the levels first[c] to first[c + 1].
struct LevelTask {
    const std::uint64_t* bits;
    const std::int64_t* totals;
    const std::size_t* first;
    std::size_t words;
    const std::uint32_t* x;
    const std::uint32_t* y;
    std::size_t count;
    std::size_t wide, high;
    std::int64_t* counts;
};

namespace base {
void count_levels(const LevelTask& task);
}
namespace v3 {
void count_levels(const LevelTask& task);
}
namespace v4 {
void count_levels(const LevelTask& task);
}

// The widest build of the kernel that this processor runs; all give the same counts.
void count_levels(const LevelTask& task);

}  // namespace mutually
