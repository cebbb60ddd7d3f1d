// How many values of one sorted variable lie within a radius of one of them.
//
// Layout: values ascending, and a table over n / 2 equal cells of their range: starts[c] is the
// number of values in cells before c (more cells are no faster: the table then outgrows the cache).
// Invariant: |x_j - x_i| <= r is decided on the rounded difference itself, exactly as a plain loop
// would: a rounded difference never falls as x_j rises, so the values within the radius are one
// run, and the table only says where to begin to look, a few units of the last place too early
// rather than too late. Cost: one look-up and one comparison of eight neighbours a side for even
// data; where one cell holds most of the values (an outlier stretches the range) a binary search
// inside the cell, so never worse than log n.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "lanes.hpp"
#include "memory.hpp"
#include "strips.hpp"

namespace mutually::MUTUALLY_ISA {

class Windows {
  public:
    explicit Windows(const Axis& axis)
        : values_(axis.sorted), n_(axis.n), low_(axis.sorted[0]), last_((axis.n - 1) / 2) {
        const double span = axis.sorted[n_ - 1] - low_;
        scale_ = static_cast<double>(last_) / span;
        if (!std::isfinite(scale_)) scale_ = 0;
        // The first value of each cell; an empty cell starts where the next one does.
        starts_.assign(last_ + 2, static_cast<std::uint32_t>(n_));
        for (std::size_t j = n_; j-- > 0;) {
            starts_[cell(values_[j])] = static_cast<std::uint32_t>(j);
        }
        for (std::size_t c = last_ + 1; c-- > 0;) starts_[c] = std::min(starts_[c], starts_[c + 1]);
    }

    // Where to look for the two ends of a window; known early, so that memory can be asked early.
    struct Ends {
        std::uint32_t lower, upper;
    };

    Ends ends(double x, double r) const {
        const double margin = (std::fabs(x) + r) * 0x1p-50;
        const Ends e{cell(x - r - margin), cell(x + r - margin)};
        prefetch(&starts_[e.lower]);
        prefetch(&starts_[e.upper]);
        return e;
    }

    void ask(Ends e) const {
        prefetch(values_ + starts_[e.lower]);
        prefetch(values_ + starts_[e.upper]);
    }

    // The number of values x_j with |x_j - x| <= r, x itself among them.
    std::size_t count(double x, double r, Ends e) const {
        const auto below = [=](double v) { return x - v > r; };
        const auto within = [=](double v) { return v - x <= r; };
        const auto below8 = [=](Lanes v) { return count_less(broadcast(r), broadcast(x) - v); };
        const auto within8 = [=](Lanes v) {
            return static_cast<unsigned>(kLanes) - count_less(broadcast(r), v - broadcast(x));
        };
        return prefix(e.upper, within, within8) - prefix(e.lower, below, below8);
    }

  private:
    static void prefetch(const void* address) { __builtin_prefetch(address); }

    std::uint32_t cell(double v) const {
        const double c = (v - low_) * scale_;
        return static_cast<std::uint32_t>(std::max(0.0, std::min(c, static_cast<double>(last_))));
    }

    // How many leading values satisfy a condition that holds for a prefix of them, among them all
    // values in cells before c.
    template <class Holds, class CountHolds>
    std::size_t prefix(std::size_t c, Holds holds, CountHolds count_holds) const {
        std::size_t at = starts_[c];
        std::size_t room = starts_[c + 1] - at;
        if (n_ < kLanes) {
            while (at < n_ && holds(values_[at])) ++at;
            return at;
        }
        for (;;) {
            while (room > 2 * kLanes) {
                const std::size_t half = room / 2;
                at = holds(values_[at + half - 1]) ? at + half : at;
                room -= half;
            }
            // Values before `at` hold, so reading from an earlier place changes no count.
            at = std::min(at, n_ - kLanes);
            const unsigned held = count_holds(load(values_ + at));
            at += held;
            if (held < kLanes || at == n_) return at;
            // Many equal values can lie beyond the cell: stride over them, each step twice the
            // last.
            room = kLanes;
            while (at + room <= n_ && holds(values_[at + room - 1])) {
                at += room;
                room *= 2;
            }
            room = std::min(room, n_ - at);
        }
    }

    const double* values_;
    std::size_t n_;
    double low_, scale_;
    std::size_t last_;
    Array<std::uint32_t> starts_;
};

}  // namespace mutually::MUTUALLY_ISA
