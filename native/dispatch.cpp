// Chooses, once, the widest build of the per-instruction-set kernels that this processor runs.
#include "classes.hpp"
#include "joint.hpp"

namespace mutually {
namespace {

enum class Level { base, v3, v4 };

Level level() {
#if defined(MUTUALLY_X86_LEVELS)
    static const Level chosen = __builtin_cpu_supports("x86-64-v4")   ? Level::v4
                                : __builtin_cpu_supports("x86-64-v3") ? Level::v3
                                                                      : Level::base;
    return chosen;
#else
    return Level::base;
#endif
}

}  // namespace

void ksg_local(const JointTask& task) {
#if defined(MUTUALLY_X86_LEVELS)
    if (level() == Level::v4) return v4::ksg_local(task);
    if (level() == Level::v3) return v3::ksg_local(task);
#endif
    base::ksg_local(task);
}

void ross_local(const ClassTask& task) {
#if defined(MUTUALLY_X86_LEVELS)
    if (level() == Level::v4) return v4::ross_local(task);
    if (level() == Level::v3) return v3::ross_local(task);
#endif
    base::ross_local(task);
}

}  // namespace mutually
