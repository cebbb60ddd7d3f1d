// Binds siphash.hpp and cells.hpp.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/tuple.h>

#include <optional>
#include <stdexcept>
#include <tuple>

#include "bind_arrays.hpp"
#include "cells.hpp"
#include "siphash.hpp"

namespace mutually {
namespace {

using CellArrays = std::tuple<Out<std::uint64_t>, Out<std::uint64_t>, Out<std::int64_t>>;

CellArrays keyed_cells_(In<std::uint64_t> x, In<std::uint64_t> y,
                        std::optional<In<std::int64_t>> counts) {
    if (x.shape(0) != y.shape(0) || (counts && counts->shape(0) != x.shape(0))) {
        throw std::invalid_argument("x, y and counts must be of one length");
    }
    KeyedCells cells;
    {
        const nb::gil_scoped_release unlocked;
        cells = keyed_cells(x.data(), y.data(), counts ? counts->data() : nullptr, x.shape(0));
    }
    return {to_array(std::move(cells.x)), to_array(std::move(cells.y)),
            to_array(std::move(cells.count))};
}

Out<std::uint64_t> text_keys_(In<std::uint8_t> bytes, In<std::int64_t> offsets, std::uint64_t one,
                              std::uint64_t other) {
    const std::size_t n = offsets.shape(0) > 0 ? offsets.shape(0) - 1 : 0;
    for (std::size_t i = 0; i < n; ++i) {
        if (offsets(i) < 0 || offsets(i + 1) < offsets(i)) {
            throw std::invalid_argument("offsets must ascend from 0 or more");
        }
    }
    if (n > 0 && static_cast<std::size_t>(offsets(n)) > bytes.shape(0)) {
        throw std::invalid_argument("offsets must not end behind the bytes");
    }
    Filling<std::uint64_t> keys(n);
    {
        const nb::gil_scoped_release unlocked;
        text_keys(bytes.data(), offsets.data(), n, one, other, keys.data());
    }
    return keys.array();
}

}  // namespace

void bind_keys(nb::module_& m) {
    using namespace nb::literals;
    m.def("keyed_cells", &keyed_cells_, "x"_a.noconvert(), "y"_a.noconvert(),
          "counts"_a.noconvert().none());
    m.def("text_keys", &text_keys_, "bytes"_a.noconvert(), "offsets"_a.noconvert(), "one"_a,
          "other"_a);
}

}  // namespace mutually
