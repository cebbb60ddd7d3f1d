#!/bin/sh
# Usage: tools/check_machine.sh PYTHON
# Silent where the package can be built from source; else says in one paragraph what is missing.
# CMake, Ninja and nanobind are not looked for: pip brings them.
python=$1
missing=""
lacks() { missing="${missing:+$missing; }$1"; }
says() { "$python" -c "$1" 2>/dev/null; }

if ! says "import sys"; then
    lacks "Python 3.11 or newer ('$python' does not run)"
elif ! says "import sys; sys.exit(sys.version_info < (3, 11))"; then
    lacks "Python 3.11 or newer ('$python' is $(says 'import platform; print(platform.python_version())'))"
else
    says "import venv, ensurepip" || lacks "Python's venv module"
    says "import sysconfig, pathlib, sys; sys.exit(
        not pathlib.Path(sysconfig.get_path('include'), 'Python.h').exists())" ||
        lacks "Python's C headers (Python.h)"
fi

# CMake looks for a compiler in the same order.
compiler=""
for candidate in "${CXX:-}" c++ g++ clang++; do
    # $candidate is split on purpose: CXX="ccache g++" is common.
    if [ -n "$candidate" ] && $candidate --version >/dev/null 2>&1; then
        compiler=$candidate
        break
    fi
    [ -n "$candidate" ] && [ "$candidate" = "${CXX:-}" ] && break
done
if [ -z "$compiler" ]; then
    lacks "a C++ compiler (${CXX:+CXX=}${CXX:-c++, g++ and clang++} not found)"
elif ! echo '#include <thread>
#include <concepts>
int main() { return static_cast<int>(std::same_as<int, char>); }' |
    $compiler -std=c++20 -x c++ -fsyntax-only - >/dev/null 2>&1; then
    lacks "a C++ compiler that knows C++20, such as g++ 11 or clang 14 ('$compiler' does not)"
fi

[ -z "$missing" ] && exit 0
cat >&2 <<END

mutually is built here from its C++ sources. This machine lacks: $missing.
What to install:
    Debian, Ubuntu   sudo apt install g++ python3-dev python3-venv
    Fedora           sudo dnf install gcc-c++ python3-devel
    macOS            xcode-select --install   (and Python from python.org or Homebrew)
Then run make again. To name another Python or compiler: make PYTHON=... CXX=...

END
exit 1
