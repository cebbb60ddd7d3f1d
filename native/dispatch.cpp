// Chooses, once, the widest build of the per-instruction-set kernels that this processor runs.
#include <algorithm>
#include <cstdlib>

#include "classes.hpp"
#include "joint.hpp"
#include "mixture.hpp"

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

}  // namespace

void ksg_local(const JointTask& task) {
#if defined(MUTUALLY_X86_V4)
    if (level() == 4) return v4::ksg_local(task);
#endif
#if defined(MUTUALLY_X86_V3)
    if (level() >= 3) return v3::ksg_local(task);
#endif
    base::ksg_local(task);
}

void ross_local(const ClassTask& task) {
#if defined(MUTUALLY_X86_V4)
    if (level() == 4) return v4::ross_local(task);
#endif
#if defined(MUTUALLY_X86_V3)
    if (level() >= 3) return v3::ross_local(task);
#endif
    base::ross_local(task);
}

void mixture_pass(const MixtureTask& task) {
#if defined(MUTUALLY_X86_V4)
    if (level() == 4) return v4::mixture_pass(task);
#endif
#if defined(MUTUALLY_X86_V3)
    if (level() >= 3) return v3::mixture_pass(task);
#endif
    base::mixture_pass(task);
}

}  // namespace mutually
