// The points of a block against the blocks of one super-block after another.
//
// Layout: the points' coordinates in the integers of the present super-block, each twice in 32
// bits, ready to be broadcast to the 32 lanes of a block's points or of a super-block's boxes.
// Invariant: what is returned bounds the true distances as blocks.hpp says; D is the number of
// dimensions, or 0 for any number. Cost: three instructions for a dimension of 32 pairs; in many
// dimensions a look at each eighth whether any lane is still within its bound.
#pragma once

#include <bit>
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
    } else if (d < kLanes) {
        double most = 0;
        for (std::size_t j = 0; j < d; ++j) most = std::max(most, std::fabs(a[j] - b[j]));
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

// The points of a block among the blocks of one super-block after another, in their integers.
template <int D>
class Probe {
  public:
    explicit Probe(const Blocks& blocks) : blocks_(blocks), pairs_(kBlockPoints * blocks.d) {}

    // Take the points of a block.
    void begin(const Block& block) { points_ = &blocks_.exact[block.first * d()]; }

    // Take the integers of a super-block.
    void enter(std::size_t super) {
        super_ = super;
        scale_ = blocks_.supers[super].scale;
    }

    std::size_t first_block() const { return blocks_.supers[super_].first_block; }

    // Take those of point p.
    void map(std::size_t p) {
        const double* origin = &blocks_.origin[super_ * d()];
        const double* point = points_ + p * d();
        std::uint32_t* pairs = &pairs_[p * d()];
        bool whole = scale_ > 0;
        for (std::size_t j = 0; j < d(); ++j) {
            const double mapped = Blocks::map(point[j], origin[j], scale_);
            whole = whole && mapped >= 0 && mapped < kShortsEnd;
            const double cut = std::max(0.0, std::min(mapped, kShortsEnd - 1));
            pairs[j] = twice(static_cast<std::int16_t>(cut));
        }
        whole_[p] = whole;
    }

    std::int16_t at_most(double radius) const { return Blocks::at_most(radius, scale_); }
    std::int16_t surely(std::size_t p, double radius) const {
        return whole_[p] ? Blocks::surely(radius, scale_) : std::int16_t{-1};
    }

    // The distances of `Crowd` points to those of a block; where all exceed a point's bound,
    // anything above it.
    template <int Crowd>
    MUTUALLY_INLINE void distances(std::size_t block, const std::uint8_t* p,
                                   const std::int16_t* bound, Shorts* out) const {
        const std::int16_t* lanes = &blocks_.shorts[block * d() * kShorts];
        const std::uint32_t* pairs[Crowd];
        Shorts most[Crowd];
        for (int c = 0; c < Crowd; ++c) {
            pairs[c] = &pairs_[p[c] * d()];
            most[c] = Shorts{};
        }
        const auto step = [&](std::size_t j) {
            const Shorts at = load_shorts(lanes + j * kShorts);
#pragma GCC unroll 4
            for (int c = 0; c < Crowd; ++c) {
                most[c] = maximum(most[c], absolute(at - broadcast_twice(pairs[c][j])));
            }
        };
        all(step, [&] {
            std::uint32_t within = 0;
#pragma GCC unroll 4
            for (int c = 0; c < Crowd; ++c) within |= mask_at_most(most[c], bound[c]);
            return within != 0;
        });
#pragma GCC unroll 4
        for (int c = 0; c < Crowd; ++c) out[c] = most[c];
    }

    // The distances to the boxes of the super-block's blocks, and to their farthest points; where
    // all boxes exceed the bound, anything above it for the first.
    MUTUALLY_INLINE void boxes(std::size_t p, std::int16_t bound, Shorts& nearest,
                               Shorts& farthest) const {
        const std::int16_t* low = &blocks_.low[super_ * d() * kShorts];
        const std::int16_t* high = &blocks_.high[super_ * d() * kShorts];
        const std::uint32_t* pairs = &pairs_[p * d()];
        Shorts near{}, far{};
        const auto step = [&](std::size_t j) {
            const Shorts at = broadcast_twice(pairs[j]);
            const Shorts before = load_shorts(low + j * kShorts) - at;
            const Shorts after = at - load_shorts(high + j * kShorts);
            near = maximum(near, maximum(before, after));
            far = minimum(far, minimum(before, after));
        };
        all(step, [&] { return mask_at_most(near, bound) != 0; });
        nearest = near;
        farthest = Shorts{} - far;
    }

    // For each point p and each bit of wanted[p], a block of the super-block: take(p, block,
    // distances), if still(p, bit) agrees. In few dimensions a point goes through its blocks; in
    // many a block is compared with several points at a time.
    template <class Still, class Take>
    MUTUALLY_INLINE void scan(std::size_t points, const std::uint32_t* wanted,
                              const std::int16_t* bound, Still still, Take take) const {
        const std::size_t first = first_block();
        if constexpr (D > 0) {
            for (std::size_t p = 0; p < points; ++p) {
                for (std::uint32_t left = wanted[p]; left != 0; left &= left - 1) {
                    const auto lane = static_cast<std::size_t>(std::countr_zero(left));
                    if (!still(p, lane)) continue;
                    Shorts found;
                    const auto who = static_cast<std::uint8_t>(p);
                    distances<1>(first + lane, &who, &bound[p], &found);
                    take(p, first + lane, found);
                }
            }
        } else {
            std::uint32_t any = 0;
            for (std::size_t p = 0; p < points; ++p) any |= wanted[p];
            for (; any != 0; any &= any - 1) {
                const auto lane = static_cast<std::size_t>(std::countr_zero(any));
                std::uint8_t who[kBlockPoints + kCrowd];
                std::size_t crowd = 0;
                for (std::size_t p = 0; p < points; ++p) {
                    who[crowd] = static_cast<std::uint8_t>(p);
                    crowd += (wanted[p] >> lane & 1) != 0 && still(p, lane);
                }
                for (std::size_t c = crowd; c < crowd + kCrowd; ++c) who[c] = who[0];
                for (std::size_t c = 0; c < crowd; c += kCrowd) {
                    Shorts found[kCrowd];
                    std::int16_t bounds[kCrowd];
                    for (std::size_t i = 0; i < kCrowd; ++i) bounds[i] = bound[who[c + i]];
                    distances<kCrowd>(first + lane, who + c, bounds, found);
                    for (std::size_t i = 0; i < kCrowd && c + i < crowd; ++i) {
                        take(who[c + i], first + lane, found[i]);
                    }
                }
            }
        }
    }

    double exact(std::size_t p, std::size_t point) const {
        return chebyshev<D>(points_ + p * d(), &blocks_.exact[point * d()], d());
    }

    // The distance of point p to a box of doubles: low corner, high corner.
    double to_box(std::size_t p, const double* box) const {
        const double* point = points_ + p * d();
        double most = 0;
        for (std::size_t j = 0; j < d(); ++j) {
            most = std::max(most, std::max(box[j] - point[j], point[j] - box[d() + j]));
        }
        return most;
    }
    double to_farthest(std::size_t p, const double* box) const {
        const double* point = points_ + p * d();
        double most = 0;
        for (std::size_t j = 0; j < d(); ++j) {
            most = std::max(most, std::max(point[j] - box[j], box[d() + j] - point[j]));
        }
        return most;
    }

  private:
    // As many as the registers hold.
    static constexpr int kCrowd = kShortParts <= 2 ? 4 : 2;
    static constexpr std::size_t kStride = 8;

    std::size_t d() const { return D > 0 ? static_cast<std::size_t>(D) : blocks_.d; }

    template <class Step, class Go>
    MUTUALLY_INLINE void all(Step step, Go go_on) const {
        if constexpr (D > 0) {
#pragma GCC unroll 8
            for (std::size_t j = 0; j < static_cast<std::size_t>(D); ++j) step(j);
        } else {
            std::size_t j = 0;
            for (; j + kStride < d(); j += kStride) {
                // Unrolled further, GCC holds more of the eight steps at once than registers do.
#pragma GCC unroll 2
                for (std::size_t i = 0; i < kStride; ++i) step(j + i);
                if (!go_on()) return;
            }
            for (; j < d(); ++j) step(j);
        }
    }

    const Blocks& blocks_;
    std::vector<std::uint32_t> pairs_;
    const double* points_ = nullptr;
    std::size_t super_ = 0;
    double scale_ = 0;
    bool whole_[kBlockPoints] = {};
};

}  // namespace mutually::MUTUALLY_ISA
