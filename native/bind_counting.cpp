// Binds contingency.hpp, chance.hpp, encode.hpp and digamma.hpp.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/tuple.h>

#include <optional>
#include <tuple>

#include "bind_arrays.hpp"
#include "chance.hpp"
#include "contingency.hpp"
#include "encode.hpp"

namespace mutually {
namespace {

using CellArrays = std::tuple<Out<std::uint32_t>, Out<std::uint32_t>, Out<std::int64_t>>;

template <class X, class Y>
CellArrays count_pairs_(In<X> x, In<Y> y, std::size_t x_levels, std::size_t y_levels,
                        unsigned workers) {
    Cells cells;
    {
        const nb::gil_scoped_release unlocked;
        cells = count_pairs(x.data(), y.data(), x.shape(0), x_levels, y_levels, workers);
    }
    return {to_array(std::move(cells.x)), to_array(std::move(cells.y)),
            to_array(std::move(cells.count))};
}

template <class X>
void bind_count_pairs(nb::module_& m) {
    using namespace nb::literals;
    const auto bind = [&](auto function) {
        m.def("count_pairs", function, "x"_a.noconvert(), "y"_a.noconvert(), "x_levels"_a,
              "y_levels"_a, "workers"_a);
    };
    bind(&count_pairs_<X, std::uint8_t>);
    bind(&count_pairs_<X, std::uint16_t>);
    bind(&count_pairs_<X, std::uint32_t>);
}

// None where a value does not fit into the code.
template <class T, class Code>
std::optional<Out<Code>> encode_(In<T> values, T low) {
    Filling<Code> codes(values.shape(0));
    bool fits = false;
    {
        const nb::gil_scoped_release unlocked;
        fits = encode(values.data(), values.shape(0), low, codes.data());
    }
    if (!fits) return std::nullopt;
    return codes.array();
}

template <class Code>
Out<std::int64_t> count_codes_(In<Code> codes, std::size_t size) {
    std::vector<std::int64_t> counts;
    {
        const nb::gil_scoped_release unlocked;
        counts = count_codes(codes.data(), codes.shape(0), size);
    }
    return to_array(std::move(counts));
}

template <class T>
std::pair<T, T> extent_(In<T> values) {
    const nb::gil_scoped_release unlocked;
    return extent(values.data(), values.shape(0));
}

template <class T>
void bind_encode(nb::module_& m) {
    using namespace nb::literals;
    m.def("extent", &extent_<T>, "values"_a.noconvert());
    m.def("encode8", &encode_<T, std::uint8_t>, "values"_a.noconvert(), "low"_a);
    m.def("encode16", &encode_<T, std::uint16_t>, "values"_a.noconvert(), "low"_a);
}

std::tuple<double, double, double, double> table_chance_(std::size_t n, In<std::int64_t> rows,
                                                         In<std::int64_t> row_times,
                                                         In<std::int64_t> columns,
                                                         In<std::int64_t> column_times,
                                                         unsigned workers) {
    const nb::gil_scoped_release unlocked;
    const Chance c =
        table_chance(static_cast<double>(n), rows.data(), row_times.data(), rows.shape(0),
                     columns.data(), column_times.data(), columns.shape(0), workers);
    return {c.n_log_n, c.n_psi_n, c.ones, c.twos};
}

Out<double> digamma_(In<double> x) {
    Array<double> psi(x.shape(0));
    for (std::size_t i = 0; i < psi.size(); ++i) psi[i] = digamma(x.data()[i]);
    return to_array(std::move(psi));
}

Out<double> digamma_table_(std::size_t n) { return to_array(digamma_table(n)); }

}  // namespace

void bind_counting(nb::module_& m) {
    using namespace nb::literals;
    bind_count_pairs<std::uint8_t>(m);
    bind_count_pairs<std::uint16_t>(m);
    bind_count_pairs<std::uint32_t>(m);
    m.def("count_codes", &count_codes_<std::uint8_t>, "codes"_a.noconvert(), "size"_a);
    m.def("count_codes", &count_codes_<std::uint16_t>, "codes"_a.noconvert(), "size"_a);
    m.def("count_codes", &count_codes_<std::uint32_t>, "codes"_a.noconvert(), "size"_a);
    bind_encode<std::int8_t>(m);
    bind_encode<std::int16_t>(m);
    bind_encode<std::int32_t>(m);
    bind_encode<std::int64_t>(m);
    bind_encode<std::uint8_t>(m);
    bind_encode<std::uint16_t>(m);
    bind_encode<std::uint32_t>(m);
    bind_encode<std::uint64_t>(m);
    m.def("table_chance", &table_chance_, "n"_a, "rows"_a.noconvert(), "row_times"_a.noconvert(),
          "columns"_a.noconvert(), "column_times"_a.noconvert(), "workers"_a);
    m.def("digamma", &digamma_, "x"_a.noconvert());
    m.def("digamma_table", &digamma_table_, "n"_a);
}

}  // namespace mutually
