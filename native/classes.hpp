// Ross's pointwise values for a continuous variable and classes; see class_kernel.cpp.
#pragma once

#include <cstddef>
#include <cstdint>

#include "strips.hpp"

namespace mutually {

// codes[row] < classes; local[row] is filled. k >= 1.
struct ClassTask {
    Axis x;
    const std::uint32_t* codes;
    std::size_t classes;
    std::size_t k;
    double* local;
};

namespace base {
void ross_local(const ClassTask& task);
}
namespace v3 {
void ross_local(const ClassTask& task);
}
namespace v4 {
void ross_local(const ClassTask& task);
}

// The widest build of the kernel that this processor runs; all give the same bits.
void ross_local(const ClassTask& task);

}  // namespace mutually
