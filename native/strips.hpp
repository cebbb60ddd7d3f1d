// The points of the plane in an order in which neighbours lie near each other in memory.
//
// Layout: the points are cut by their rank in x into strips of `width` points (a multiple of 8),
// and each strip is sorted by y. Eight consecutive points of a strip are a leaf. x, y and row are
// arrays over the points in this order; the last leaf is filled up with points at infinity. For
// each leaf, `before` and `after` are the positions in the strips to the left and to the right at
// which the leaf's y would be inserted, known for free while the strips are filled. Invariant: x
// does not fall from strip to strip, y does not fall within a strip. Cost: two scattered passes
// over the points, given both sort orders; no tree and no keys.
//
// The strips adapt to any marginal by ranks and to any curve by the sort within them, so a leaf
// holds close points on a thin curve as well as in a cloud.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "memory.hpp"

namespace mutually {

constexpr std::size_t kLeaf = 8;

// One variable: its values in ascending order and the row of each (sorting.hpp).
struct Axis {
    const double* sorted;
    const std::uint32_t* order;
    std::size_t n;
};

struct Strips {
    std::size_t n = 0, width = 0, count = 0;
    Array<double> x, y;
    Array<std::uint32_t> row;
    std::vector<std::uint32_t> before, after;  // one per leaf
    std::vector<double> first_x, last_x;       // the x range of each strip

    std::size_t begin(std::size_t strip) const { return strip * width; }
    std::size_t end(std::size_t strip) const { return std::min(n, (strip + 1) * width); }
};

namespace detail {

inline double middle_half(const Axis& axis) {
    return axis.sorted[axis.n - 1 - axis.n / 4] - axis.sorted[axis.n / 4];
}

// Strips as wide as leaves are high, so that a leaf is about square in the metric of the search:
// count strips and n / (8 count) leaves in each; the ratio of the middle halves sets the scale.
inline std::size_t strip_width(const Axis& x, const Axis& y) {
    const auto n = static_cast<double>(x.n);
    double ratio = middle_half(x) / middle_half(y);
    if (!(ratio > 0) || std::isinf(ratio)) ratio = 1;
    const double count = std::sqrt(n / kLeaf * ratio);
    const double width = std::clamp(n / count, 1.0 * kLeaf, n);
    return (static_cast<std::size_t>(width) + kLeaf - 1) / kLeaf * kLeaf;
}

}  // namespace detail

inline Strips make_strips(const Axis& x, const Axis& y) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    Strips s;
    s.n = x.n;
    s.width = detail::strip_width(x, y);
    s.count = (s.n + s.width - 1) / s.width;
    const std::size_t room = (s.n + kLeaf - 1) / kLeaf * kLeaf;
    s.x.resize(room);
    s.y.resize(room);
    s.row.resize(room);
    std::fill(s.x.begin() + static_cast<std::ptrdiff_t>(s.n), s.x.end(), infinity);
    std::fill(s.y.begin() + static_cast<std::ptrdiff_t>(s.n), s.y.end(), infinity);
    s.before.resize(room / kLeaf);
    s.after.resize(room / kLeaf);
    s.first_x.resize(s.count);
    s.last_x.resize(s.count);
    for (std::size_t t = 0; t < s.count; ++t) {
        s.first_x[t] = x.sorted[s.begin(t)];
        s.last_x[t] = x.sorted[s.end(t) - 1];
    }

    Array<std::uint32_t> rank_of_row(s.n);
    for (std::size_t r = 0; r < s.n; ++r) rank_of_row[x.order[r]] = static_cast<std::uint32_t>(r);

    // next[t + 1] is the place of the next point of strip t; the two outer ones stay put.
    std::vector<std::uint32_t> next(s.count + 2);
    for (std::size_t t = 0; t < s.count; ++t) next[t + 1] = static_cast<std::uint32_t>(s.begin(t));
    next[s.count + 1] = static_cast<std::uint32_t>(s.n);
    const auto width = static_cast<std::uint32_t>(s.width);
    for (std::size_t j = 0; j < s.n; ++j) {
        const std::uint32_t rank = rank_of_row[y.order[j]];
        const std::size_t strip = rank / width;
        const std::uint32_t place = next[strip + 1]++;
        s.x[place] = x.sorted[rank];
        s.y[place] = y.sorted[j];
        s.row[place] = y.order[j];
        const std::size_t leaf = place / kLeaf;
        if (place % kLeaf == 0 || place % kLeaf == kLeaf / 2) {
            s.before[leaf] = next[strip];
            s.after[leaf] = next[strip + 2];
        }
    }
    return s;
}

}  // namespace mutually
