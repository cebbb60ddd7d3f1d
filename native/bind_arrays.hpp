// How arrays cross the border: plain, C-contiguous, of the exact type, without a copy.
#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace nb = nanobind;

namespace mutually {

template <class T>
using In = nb::ndarray<const T, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

template <class T>
using Out = nb::ndarray<nb::numpy, T, nb::ndim<1>>;

// Uninitialised memory that becomes a NumPy array; a kernel fills it while the GIL is released.
template <class T>
class Filling {
  public:
    explicit Filling(std::size_t n) : size_(n), data_(std::make_unique_for_overwrite<T[]>(n)) {}

    T* data() { return data_.get(); }

    Out<T> array() {
        T* data = data_.release();
        nb::capsule owner(data, [](void* p) noexcept { delete[] static_cast<T*>(p); });
        return Out<T>(data, {size_}, owner);
    }

  private:
    std::size_t size_;
    std::unique_ptr<T[]> data_;
};

template <class T>
Out<T> to_array(std::vector<T> values) {
    auto* kept = new std::vector<T>(std::move(values));
    nb::capsule owner(kept, [](void* p) noexcept { delete static_cast<std::vector<T>*>(p); });
    return Out<T>(kept->data(), {kept->size()}, owner);
}

void bind_sorting(nb::module_& m);
void bind_neighbours(nb::module_& m);
void bind_counting(nb::module_& m);

}  // namespace mutually
