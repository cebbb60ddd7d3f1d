// psi(1), psi(2), ..., psi(n): the only values of digamma that neighbour counts need.
//
// Layout: table[m] = psi(m) for 1 <= m <= n; table[0] = -inf, which no caller may reach.
// Invariant: relative error below 4e-15: the series is used afresh every 32 entries and the
// recurrence psi(m+1) = psi(m) + 1/m in between. Cost: one division an entry.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>

#include "memory.hpp"

namespace mutually {

// Abramowitz & Stegun 6.3.18 with 6.3.5 for small arguments.
inline double digamma(double x) {
    double shift = 0.0;
    while (x < 10.0) {
        shift -= 1.0 / x;
        x += 1.0;
    }
    const double f = 1.0 / (x * x);
    const double tail =
        f *
        (1.0 / 12 -
         f * (1.0 / 120 -
              f * (1.0 / 252 - f * (1.0 / 240 - f * (1.0 / 132 - f * (691.0 / 32760 - f / 12))))));
    return shift + (std::log(x) - 0.5 / x - tail);
}

inline Array<double> digamma_table(std::size_t n) {
    Array<double> table(n + 1);
    table[0] = -std::numeric_limits<double>::infinity();
    for (std::size_t m = 1; m <= n; ++m) {
        table[m] = m % 32 == 1 ? digamma(static_cast<double>(m))
                               : table[m - 1] + 1.0 / static_cast<double>(m - 1);
    }
    return table;
}

}  // namespace mutually
