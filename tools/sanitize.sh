#!/usr/bin/env bash
# Usage: tools/sanitize.sh PYTHON [SOURCE ...]
# Builds the package once more, with the address and undefined-behaviour sanitizers in the
# kernels, beside the ordinary build and runs the kernel tests on it. Rebuilds when a SOURCE is
# newer. PYTHON is that of an environment which holds the package's dependencies and pytest.
set -euo pipefail
python=$1
shift
place=build/sanitize
compiler=${CXX:-c++}

# The interpreter itself is not instrumented, so the runtime has to be there before it starts, and
# libstdc++ with it: the runtime looks for __cxa_throw once, at its own start. Python's own
# allocator would hide small overruns, and what Python keeps to its end is no leak of ours.
library() { $compiler -print-file-name="$1" 2>/dev/null || true; }
sanitized=(env "PYTHONPATH=$place/site" PYTHONMALLOC=malloc
    "LD_PRELOAD=$(library libasan.so) $(library libstdc++.so)"
    ASAN_OPTIONS=detect_leaks=0
    UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
    "$python")

# Where the sanitizers are missing (musl, a bare clang, macOS), the ordinary run must do.
probe=$(mktemp -d)
trap 'rm -rf "$probe"' EXIT
if ! { echo 'extern "C" int add(int a, int b) { return a + b; }' |
    $compiler -fsanitize=address,undefined -shared -fPIC -x c++ - -o "$probe/probe.so" &&
    "${sanitized[@]}" -c "import ctypes; ctypes.CDLL('$probe/probe.so')"; } 2>"$probe/why"; then
    echo "Sanitizers: not run, for '$compiler' cannot build or load what they need:"
    head -n 3 "$probe/why"
    exit 0
fi

stale=yes
if [[ -e $place/.made ]]; then
    stale=""
    for source in "$@"; do
        [[ $source -nt $place/.made ]] && stale=yes
    done
fi
if [[ -n $stale ]]; then
    echo "Building the kernels with the sanitizers into $place ..."
    rm -rf "$place/site"
    "$python" -m pip install --quiet --no-deps --target "$place/site" . \
        -Ccmake.define.MUTUALLY_SANITIZE=ON -Ccmake.build-type=RelWithDebInfo \
        -Cinstall.strip=false -Cbuild-dir="$place/cmake"
    touch "$place/.made"
fi

"${sanitized[@]}" -c '
import mutually._core, sys
where = mutually._core.__file__
sys.exit(0 if "sanitize" in where else f"the sanitized build was not found, but {where}")'
# --capture=sys: pytest would else swallow the report of a sanitizer, which ends the process.
"${sanitized[@]}" -m pytest -n auto --capture=sys -p no:cacheprovider --hypothesis-profile=few \
    tests/unit/test_native_*.py \
    tests/unit/test_models_mixture.py
# This build keeps its symbols, so it is also the one to look into for misplaced instructions.
if [[ $(uname -m) == x86_64 ]] && command -v objdump >/dev/null; then
    tools/check_isa.sh "$place"/site/mutually/_core*.so
fi
echo "Sanitizers: the kernel tests ran under the address and undefined-behaviour sanitizers."
