// Points in one dimension, each group in ascending order.
//
// Layout: group g is values[starts[g]] to values[starts[g + 1]], beside the row of each. Invariant:
// equal values stand in the order of their rows. Cost: one sort of all, one scattered pass.
#pragma once

#include <vector>

#include "memory.hpp"
#include "points.hpp"

namespace mutually {

struct PointsLine {
    Array<double> values;
    Array<std::uint32_t> rows;
    std::vector<std::size_t> starts;
};

// Defined apart from the kernels, since sorting is one code for all processors.
PointsLine points_line(const Points& points);

}  // namespace mutually
