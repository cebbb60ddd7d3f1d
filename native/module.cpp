// The compiled module: raw arrays in, numbers out. Its types stand in src/mutually/_core.pyi.
#include "bind_arrays.hpp"

NB_MODULE(_core, m) {
    m.doc() = "Compiled kernels of mutually; arguments are checked by the Python layer above.";
    mutually::bind_boosting(m);
    mutually::bind_sorting(m);
    mutually::bind_neighbours(m);
    mutually::bind_keys(m);
    mutually::bind_levels(m);
    mutually::bind_mixture(m);
    mutually::bind_points(m);
    mutually::bind_counting(m);
    mutually::bind_strings(m);
    mutually::bind_tally(m);
}
