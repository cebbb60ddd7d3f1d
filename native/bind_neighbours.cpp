// Binds joint.hpp, classes.hpp, line.hpp and normal_scores.hpp.
#include <nanobind/stl/vector.h>

#include "bind_arrays.hpp"
#include "classes.hpp"
#include "joint.hpp"
#include "line.hpp"
#include "normal_scores.hpp"

namespace mutually {
namespace {

Axis axis(const In<double>& sorted, const In<std::uint32_t>& order) {
    return {sorted.data(), order.data(), sorted.shape(0)};
}

// One row of n values after another, one for each number of neighbours.
Out<double> ksg_local_(In<double> x, In<std::uint32_t> x_order, In<double> y,
                       In<std::uint32_t> y_order, const std::vector<std::size_t>& neighbours,
                       unsigned workers) {
    Filling<double> local(neighbours.size() * x.shape(0));
    {
        const nb::gil_scoped_release unlocked;
        ksg_local({axis(x, x_order), axis(y, y_order), neighbours.data(), neighbours.size(),
                   workers, local.data()});
    }
    return local.array();
}

// One row of n values a pair.
TableOut<double> ksg_pairs_(In<double> sorted, const std::vector<In<std::uint32_t>>& orders,
                            In<std::uint32_t> x, In<std::uint32_t> y, std::size_t k) {
    const std::size_t n = sorted.shape(0), count = x.shape(0);
    std::vector<const std::uint32_t*> rows;
    for (const auto& order : orders) rows.push_back(order.data());
    Filling<double> local(count * n);
    {
        const nb::gil_scoped_release unlocked;
        ksg_pairs({sorted.data(), n, rows.data(), x.data(), y.data(), count, k, local.data()});
    }
    return local.table(count, n);
}

Out<double> ross_local_(In<double> x, In<std::uint32_t> order, In<std::uint32_t> codes,
                        std::size_t classes, std::size_t k) {
    Filling<double> local(x.shape(0));
    {
        const nb::gil_scoped_release unlocked;
        ross_local({axis(x, order), codes.data(), classes, k, local.data()});
    }
    return local.array();
}

Out<double> line_distances_(In<double> sorted, std::size_t k) {
    Filling<double> distance(sorted.shape(0));
    {
        const nb::gil_scoped_release unlocked;
        line_distances(sorted.data(), sorted.shape(0), k, distance.data());
    }
    return distance.array();
}

Out<double> normal_scores_(std::size_t n) {
    Filling<double> scores(n);
    normal_scores(n, scores.data());
    return scores.array();
}

}  // namespace

void bind_neighbours(nb::module_& m) {
    using namespace nb::literals;
    m.attr("MAX_NEIGHBOURS") = kMaxNeighbours;
    m.attr("MAX_NEIGHBOUR_NUMBERS") = kMaxNeighbourNumbers;
    m.def("ksg_local", &ksg_local_, "x"_a.noconvert(), "x_order"_a.noconvert(), "y"_a.noconvert(),
          "y_order"_a.noconvert(), "neighbours"_a, "workers"_a);
    m.def("ksg_pairs", &ksg_pairs_, "sorted"_a.noconvert(), "orders"_a.noconvert(),
          "x"_a.noconvert(), "y"_a.noconvert(), "k"_a);
    m.def("ross_local", &ross_local_, "x"_a.noconvert(), "order"_a.noconvert(),
          "codes"_a.noconvert(), "classes"_a, "k"_a);
    m.def("line_distances", &line_distances_, "sorted"_a.noconvert(), "k"_a);
    m.def("normal_scores", &normal_scores_, "n"_a);
}

}  // namespace mutually
