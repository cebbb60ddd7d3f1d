#!/usr/bin/env bash
# Look into a built module: no function outside the builds for newer processors may use their
# registers, or the module would stop with an illegal instruction on a plain x86-64.
#
#   tools/check_isa.sh PATH/TO/_core*.so      (built with its symbols; tools/sanitize.sh does so)
set -euo pipefail
objdump --disassemble --demangle --no-show-raw-insn "$1" | awk '
    /^[0-9a-f]+ <.*>:$/ { name = $0; sub(/^[0-9a-f]+ </, "", name); total++ }
    /%[yz]mm/ && name !~ /mutually::v[34]::/ { if (!(name in wide)) { wide[name] = 1; found++ } }
    END {
        for (name in wide) print "uses wide registers: " name
        if (total < 100) { print "the module has no symbols to look at"; exit 1 }
        print total " functions, " found + 0 " of them wide outside the builds for newer processors"
        exit found > 0
    }'
