// Boosted trees for classes: a sum of small trees, each fitted to what the sum so far gets wrong.
//
// Layout: columns of bins, one byte a row, column after column; a score for each row and class, row
// after row. A tree is a list of splits: a leaf, a column and a bin, and rows of the leaf above the
// bin go to a new leaf; the rows of a leaf lie together in one array, in ascending order.
// Invariant: sums run over rows in ascending order, so the trees depend on nothing but the data.
// Cost: a split looks once at each row of two leaves in each column, so a tree of L leaves about n
// d log2 L.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace mutually {

// An edge of a class that falls inside a bin costs the rows of that bin, so bins are narrow.
constexpr std::size_t kBins = 128;

struct Boosting {
    const std::uint8_t* learnt;  // d columns of n bins
    const std::uint32_t* codes;  // n classes
    std::size_t n;
    const std::uint8_t* judged;  // d columns of m bins
    std::size_t m, d, classes;
    std::size_t leaves;  // of a tree, at most
    double rate;         // the part of a step that is taken
    double ridge;        // added to the curvature of a leaf
    double least;        // the curvature that a leaf must have
};

namespace detail {

struct Slope {
    double gradient = 0, curvature = 0;

    void add(const Slope& other) {
        gradient += other.gradient;
        curvature += other.curvature;
    }
    double gain(double ridge) const { return gradient * gradient / (curvature + ridge); }
};

struct Split {
    std::size_t leaf = 0, column = 0, bin = 0;
    double gain = 0;
};

struct Leaf {
    std::size_t from, to;  // its rows in the array of rows
    Slope sum;
    Split best;  // of a gain of 0 where none is worth it
};

inline Leaf leaf_of(const Boosting& b, const std::vector<Slope>& slopes,
                    const std::vector<std::uint32_t>& rows, std::size_t from, std::size_t to) {
    Leaf leaf{from, to, {}, {}};
    for (std::size_t i = from; i < to; ++i) leaf.sum.add(slopes[rows[i]]);
    if (leaf.sum.curvature < 2 * b.least) return leaf;
    const double whole = leaf.sum.gain(b.ridge);
    for (std::size_t j = 0; j < b.d; ++j) {
        const std::uint8_t* bins = b.learnt + j * b.n;
        std::array<Slope, kBins> sums{};
        for (std::size_t i = from; i < to; ++i) sums[bins[rows[i]]].add(slopes[rows[i]]);
        Slope below;
        for (std::size_t bin = 0; bin + 1 < kBins; ++bin) {
            below.add(sums[bin]);
            const Slope above{leaf.sum.gradient - below.gradient,
                              leaf.sum.curvature - below.curvature};
            if (below.curvature < b.least) continue;
            if (above.curvature < b.least) break;
            const double gain = below.gain(b.ridge) + above.gain(b.ridge) - whole;
            if (gain > leaf.best.gain) leaf.best = {0, j, bin, gain};
        }
    }
    return leaf;
}

// Adds one tree to the scores of one class. `rows` is room for n rows, `places` for m leaves.
inline void add_tree(const Boosting& b, const std::vector<Slope>& slopes, double* learnt_scores,
                     double* judged_scores, std::size_t stride, std::vector<std::uint32_t>& rows,
                     std::vector<std::uint32_t>& places) {
    for (std::size_t i = 0; i < b.n; ++i) rows[i] = static_cast<std::uint32_t>(i);
    std::fill(places.begin(), places.end(), 0u);
    std::vector<Leaf> leaves{leaf_of(b, slopes, rows, 0, b.n)};
    while (leaves.size() < b.leaves) {
        std::size_t chosen = 0;
        for (std::size_t l = 1; l < leaves.size(); ++l) {
            if (leaves[l].best.gain > leaves[chosen].best.gain) chosen = l;
        }
        const Leaf leaf = leaves[chosen];
        if (!(leaf.best.gain > 0)) break;
        const std::uint8_t* bins = b.learnt + leaf.best.column * b.n;
        const auto first = rows.begin();
        const auto middle =
            std::stable_partition(first + static_cast<std::ptrdiff_t>(leaf.from),
                                  first + static_cast<std::ptrdiff_t>(leaf.to),
                                  [&](std::uint32_t row) { return bins[row] <= leaf.best.bin; });
        const auto cut = static_cast<std::size_t>(middle - first);
        const std::uint8_t* others = b.judged + leaf.best.column * b.m;
        for (std::size_t i = 0; i < b.m; ++i) {
            if (places[i] == chosen && others[i] > leaf.best.bin) {
                places[i] = static_cast<std::uint32_t>(leaves.size());
            }
        }
        leaves[chosen] = leaf_of(b, slopes, rows, leaf.from, cut);
        leaves.push_back(leaf_of(b, slopes, rows, cut, leaf.to));
    }
    std::vector<double> steps(leaves.size());
    for (std::size_t l = 0; l < leaves.size(); ++l) {
        const Slope& sum = leaves[l].sum;
        steps[l] = -b.rate * sum.gradient / (sum.curvature + b.ridge);
        for (std::size_t i = leaves[l].from; i < leaves[l].to; ++i) {
            learnt_scores[rows[i] * stride] += steps[l];
        }
    }
    for (std::size_t i = 0; i < b.m; ++i) judged_scores[i * stride] += steps[places[i]];
}

}  // namespace detail

// Scores of the judged rows after each of the rounds `stages` (ascending), a table of m rows and a
// column for each class after another. Two classes have one tree a round, and a score of 0 for the
// first. `starts` are the scores before the first round.
inline void boost(const Boosting& b, const double* starts, const std::vector<std::size_t>& stages,
                  double* out) {
    using detail::Slope;
    const std::size_t classes = b.classes;
    std::vector<double> learnt(b.n * classes), judged(b.m * classes);
    for (std::size_t i = 0; i < learnt.size(); ++i) learnt[i] = starts[i % classes];
    for (std::size_t i = 0; i < judged.size(); ++i) judged[i] = starts[i % classes];
    std::vector<double> shares(b.n * classes);
    std::vector<Slope> slopes(b.n);
    std::vector<std::uint32_t> rows(b.n), places(b.m);
    const std::size_t rounds = stages.empty() ? 0 : stages.back();
    for (std::size_t round = 1, stage = 0; round <= rounds; ++round) {
        for (std::size_t i = 0; i < b.n; ++i) {
            const double* scores = learnt.data() + i * classes;
            double* share = shares.data() + i * classes;
            const double highest = *std::max_element(scores, scores + classes);
            double total = 0;
            for (std::size_t c = 0; c < classes; ++c) {
                total += share[c] = std::exp(scores[c] - highest);
            }
            for (std::size_t c = 0; c < classes; ++c) share[c] /= total;
        }
        for (std::size_t c = classes == 2 ? 1 : 0; c < classes; ++c) {
            for (std::size_t i = 0; i < b.n; ++i) {
                const double p = shares[i * classes + c];
                slopes[i] = {p - (b.codes[i] == c ? 1.0 : 0.0), p * (1 - p)};
            }
            detail::add_tree(b, slopes, learnt.data() + c, judged.data() + c, classes, rows,
                             places);
        }
        while (stage < stages.size() && stages[stage] == round) {
            out = std::copy(judged.begin(), judged.end(), out);
            ++stage;
        }
    }
}

}  // namespace mutually
