// One point among the blocks of one super-block after another, in their integers.
//
// Layout: the point's coordinates in the integers of the present super-block, each twice in 32
// bits, ready to be broadcast to the 32 lanes of a block's points or of a super-block's boxes.
// Invariant: what is returned bounds the true distances as blocks.hpp says; D is the number of
// dimensions, or 0 for any number from kLanes up. Cost: four instructions for a dimension of 32
// points; every four dimensions a look whether any lane is still within the bound.
#pragma once

#include <vector>

#include "blocks.hpp"

namespace mutually::MUTUALLY_ISA {

// The distance itself: the largest rounded difference, exactly as a plain loop would find it.
template <int D>
MUTUALLY_INLINE double chebyshev(const double* a, const double* b, std::size_t d) {
    if constexpr (D > 0) {
        double most = 0;
#pragma GCC unroll 8
        for (int j = 0; j < D; ++j) {
            const double difference = std::fabs(a[j] - b[j]);
            most = difference > most ? difference : most;
        }
        return most;
    } else {
        // The last eight coordinates may overlap the eight before them.
        Lanes most = absolute(load(a + d - kLanes) - load(b + d - kLanes));
        for (std::size_t j = 0; j + kLanes < d; j += kLanes) {
            most = maximum(most, absolute(load(a + j) - load(b + j)));
        }
        double lanes[kLanes];
        store(lanes, most);
        for (std::size_t width = kLanes / 2; width > 0; width /= 2) {
            for (std::size_t l = 0; l < width; ++l) lanes[l] = std::max(lanes[l], lanes[l + width]);
        }
        return lanes[0];
    }
}

template <int D>
class Probe {
  public:
    explicit Probe(const Blocks& blocks) : blocks_(blocks), pairs_(blocks.d) {}

    void place(std::size_t point) { point_ = &blocks_.exact[point * d()]; }

    // Take the integers of a super-block.
    void enter(std::size_t super) {
        super_ = super;
        scale_ = blocks_.supers[super].scale;
        const double* origin = &blocks_.origin[super * d()];
        bool whole = scale_ > 0;
        for (std::size_t j = 0; j < d(); ++j) {
            const double mapped = Blocks::map(point_[j], origin[j], scale_);
            whole = whole && mapped >= 0 && mapped < kShortsEnd;
            const double cut = std::max(0.0, std::min(mapped, kShortsEnd - 1));
            pairs_[j] = twice(static_cast<std::int16_t>(cut));
        }
        whole_ = whole;
    }

    std::int16_t at_most(double radius) const { return Blocks::at_most(radius, scale_); }
    std::int16_t surely(double radius) const {
        return whole_ ? Blocks::surely(radius, scale_) : std::int16_t{-1};
    }

    // The distances to the points of a block; where all exceed `bound`, anything above it.
    MUTUALLY_INLINE Shorts distances(std::size_t block, std::int16_t bound) const {
        const std::int16_t* lanes = &blocks_.shorts[block * d() * kShorts];
        Shorts up{}, down{};
        const auto step = [&](std::size_t j) {
            const Shorts ahead = load_shorts(lanes + j * kShorts) - broadcast_twice(pairs_[j]);
            up = maximum(up, ahead);
            down = minimum(down, ahead);
        };
        all(step, [&] { return mask_at_most(maximum(up, Shorts{} - down), bound) != 0; });
        return maximum(up, Shorts{} - down);
    }

    // The distances to the boxes of the super-block's blocks, and to their farthest points.
    MUTUALLY_INLINE void boxes(std::int16_t bound, Shorts& nearest, Shorts& farthest) const {
        const std::int16_t* low = &blocks_.low[super_ * d() * kShorts];
        const std::int16_t* high = &blocks_.high[super_ * d() * kShorts];
        Shorts near{}, far{};
        const auto step = [&](std::size_t j) {
            const Shorts at = broadcast_twice(pairs_[j]);
            const Shorts before = load_shorts(low + j * kShorts) - at;
            const Shorts after = at - load_shorts(high + j * kShorts);
            near = maximum(near, maximum(before, after));
            far = minimum(far, minimum(before, after));
        };
        all(step, [&] { return mask_at_most(near, bound) != 0; });
        nearest = near;
        farthest = Shorts{} - far;
    }

    double exact(std::size_t point) const {
        return chebyshev<D>(point_, &blocks_.exact[point * d()], d());
    }

    // The distance to a box of doubles: low corner, high corner.
    double to_box(const double* box) const {
        double most = 0;
        for (std::size_t j = 0; j < d(); ++j) {
            most = std::max(most, std::max(box[j] - point_[j], point_[j] - box[d() + j]));
        }
        return most;
    }
    double to_farthest(const double* box) const {
        double most = 0;
        for (std::size_t j = 0; j < d(); ++j) {
            most = std::max(most, std::max(point_[j] - box[j], box[d() + j] - point_[j]));
        }
        return most;
    }

  private:
    std::size_t d() const { return D > 0 ? static_cast<std::size_t>(D) : blocks_.d; }

    template <class Step, class Go>
    MUTUALLY_INLINE void all(Step step, Go go_on) const {
        if constexpr (D > 0) {
#pragma GCC unroll 8
            for (std::size_t j = 0; j < static_cast<std::size_t>(D); ++j) step(j);
        } else {
            std::size_t j = 0;
            for (; j + 4 < d(); j += 4) {
#pragma GCC unroll 4
                for (std::size_t i = 0; i < 4; ++i) step(j + i);
                if (!go_on()) return;
            }
            for (; j < d(); ++j) step(j);
        }
    }

    const Blocks& blocks_;
    std::vector<std::uint32_t> pairs_;
    const double* point_ = nullptr;
    std::size_t super_ = 0;
    double scale_ = 0;
    bool whole_ = false;
};

}  // namespace mutually::MUTUALLY_ISA
