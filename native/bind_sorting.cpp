// Binds sorting.hpp and nearby.hpp.
#include <nanobind/stl/pair.h>

#include "bind_arrays.hpp"
#include "nearby.hpp"
#include "sorting.hpp"

namespace mutually {
namespace {

using Sorted = std::pair<Out<double>, Out<std::uint32_t>>;

Sorted sort_column_(In<double> values) {
    const std::size_t n = values.shape(0);
    Filling<double> sorted(n);
    Filling<std::uint32_t> order(n);
    {
        const nb::gil_scoped_release unlocked;
        sort_column(values.data(), n, order.data(), sorted.data());
    }
    return {sorted.array(), order.array()};
}

Out<std::uint32_t> shuffle_ties_(In<double> sorted, In<std::uint32_t> order, std::uint64_t seed) {
    const std::size_t n = sorted.shape(0);
    Filling<std::uint32_t> shuffled(n);
    {
        const nb::gil_scoped_release unlocked;
        std::copy(order.data(), order.data() + n, shuffled.data());
        shuffle_ties(sorted.data(), n, seed, shuffled.data());
    }
    return shuffled.array();
}

std::uint64_t fingerprint_(In<double> values) {
    const nb::gil_scoped_release unlocked;
    return fingerprint(values.data(), values.shape(0));
}

Out<std::uint32_t> filter_order_(In<std::uint32_t> order, In<bool> keep, std::size_t kept) {
    Filling<std::uint32_t> filtered(kept);
    {
        const nb::gil_scoped_release unlocked;
        filter_order(order.data(), keep.data(), order.shape(0), filtered.data());
    }
    return filtered.array();
}

Out<std::uint32_t> exchange_nearby_(Table<std::uint32_t> near, std::uint64_t seed) {
    Filling<std::uint32_t> chosen(near.shape(0));
    {
        const nb::gil_scoped_release unlocked;
        exchange_nearby(near.data(), near.shape(0), near.shape(1), seed, chosen.data());
    }
    return chosen.array();
}

}  // namespace

void bind_sorting(nb::module_& m) {
    using namespace nb::literals;
    m.def("sort_column", &sort_column_, "values"_a.noconvert());
    m.def("shuffle_ties", &shuffle_ties_, "sorted"_a.noconvert(), "order"_a.noconvert(), "seed"_a);
    m.def("fingerprint", &fingerprint_, "values"_a.noconvert());
    m.def("exchange_nearby", &exchange_nearby_, "near"_a.noconvert(), "seed"_a);
    m.def("filter_order", &filter_order_, "order"_a.noconvert(), "keep"_a.noconvert(), "kept"_a);
}

}  // namespace mutually
