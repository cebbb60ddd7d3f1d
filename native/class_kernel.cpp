// Neighbours within a class against neighbours in all rows, compiled once per instruction set.
//
// Ross 2014 (10.1371/journal.pone.0087357): with d the distance from a row to its k-th neighbour
// among the N_c rows of its class and m the number of rows of any class nearer than d, itself
// included, the pointwise value is psi(n) + psi(k) - psi(N_c) - psi(m). Classes of at most k rows
// use k = N_c - 1, as scikit-learn does; a class of one row has no neighbour and gets the value 0.
//
// Layout: the classes' values stand one after another, each ascending, beside their place in the
// column's own order. Cost: one scattered pass, k + 1 comparisons and one window count a row.
#include <vector>

#include "classes.hpp"
#include "digamma.hpp"
#include "line.hpp"
#include "next_below.hpp"
#include "windows.hpp"

namespace mutually::MUTUALLY_ISA {

void ross_local(const ClassTask& task) {
    const std::size_t n = task.x.n;
    std::vector<std::size_t> starts(task.classes + 1, 0);
    for (std::size_t row = 0; row < n; ++row) ++starts[task.codes[row] + 1];
    for (std::size_t c = 0; c < task.classes; ++c) starts[c + 1] += starts[c];
    Array<double> values(n);
    Array<std::uint32_t> rows(n);
    {
        std::vector<std::size_t> next(starts.begin(), starts.end() - 1);
        for (std::size_t i = 0; i < n; ++i) {
            const std::uint32_t row = task.x.order[i];
            const std::size_t place = next[task.codes[row]]++;
            values[place] = task.x.sorted[i];
            rows[place] = row;
        }
    }
    const Windows windows(task.x);
    const Array<double> psi = digamma_table(n);
    for (std::size_t c = 0; c < task.classes; ++c) {
        const std::size_t begin = starts[c], size = starts[c + 1] - begin;
        if (size == 1) task.local[rows[begin]] = 0.0;
        if (size <= 1) continue;
        const std::size_t k = std::min(task.k, size - 1);
        const double constant = (psi[n] - psi[size]) + psi[k];  // psi[k] for a single class
        for (std::size_t i = 0; i < size; ++i) {
            const double x = values[begin + i];
            const double radius = next_below(line_distance(&values[begin], size, i, k));
            const std::size_t m = windows.count(x, radius, windows.ends(x, radius));
            task.local[rows[begin + i]] = constant - psi[m];
        }
    }
}

}  // namespace mutually::MUTUALLY_ISA
