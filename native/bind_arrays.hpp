// How arrays cross the border: plain, C-contiguous, of the exact type, without a copy.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "memory.hpp"

namespace nb = nanobind;

namespace mutually {

template <class T>
using In = nb::ndarray<const T, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

template <class T>
using Out = nb::ndarray<nb::numpy, T, nb::ndim<1>>;

// The same in two dimensions, row after row.
template <class T>
using Table = nb::ndarray<const T, nb::ndim<2>, nb::c_contig, nb::device::cpu>;

template <class T>
using TableOut = nb::ndarray<nb::numpy, T, nb::ndim<2>>;

// Uninitialised memory that becomes a NumPy array; a kernel fills it while the GIL is released.
template <class T>
class Filling {
  public:
    explicit Filling(std::size_t n) : values_(std::make_unique<Array<T>>(n)) {}

    T* data() { return values_->data(); }

    Out<T> array() {
        Array<T>* kept = values_.release();
        nb::capsule owner(kept, [](void* p) noexcept { delete static_cast<Array<T>*>(p); });
        return Out<T>(kept->data(), {kept->size()}, owner);
    }

    TableOut<T> table(std::size_t rows, std::size_t columns) {
        Array<T>* kept = values_.release();
        nb::capsule owner(kept, [](void* p) noexcept { delete static_cast<Array<T>*>(p); });
        return TableOut<T>(kept->data(), {rows, columns}, owner);
    }

  private:
    std::unique_ptr<Array<T>> values_;
};

// The same for values that a kernel made in a vector of its own.
template <class Vector>
auto to_array(Vector values) {
    auto* kept = new Vector(std::move(values));
    nb::capsule owner(kept, [](void* p) noexcept { delete static_cast<Vector*>(p); });
    return Out<typename Vector::value_type>(kept->data(), {kept->size()}, owner);
}

void bind_boosting(nb::module_& m);
void bind_sorting(nb::module_& m);
void bind_neighbours(nb::module_& m);
void bind_keys(nb::module_& m);
void bind_levels(nb::module_& m);
void bind_mixture(nb::module_& m);
void bind_points(nb::module_& m);
void bind_counting(nb::module_& m);
void bind_strings(nb::module_& m);
void bind_tally(nb::module_& m);

}  // namespace mutually
