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

// The same for many pairs of variables that all have the same n sorted values, as normal scores
// are: what depends on these alone is made once. local[i * n + row] of the i-th pair.
struct PairsTask {
    const double* sorted;
    std::size_t n;
    const std::uint32_t* const* orders;
    const std::uint32_t* x;
    const std::uint32_t* y;
    std::size_t count;
    std::size_t neighbours;
    double* local;
};

namespace base {
void ksg_local(const JointTask& task);
void ksg_pairs(const PairsTask& task);
}  // namespace base
namespace v3 {
void ksg_local(const JointTask& task);
void ksg_pairs(const PairsTask& task);
}  // namespace v3
namespace v4 {
void ksg_local(const JointTask& task);
void ksg_pairs(const PairsTask& task);
}  // namespace v4

// The widest build of the kernel that this processor runs; all give the same bits.
void ksg_local(const JointTask& task);
void ksg_pairs(const PairsTask& task);

}  // namespace mutually
