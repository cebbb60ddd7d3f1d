// See points_line.hpp.
#include "points_line.hpp"

#include "sorting.hpp"

namespace mutually {

PointsLine points_line(const Points& points) {
    const std::size_t n = points.n;
    PointsLine line{Array<double>(n), Array<std::uint32_t>(n), {0, n}};
    sort_column(points.coordinates, n, line.rows.data(), line.values.data());
    if (points.codes == nullptr) return line;
    const Array<double> sorted = line.values;
    const Array<std::uint32_t> order = line.rows;
    line.starts.assign(points.groups + 1, 0);
    for (std::size_t i = 0; i < n; ++i) ++line.starts[points.codes[i] + 1];
    for (std::size_t g = 0; g < points.groups; ++g) line.starts[g + 1] += line.starts[g];
    std::vector<std::size_t> next(line.starts);
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t place = next[points.codes[order[i]]]++;
        line.values[place] = sorted[i];
        line.rows[place] = order[i];
    }
    return line;
}

}  // namespace mutually
