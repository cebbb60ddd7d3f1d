// The hot loop of the library, compiled once per instruction set (CMakeLists.txt, dispatch.cpp).
//
// Kraskov, Stögbauer & Grassberger 2004 (10.1103/PhysRevE.69.066138), first algorithm: with eps
// the distance to the k-th neighbour in the plane, maximum norm, and n_x, n_y the numbers of other
// points that are strictly nearer than eps in each variable alone, the pointwise value is
// psi(n) + psi(k) - psi(n_x + 1) - psi(n_y + 1). Strictly nearer is written as "within
// nextafter(eps, 0)", which counts tied points when eps is 0, as scikit-learn does.
#include <algorithm>
#include <optional>

#include "digamma.hpp"
#include "joint.hpp"
#include "nearest.hpp"
#include "next_below.hpp"
#include "parallel.hpp"
#include "windows.hpp"

namespace mutually::MUTUALLY_ISA {
namespace {

// Leaves whose windows are counted together: all places to look are asked for before the first is
// needed, since at a million points each look-up would otherwise wait for memory.
constexpr std::size_t kLeavesPerBlock = 8;
constexpr std::size_t kBlock = kLeavesPerBlock * kLeaf;
constexpr std::size_t kBlocksPerTask = 64;

template <int K>
void block(const JointTask& task, const Strips& s, const Windows& x, const Windows& y,
           const Array<double>& psi, std::size_t first) {
    Nearest<K> nearest(s);
    double radius[kMaxNeighbourNumbers][kBlock];
    const std::size_t points = std::min(kBlock, s.n - first);
    for (std::size_t p = 0; p < points; p += kLeaf) {
        nearest.search((first + p) / kLeaf, (first + p) / s.width);
        for (std::size_t i = 0; i < task.count; ++i) {
            store(&radius[i][p], nearest.distance(task.neighbours[i]));
        }
    }
    Windows::Ends in_x[kBlock], in_y[kBlock];
    for (std::size_t i = 0; i < task.count; ++i) {
        for (std::size_t p = 0; p < points; ++p) {
            radius[i][p] = next_below(radius[i][p]);
            in_x[p] = x.ends(s.x[first + p], radius[i][p]);
            in_y[p] = y.ends(s.y[first + p], radius[i][p]);
        }
        for (std::size_t p = 0; p < points; ++p) {
            x.ask(in_x[p]);
            y.ask(in_y[p]);
        }
        const double constant = psi[s.n] + psi[task.neighbours[i]];
        double* local = task.local + i * s.n;
        for (std::size_t p = 0; p < points; ++p) {
            const std::size_t n_x = x.count(s.x[first + p], radius[i][p], in_x[p]);
            const std::size_t n_y = y.count(s.y[first + p], radius[i][p], in_y[p]);
            local[s.row[first + p]] = constant - (psi[n_x] + psi[n_y]);
        }
    }
}

template <int K>
void leaves(const JointTask& task, const Strips& strips, const Windows& x, const Windows& y,
            const Array<double>& psi) {
    const std::size_t blocks = (strips.n + kBlock - 1) / kBlock;
    parallel_for(blocks, kBlocksPerTask, task.workers, [&](std::size_t from, std::size_t to) {
        for (std::size_t b = from; b < to; ++b) block<K>(task, strips, x, y, psi, b * kBlock);
    });
}

using Leaves = void (*)(const JointTask&, const Strips&, const Windows&, const Windows&,
                        const Array<double>&);

// The smallest instance that keeps enough neighbours.
Leaves instance(std::size_t k) {
#if defined(MUTUALLY_SANITIZED)
    if (k <= 1) return leaves<1>;
    if (k <= 4) return leaves<4>;
    if (k <= 10) return leaves<10>;
#else
    if (k <= 1) return leaves<1>;
    if (k <= 2) return leaves<2>;
    if (k <= 3) return leaves<3>;
    if (k <= 4) return leaves<4>;
    if (k <= 5) return leaves<5>;
    if (k <= 7) return leaves<7>;
    if (k <= 10) return leaves<10>;
    if (k <= 20) return leaves<20>;
#endif
    return leaves<static_cast<int>(kMaxNeighbours)>;
}

}  // namespace

void ksg_local(const JointTask& task) {
    const Strips strips = make_strips(task.x, task.y);
    // Normal scores are the same numbers for every variable of n rows, and one table serves both.
    const Windows x(task.x);
    const bool shared = task.x.sorted == task.y.sorted;
    const std::optional<Windows> own = shared ? std::nullopt : std::optional<Windows>(task.y);
    const Windows& y = shared ? x : *own;
    const Array<double> psi = digamma_table(strips.n);
    const std::size_t most = *std::max_element(task.neighbours, task.neighbours + task.count);
    instance(most)(task, strips, x, y, psi);
}

void ksg_pairs(const PairsTask& task) {
    const Windows windows(Axis{task.sorted, nullptr, task.n});
    const Array<double> psi = digamma_table(task.n);
    const Leaves all_leaves = instance(task.neighbours);
    for (std::size_t i = 0; i < task.count; ++i) {
        const Axis x{task.sorted, task.orders[task.x[i]], task.n};
        const Axis y{task.sorted, task.orders[task.y[i]], task.n};
        const JointTask one{x, y, &task.neighbours, 1, 1, task.local + i * task.n};
        all_leaves(one, make_strips(x, y), windows, windows, psi);
    }
}

}  // namespace mutually::MUTUALLY_ISA
