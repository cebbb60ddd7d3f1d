// Binds strings.hpp.
#include <nanobind/stl/pair.h>
#include <nanobind/stl/vector.h>

#include "bind_arrays.hpp"
#include "strings.hpp"

namespace mutually {
namespace {

// Chunk by chunk, offsets[c] has one entry more than the chunk has strings.
template <class Offset>
std::pair<Out<std::uint32_t>, Out<std::int64_t>> encode_strings_(
    const std::vector<In<Offset>>& offsets, const std::vector<In<std::uint8_t>>& bytes) {
    std::size_t n = 0;
    for (const auto& chunk : offsets) n += chunk.shape(0) - 1;
    Filling<std::uint32_t> codes(n);
    StringCodes strings;
    {
        const nb::gil_scoped_release unlocked;
        std::uint32_t* to = codes.data();
        for (std::size_t c = 0; c < offsets.size(); ++c) {
            const std::size_t rows = offsets[c].shape(0) - 1;
            strings.add(offsets[c].data(), rows, reinterpret_cast<const char*>(bytes[c].data()),
                        bytes[c].shape(0), to);
            to += rows;
        }
    }
    return {codes.array(), to_array(std::move(strings.first))};
}

}  // namespace

void bind_strings(nb::module_& m) {
    using namespace nb::literals;
    m.def("encode_strings", &encode_strings_<std::int32_t>, "offsets"_a, "bytes"_a);
    m.def("encode_strings", &encode_strings_<std::int64_t>, "offsets"_a, "bytes"_a);
}

}  // namespace mutually
