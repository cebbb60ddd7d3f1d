// Binds boosting.hpp.
#include <nanobind/stl/vector.h>

#include "bind_arrays.hpp"
#include "boosting.hpp"

namespace mutually {
namespace {

TableOut<double> boosted_scores(Table<std::uint8_t> learnt, In<std::uint32_t> codes,
                                Table<std::uint8_t> judged, In<double> starts, std::size_t leaves,
                                double rate, double ridge, double least,
                                const std::vector<std::size_t>& stages) {
    const Boosting task{learnt.data(),
                        codes.data(),
                        learnt.shape(1),
                        judged.data(),
                        judged.shape(1),
                        learnt.shape(0),
                        starts.shape(0),
                        leaves,
                        rate,
                        ridge,
                        least};
    Filling<double> scores(stages.size() * task.m * task.classes);
    {
        const nb::gil_scoped_release unlocked;
        boost(task, starts.data(), stages, scores.data());
    }
    return scores.table(stages.size() * task.m, task.classes);
}

}  // namespace

void bind_boosting(nb::module_& m) {
    using namespace nb::literals;
    m.attr("BINS") = kBins;
    m.def("boosted_scores", &boosted_scores, "learnt"_a.noconvert(), "codes"_a.noconvert(),
          "judged"_a.noconvert(), "starts"_a.noconvert(), "leaves"_a, "rate"_a, "ridge"_a,
          "least"_a, "stages"_a);
}

}  // namespace mutually
