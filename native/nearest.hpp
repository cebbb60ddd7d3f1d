// Distances to the k nearest neighbours in the plane, maximum norm, for eight points at a time.
//
// Layout: the eight points of a leaf (strips.hpp) sit in the lanes; a candidate is broadcast to
// all of them. `best[0..K-1]` are the K smallest distances of each lane so far, ascending.
// Invariant: a distance is max(|x_i - x_j|, |y_i - y_j|) of rounded differences, so equal
// distances compare equal, and a search ends only where no lane can gain: the next candidate is
// at least as far in y alone, or the next strip in x alone, as the K-th best of every lane.
// Cost: a run of candidates in the leaf's own strip and in each that is near enough, a dozen
// instructions each for the eight points together, without a branch except for the end of a run:
// 17 to 38 ns a point at K = 3 on correlated normals, 1000 to a million points.
#pragma once

#include "lanes.hpp"
#include "strips.hpp"

namespace mutually::MUTUALLY_ISA {

template <int K>
class Nearest {
  public:
    explicit Nearest(const Strips& strips) : s_(strips) {}

    // The K smallest distances of the eight points of a leaf to other points.
    void search(std::size_t leaf, std::size_t strip) {
        const std::size_t first = leaf * kLeaf;
        x_ = load(&s_.x[first]);
        y_ = load(&s_.y[first]);
        for (Lanes& b : best_) b = broadcast(std::numeric_limits<double>::infinity());
        own_leaf(first);
        const Lanes everywhere = broadcast(0.0);
        up(first + kLeaf, s_.end(strip), everywhere);
        down(first, s_.begin(strip), everywhere);
        for (std::size_t t = strip; t-- > 0;) {
            const Lanes gap = x_ - broadcast(s_.last_x[t]);
            if (!mask_less(gap, best_[K - 1])) break;
            const std::size_t at = t + 1 == strip ? s_.before[leaf] : find(t, first);
            up(at, s_.end(t), gap);
            down(at, s_.begin(t), gap);
        }
        for (std::size_t t = strip + 1; t < s_.count; ++t) {
            const Lanes gap = broadcast(s_.first_x[t]) - x_;
            if (!mask_less(gap, best_[K - 1])) break;
            const std::size_t at = t == strip + 1 ? s_.after[leaf] : find(t, first);
            up(at, s_.end(t), gap);
            down(at, s_.begin(t), gap);
        }
    }

    // The distance to the k-th neighbour, 1 <= k <= K.
    Lanes distance(std::size_t k) const { return best_[k - 1]; }

  private:
    MUTUALLY_INLINE void own_leaf(std::size_t first) {
        for (std::size_t c = 0; c < kLeaf; ++c) {
            Lanes d = chebyshev(first + c);
            d.set(c, std::numeric_limits<double>::infinity());  // not a neighbour of itself
            insert(d);
        }
    }

    // Candidates of rising y, two between questions: the end of a run is a branch that cannot be
    // foretold, and half as many of them are worth the candidate too much. A lane that is farther
    // than its best from the whole strip (`gap`) does not keep the run going.
    MUTUALLY_INLINE void up(std::size_t from, std::size_t to, Lanes gap) {
        for (std::size_t c = from; c < to; ++c) {
            const Lanes ahead = broadcast(s_.y[c]) - y_;
            if (!mask_less(maximum(ahead, gap), best_[K - 1])) break;
            insert(chebyshev(c));
            if (++c < to) insert(chebyshev(c));
        }
    }

    MUTUALLY_INLINE void down(std::size_t from, std::size_t to, Lanes gap) {
        for (std::size_t c = from; c-- > to;) {
            const Lanes behind = y_ - broadcast(s_.y[c]);
            if (!mask_less(maximum(behind, gap), best_[K - 1])) break;
            insert(chebyshev(c));
            if (c > to) insert(chebyshev(--c));
        }
    }

    // Where the middle of the leaf would be inserted in a strip that is no direct neighbour.
    std::size_t find(std::size_t strip, std::size_t first) const {
        const double* begin = s_.y.data() + s_.begin(strip);
        const double* end = s_.y.data() + s_.end(strip);
        const auto at = std::lower_bound(begin, end, s_.y[std::min(first + kLeaf / 2, s_.n - 1)]);
        return static_cast<std::size_t>(at - s_.y.data());
    }

    MUTUALLY_INLINE Lanes chebyshev(std::size_t c) const {
        return maximum(absolute(broadcast(s_.x[c]) - x_), absolute(broadcast(s_.y[c]) - y_));
    }

    // Keep the K smallest in order: each place takes the middle of itself, its left one and d.
    MUTUALLY_INLINE void insert(Lanes d) {
        for (std::size_t i = K - 1; i > 0; --i) {
            best_[i] = minimum(best_[i], maximum(best_[i - 1], d));
        }
        best_[0] = minimum(best_[0], d);
    }

    const Strips& s_;
    Lanes x_, y_;
    Lanes best_[K];
};

}  // namespace mutually::MUTUALLY_ISA
