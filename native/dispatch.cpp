// Chooses, once, the widest build of the per-instruction-set kernels that this processor runs.
#include <algorithm>
#include <cstdlib>

#include "classes.hpp"
#include "joint.hpp"
#include "levels.hpp"
#include "mixture.hpp"
#include "points.hpp"

namespace mutually {
namespace {

int processor_level() {
#if defined(MUTUALLY_X86_V4)
    if (__builtin_cpu_supports("x86-64-v4")) return 4;
#endif
#if defined(MUTUALLY_X86_V3)
    if (__builtin_cpu_supports("x86-64-v3")) return 3;
#endif
    return 0;
}

// 4, 3 or 0: the newest x86-64 level that both this build and this processor know, or a lower one
// that MUTUALLY_X86_LEVEL asks for, so that tests can compare the builds.
[[maybe_unused]] int level() {
    static const int chosen = [] {
        const char* most = std::getenv("MUTUALLY_X86_LEVEL");
        return most == nullptr ? processor_level() : std::min(std::atoi(most), processor_level());
    }();
    return chosen;
}

template <class Task>
using Kernel = void (*)(const Task&);

// Builds that do not exist are null.
template <class Task>
void run(const Task& task, Kernel<Task> plain, [[maybe_unused]] Kernel<Task> wide,
         [[maybe_unused]] Kernel<Task> widest) {
#if defined(MUTUALLY_X86_V4)
    if (level() == 4) return widest(task);
#endif
#if defined(MUTUALLY_X86_V3)
    if (level() >= 3) return wide(task);
#endif
    plain(task);
}

}  // namespace

#if defined(MUTUALLY_X86_V4)
#define MUTUALLY_BUILDS(kernel) base::kernel, v3::kernel, v4::kernel
#elif defined(MUTUALLY_X86_V3)
#define MUTUALLY_BUILDS(kernel) base::kernel, v3::kernel, nullptr
#else
#define MUTUALLY_BUILDS(kernel) base::kernel, nullptr, nullptr
#endif

void ksg_local(const JointTask& task) { run<JointTask>(task, MUTUALLY_BUILDS(ksg_local)); }

void ksg_pairs(const PairsTask& task) { run<PairsTask>(task, MUTUALLY_BUILDS(ksg_pairs)); }

void ross_local(const ClassTask& task) { run<ClassTask>(task, MUTUALLY_BUILDS(ross_local)); }

void nearest_distances(const DistancesTask& task) {
    run<DistancesTask>(task, MUTUALLY_BUILDS(nearest_distances));
}

void nearest_rows(const RowsTask& task) { run<RowsTask>(task, MUTUALLY_BUILDS(nearest_rows)); }

void count_within(const WithinTask& task) { run<WithinTask>(task, MUTUALLY_BUILDS(count_within)); }

void count_levels(const LevelTask& task) { run<LevelTask>(task, MUTUALLY_BUILDS(count_levels)); }

void mixture_pass(const MixtureTask& task) {
    run<MixtureTask>(task, MUTUALLY_BUILDS(mixture_pass));
}

}  // namespace mutually
