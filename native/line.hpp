// Distance to the k-th nearest neighbour on a line.
//
// Layout: the n values of a group in ascending order. Invariant: the k nearest neighbours of
// value i and i itself are k + 1 consecutive values, so the distance is the least, over the k + 1
// runs that hold i, of the distance to the farther end. Cost: k + 1 comparisons, no search.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>

namespace mutually {

inline double line_distance(const double* values, std::size_t n, std::size_t i, std::size_t k) {
    double best = std::numeric_limits<double>::infinity();
    const std::size_t from = i >= k ? i - k : 0;
    const std::size_t to = std::min(i, n - 1 - k);
    for (std::size_t first = from; first <= to; ++first) {
        best = std::min(best, std::max(values[i] - values[first], values[first + k] - values[i]));
    }
    return best;
}

inline void line_distances(const double* values, std::size_t n, std::size_t k, double* distance) {
    for (std::size_t i = 0; i < n; ++i) distance[i] = line_distance(values, n, i, k);
}

}  // namespace mutually
