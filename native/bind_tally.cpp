// Binds edges.hpp and tally.hpp.
#include <stdexcept>

#include "bind_arrays.hpp"
#include "edges.hpp"
#include "tally.hpp"

namespace mutually {
namespace {

using Counts = nb::ndarray<std::uint32_t, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

Out<std::uint32_t> bin_codes_(In<double> values, In<double> edges, std::uint32_t missing) {
    Filling<std::uint32_t> codes(values.shape(0));
    {
        const nb::gil_scoped_release unlocked;
        bin_codes(values.data(), values.shape(0), edges.data(), edges.shape(0), missing,
                  codes.data());
    }
    return codes.array();
}

Out<std::uint32_t> recode_(In<std::uint32_t> codes, In<std::uint32_t> table) {
    if (table.shape(0) == 0) throw std::invalid_argument("table must have an entry at least");
    Filling<std::uint32_t> found(codes.shape(0));
    {
        const nb::gil_scoped_release unlocked;
        recode(codes.data(), codes.shape(0), table.data(), table.shape(0), found.data());
    }
    return found.array();
}

void tally_(In<std::uint32_t> x, In<std::uint32_t> y, std::size_t x_levels, std::size_t y_levels,
            Counts counts) {
    if (x.shape(0) != y.shape(0) || counts.shape(0) != x_levels * y_levels) {
        throw std::invalid_argument("x and y must be of one length, counts of x_levels * y_levels");
    }
    const nb::gil_scoped_release unlocked;
    tally(x.data(), y.data(), x.shape(0), x_levels, y_levels, counts.data());
}

}  // namespace

void bind_tally(nb::module_& m) {
    using namespace nb::literals;
    m.def("bin_codes", &bin_codes_, "values"_a.noconvert(), "edges"_a.noconvert(), "missing"_a);
    m.def("recode", &recode_, "codes"_a.noconvert(), "table"_a.noconvert());
    m.def("tally", &tally_, "x"_a.noconvert(), "y"_a.noconvert(), "x_levels"_a, "y_levels"_a,
          "counts"_a.noconvert());
}

}  // namespace mutually
