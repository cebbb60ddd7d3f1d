// Binds points.hpp.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/vector.h>

#include <optional>

#include "bind_arrays.hpp"
#include "points.hpp"

namespace mutually {
namespace {

using Codes = std::optional<In<std::uint32_t>>;

Points points_of(const Table<double>& points, const Codes& codes, std::size_t groups) {
    return {points.data(), points.shape(0), points.shape(1), codes ? codes->data() : nullptr,
            groups};
}

TableOut<double> nearest_distances_(Table<double> points, Codes codes, std::size_t groups,
                                    const std::vector<std::size_t>& neighbours, unsigned workers) {
    const std::size_t n = points.shape(0);
    Filling<double> distance(neighbours.size() * n);
    {
        const nb::gil_scoped_release unlocked;
        nearest_distances({points_of(points, codes, groups), neighbours.data(), neighbours.size(),
                           workers, distance.data()});
    }
    return distance.table(neighbours.size(), n);
}

TableOut<std::uint32_t> nearest_rows_(Table<double> points, Codes codes, std::size_t groups,
                                      std::size_t k, unsigned workers) {
    const std::size_t n = points.shape(0);
    Filling<std::uint32_t> row(n * k);
    {
        const nb::gil_scoped_release unlocked;
        nearest_rows({points_of(points, codes, groups), k, workers, row.data()});
    }
    return row.table(n, k);
}

TableOut<std::uint32_t> count_within_(Table<double> points, Codes codes, std::size_t groups,
                                      Table<double> radii, bool strict, unsigned workers) {
    const std::size_t n = points.shape(0), count = radii.shape(0);
    Filling<std::uint32_t> within(count * n);
    {
        const nb::gil_scoped_release unlocked;
        count_within({points_of(points, codes, groups), radii.data(), count, strict, workers,
                      within.data()});
    }
    return within.table(count, n);
}

}  // namespace

void bind_points(nb::module_& m) {
    using namespace nb::literals;
    m.def("nearest_distances", &nearest_distances_, "points"_a.noconvert(),
          "codes"_a.noconvert().none(), "groups"_a, "neighbours"_a, "workers"_a);
    m.def("nearest_rows", &nearest_rows_, "points"_a.noconvert(), "codes"_a.noconvert().none(),
          "groups"_a, "k"_a, "workers"_a);
    m.def("count_within", &count_within_, "points"_a.noconvert(), "codes"_a.noconvert().none(),
          "groups"_a, "radii"_a.noconvert(), "strict"_a, "workers"_a);
}

}  // namespace mutually
