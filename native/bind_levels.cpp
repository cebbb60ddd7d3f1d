// Binds levels.hpp and the tables of chance.hpp.
#include <cstring>

#include "bind_arrays.hpp"
#include "chance.hpp"
#include "levels.hpp"

namespace mutually {
namespace {

using Places = In<std::uint32_t>;

std::vector<std::size_t> starts(In<std::int64_t> first) {
    return {first.data(), first.data() + first.shape(0)};
}

template <class Code>
TableOut<std::uint64_t> level_bits_(In<Code> codes, std::size_t levels) {
    const std::size_t words = words_of(codes.shape(0));
    Filling<std::uint64_t> bits(levels * words);
    {
        const nb::gil_scoped_release unlocked;
        set_level_bits(codes.data(), codes.shape(0), levels, bits.data());
    }
    return bits.table(levels, words);
}

// One row a pair, its cells by (x, y).
TableOut<std::int64_t> count_levels_(Table<std::uint64_t> bits, In<std::int64_t> totals,
                                     In<std::int64_t> first, Places x, Places y, std::size_t wide,
                                     std::size_t high) {
    const std::size_t count = x.shape(0), cells = wide * high;
    Filling<std::int64_t> counts(count * cells);
    {
        const nb::gil_scoped_release unlocked;
        std::memset(counts.data(), 0, count * cells * sizeof(std::int64_t));
        const std::vector<std::size_t> from = starts(first);
        count_levels({bits.data(), totals.data(), from.data(), bits.shape(1), x.data(), y.data(),
                      count, wide, high, counts.data()});
    }
    return counts.table(count, cells);
}

// One row a pair: n_log_n, n_psi_n, ones, twos.
TableOut<double> tables_chance_(std::size_t n, In<std::int64_t> totals, In<std::int64_t> first,
                                Places x, Places y) {
    const std::size_t count = x.shape(0);
    Filling<double> numbers(4 * count);
    {
        const nb::gil_scoped_release unlocked;
        const std::vector<std::size_t> from = starts(first);
        std::vector<Chance> found(count);
        tables_chance(static_cast<double>(n), totals.data(), from.data(), x.data(), y.data(), count,
                      found.data());
        for (std::size_t i = 0; i < count; ++i) {
            double* row = numbers.data() + 4 * i;
            row[0] = found[i].n_log_n;
            row[1] = found[i].n_psi_n;
            row[2] = found[i].ones;
            row[3] = found[i].twos;
        }
    }
    return numbers.table(count, 4);
}

}  // namespace

void bind_levels(nb::module_& m) {
    using namespace nb::literals;
    m.def("level_bits", &level_bits_<std::uint8_t>, "codes"_a.noconvert(), "levels"_a);
    m.def("level_bits", &level_bits_<std::uint16_t>, "codes"_a.noconvert(), "levels"_a);
    m.def("level_bits", &level_bits_<std::uint32_t>, "codes"_a.noconvert(), "levels"_a);
    m.def("count_levels", &count_levels_, "bits"_a.noconvert(), "totals"_a.noconvert(),
          "first"_a.noconvert(), "x"_a.noconvert(), "y"_a.noconvert(), "wide"_a, "high"_a);
    m.def("tables_chance", &tables_chance_, "n"_a, "totals"_a.noconvert(), "first"_a.noconvert(),
          "x"_a.noconvert(), "y"_a.noconvert());
}

}  // namespace mutually
