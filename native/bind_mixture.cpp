// Binds mixture.hpp.
#include "bind_arrays.hpp"
#include "mixture.hpp"

namespace mutually {
namespace {

// Rows of d numbers in one flat array; the components' numbers flat as well.
MixtureTask task(const In<double>& rows, const In<double>& constants, const In<double>& factors,
                 const In<double>& offsets, unsigned workers) {
    const std::size_t components = constants.shape(0);
    const std::size_t d = offsets.shape(0) / components;
    return {rows.data(),    rows.shape(0) / d, d,       components, constants.data(),
            factors.data(), offsets.data(),    workers, nullptr,    nullptr};
}

Out<double> mixture_log_density(In<double> rows, In<double> constants, In<double> factors,
                                In<double> offsets, unsigned workers) {
    MixtureTask pass = task(rows, constants, factors, offsets, workers);
    Filling<double> log_density(pass.n);
    pass.log_density = log_density.data();
    {
        const nb::gil_scoped_release unlocked;
        mixture_pass(pass);
    }
    return log_density.array();
}

nb::tuple mixture_step(In<double> rows, In<double> constants, In<double> factors,
                       In<double> offsets, unsigned workers) {
    MixtureTask pass = task(rows, constants, factors, offsets, workers);
    Filling<double> log_density(pass.n);
    Filling<double> sums(pass.components * (1 + pass.d + pass.d * (pass.d + 1) / 2));
    pass.log_density = log_density.data();
    pass.sums = sums.data();
    {
        const nb::gil_scoped_release unlocked;
        mixture_pass(pass);
    }
    return nb::make_tuple(log_density.array(), sums.array());
}

}  // namespace

void bind_mixture(nb::module_& m) {
    using namespace nb::literals;
    m.def("mixture_log_density", &mixture_log_density, "rows"_a.noconvert(),
          "constants"_a.noconvert(), "factors"_a.noconvert(), "offsets"_a.noconvert(), "workers"_a);
    m.def("mixture_step", &mixture_step, "rows"_a.noconvert(), "constants"_a.noconvert(),
          "factors"_a.noconvert(), "offsets"_a.noconvert(), "workers"_a);
}

}  // namespace mutually
