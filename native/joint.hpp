// KSG's pointwise values for pairs of scalars; see joint_kernel.cpp.
#pragma once

#include <cstddef>

#include "strips.hpp"

namespace mutually {

constexpr std::size_t kMaxNeighbours = 64;
constexpr std::size_t kMaxNeighbourNumbers = 16;

// local[i * n + row], for the i-th of `count` neighbour numbers, each in 1..min(64, n - 1).
struct JointTask {
    Axis x, y;
    const std::size_t* neighbours;
    std::size_t count;
    unsigned workers;
    double* local;
};

namespace base {
void ksg_local(const JointTask& task);
}
namespace v3 {
void ksg_local(const JointTask& task);
}
namespace v4 {
void ksg_local(const JointTask& task);
}

// The widest build of the kernel that this processor runs; all give the same bits.
void ksg_local(const JointTask& task);

}  // namespace mutually
