// What the cells of a table hold by chance, given its margins.
//
// Layout: the distinct row and column totals with how often each occurs. Where the pairing of the
// two columns is random, the cell of totals a and b holds N ~ Hypergeometric(n, a, b). Invariant:
// the expectations are sums over cells, so cells with the same totals are evaluated once. Cost:
// one walk over N from its mode, by the ratio of neighbouring probabilities, until they fall below
// 1e-18 of the largest: about 18 standard deviations; from a mode of 200 on a series in the
// central moments instead, whose error is below 1e-8 a cell (before the division by n).
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "digamma.hpp"
#include "parallel.hpp"

namespace mutually {

// Expected over the table: sum of N log N, of N psi(N), and the numbers of cells with N = 1, 2.
struct Chance {
    double n_log_n = 0, n_psi_n = 0, ones = 0, twos = 0;

    void add(double times, const Chance& other) {
        n_log_n += times * other.n_log_n;
        n_psi_n += times * other.n_psi_n;
        ones += times * other.ones;
        twos += times * other.twos;
    }
};

namespace detail {

constexpr double kSeriesFrom = 200;

struct CellTables {
    Array<double> n_log_n, psi;

    explicit CellTables(std::size_t size) : n_log_n(size + 1, 0.0), psi(digamma_table(size)) {
        for (std::size_t i = 1; i <= size; ++i) {
            n_log_n[i] = static_cast<double>(i) * std::log(static_cast<double>(i));
        }
    }
};

// Taylor's series of g(N) = N log N at the mean m: m log m + sum over j > 1 of
// (-1)^j mu_j / (j (j - 1) m^(j-1)). The central moments mu_j are exact up to the fourth, v, s and
// 3 v^2 + k, and to leading order beyond. N psi(N) = N log N - 1/2 - 1/(12 N) + 1/(120 N^3) - ...
inline Chance cell_series(double n, double a, double b) {
    const double m = a * b / n, c = n - a, d = n - b;
    const double v = m * c * d / (n * (n - 1));
    const double s = v * (c - a) * (d - b) / (n * (n - 2));
    const double k = v * v *
                     ((n - 1) * n * n * (n * (n + 1) - 6 * a * c - 6 * b * d) +
                      6 * a * b * c * d * (5 * n - 6)) /
                     (a * b * c * d * (n - 2) * (n - 3));
    const double w = v / m, t = s / m;
    Chance cell;
    cell.n_log_n = m * std::log(m) + w / 2 +
                   (-t / 6 + w * w / 4 +
                    (k / (12 * m) - t * w / 2 + w * w * w / 2 +
                     (k * w / m / 2 + t * t / 3 - 5 * w * w * t / 2 + 15 * w * w * w * w / 8) / m) /
                        m) /
                       m;
    const double inverse = (1 + (w + (3 * w * w - t) / m) / m) / m;
    cell.n_psi_n = cell.n_log_n - 0.5 - inverse / 12 + 1 / (120 * m * m * m);
    return cell;
}

inline Chance cell_chance(double n, double a, double b, const CellTables& tables) {
    const double least = std::max(0.0, a + b - n), most = std::min(a, b);
    const double mode = std::clamp(std::floor((a + 1) * (b + 1) / (n + 2)), least, most);
    if (mode >= kSeriesFrom && most > mode && mode > least) return cell_series(n, a, b);
    Chance sum;
    double total = 0;
    const auto add = [&](double count, double p) {
        const auto i = static_cast<std::size_t>(count);
        total += p;
        if (i == 0) return;
        // A cell that is sure to be full can be far above the tables.
        const bool stored = i < tables.n_log_n.size();
        sum.n_log_n += p * (stored ? tables.n_log_n[i] : count * std::log(count));
        sum.n_psi_n += p * count * (stored ? tables.psi[i] : digamma(count));
        sum.ones += i == 1 ? p : 0.0;
        sum.twos += i == 2 ? p : 0.0;
    };
    add(mode, 1.0);
    double p = 1.0;
    for (double c = mode; c < most; ++c) {
        p *= (a - c) * (b - c) / ((c + 1) * (n - a - b + c + 1));
        if (p < 1e-18) break;
        add(c + 1, p);
    }
    p = 1.0;
    for (double c = mode; c > least; --c) {
        p *= c * (n - a - b + c) / ((a - c + 1) * (b - c + 1));
        if (p < 1e-18) break;
        add(c - 1, p);
    }
    Chance mean;
    mean.add(1 / total, sum);
    return mean;
}

}  // namespace detail

inline Chance table_chance(double n, const std::int64_t* rows, const std::int64_t* row_times,
                           std::size_t row_count, const std::int64_t* columns,
                           const std::int64_t* column_times, std::size_t column_count,
                           unsigned workers) {
    const detail::CellTables tables(static_cast<std::size_t>(std::min(n, 2 * detail::kSeriesFrom)));
    std::vector<Chance> parts(row_count);
    parallel_for(row_count, 1, workers, [&](std::size_t from, std::size_t to) {
        for (std::size_t r = from; r < to; ++r) {
            for (std::size_t c = 0; c < column_count; ++c) {
                parts[r].add(static_cast<double>(row_times[r] * column_times[c]),
                             detail::cell_chance(n, static_cast<double>(rows[r]),
                                                 static_cast<double>(columns[c]), tables));
            }
        }
    });
    Chance sum;
    for (const Chance& part : parts) sum.add(1.0, part);
    return sum;
}

// The same for many tables of n rows, of which each is two margins: totals[first[i]] to
// totals[first[i + 1]] are those of margin i, ascending. Zeros are passed over.
inline void tables_chance(double n, const std::int64_t* totals, const std::size_t* first,
                          const std::uint32_t* x, const std::uint32_t* y, std::size_t count,
                          Chance* found) {
    const detail::CellTables tables(static_cast<std::size_t>(std::min(n, 2 * detail::kSeriesFrom)));
    for (std::size_t i = 0; i < count; ++i) {
        Chance sum;
        for (std::size_t r = first[x[i]]; r < first[x[i] + 1]; ++r) {
            for (std::size_t c = first[y[i]]; c < first[y[i] + 1]; ++c) {
                if (totals[r] == 0 || totals[c] == 0) continue;
                sum.add(1.0, detail::cell_chance(n, static_cast<double>(totals[r]),
                                                 static_cast<double>(totals[c]), tables));
            }
        }
        found[i] = sum;
    }
}

}  // namespace mutually
