// How many points lie within each of several radii of each point of a block.
//
// Layout: the radii of one point stand together, and its counts likewise. Invariant: boxes and
// lanes that surely lie within, or surely do not, are counted or passed by; what remains, a few
// units of the integers about a radius, is decided on the doubles. Cost: for each point the blocks
// that some radius cuts, and for each radius a comparison of 32 and a population count for such a
// block.
#pragma once

#include "next_below.hpp"
#include "probe.hpp"

namespace mutually::MUTUALLY_ISA {

template <int D>
class Within {
  public:
    Within(const Blocks& blocks, const WithinTask& task)
        : blocks_(blocks),
          task_(task),
          radii_(task.count),
          probe_(blocks),
          radius_(kBlockPoints * radii_),
          count_(kBlockPoints * radii_),
          inner_(kBlockPoints * radii_),
          outer_(kBlockPoints * radii_),
          corners_(2 * blocks.d) {}

    void count(const Block& block) {
        const std::size_t n = blocks_.n;
        for (std::size_t p = 0; p < block.count; ++p) {
            const std::size_t row = blocks_.row[block.first + p];
            least_[p] = std::numeric_limits<double>::infinity();
            most_[p] = 0;
            for (std::size_t i = 0; i < radii_; ++i) {
                const double r = reach(task_.radii[i * n + row], task_.strict);
                radius_[p * radii_ + i] = r;
                least_[p] = std::min(least_[p], r);
                most_[p] = std::max(most_[p], r);
            }
        }
        probe_.begin(block);
        std::fill(count_.begin(), count_.end(), find(block));
        for (const std::size_t super : found_) {
            probe_.enter(super);
            std::uint32_t any = 0;
            for (std::size_t p = 0; p < block.count; ++p) {
                wanted_[p] = look(p, blocks_.supers[super]);
                any |= wanted_[p];
            }
            if (any != 0) scan(block.count);
        }
        for (std::size_t p = 0; p < block.count; ++p) {
            const std::size_t row = blocks_.row[block.first + p];
            for (std::size_t i = 0; i < radii_; ++i) {
                task_.within[i * n + row] = count_[p * radii_ + i];
            }
        }
    }

  private:
    // The super-blocks that some radius may cut, and how many points lie in those that none does.
    std::uint32_t find(const Block& block) {
        const double least = *std::min_element(least_, least_ + block.count);
        const double most = *std::max_element(most_, most_ + block.count);
        const std::size_t width = 2 * blocks_.d;
        std::uint32_t sure = 0;
        found_.clear();
        blocks_.bound(block.first, block.count, corners_.data());
        blocks_.walk(
            blocks_.groups[blocks_.supers[block.super].group],
            [&](std::size_t node) {
                return blocks_.nearest(corners_.data(), &blocks_.box[width * node]) <= most;
            },
            [&](std::size_t s) {
                const Super& super = blocks_.supers[s];
                const double* box = &blocks_.box[width * super.node];
                if (blocks_.farthest(corners_.data(), box) <= least) {
                    sure += super.count;
                } else {
                    found_.push_back(s);
                }
            });
        return sure;
    }

    // Count what needs no scan; which blocks of the super-block entered some radius of p may cut.
    std::uint32_t look(std::size_t p, const Super& super) {
        std::uint32_t* count = &count_[p * radii_];
        const double* box = &blocks_.box[2 * blocks_.d * super.node];
        if (probe_.to_box(p, box) > most_[p]) return 0;
        if (probe_.to_farthest(p, box) <= least_[p]) {
            for (std::size_t i = 0; i < radii_; ++i) count[i] += super.count;
            return 0;
        }
        probe_.map(p);
        std::int16_t* inner = &inner_[p * radii_];
        std::int16_t* outer = &outer_[p * radii_];
        for (std::size_t i = 0; i < radii_; ++i) {
            inner[i] = probe_.surely(p, radius_[p * radii_ + i]);
            outer[i] = probe_.at_most(radius_[p * radii_ + i]);
        }
        bound_[p] = probe_.at_most(most_[p]);
        Shorts nearest, farthest;
        probe_.boxes(p, bound_[p], nearest, farthest);
        std::uint32_t cut = 0;
        for (std::size_t i = 0; i < radii_; ++i) {
            cut |= mask_at_most(nearest, outer[i]) & ~mask_at_most(farthest, inner[i]);
        }
        cut &= first_lanes(super.blocks);
        // All blocks of a super-block are full but its last.
        const std::uint32_t last = 1u << (super.blocks - 1);
        const auto missing = static_cast<std::uint32_t>(super.blocks * kShorts - super.count);
        for (std::size_t i = 0; i < radii_; ++i) {
            // Where the boxes were left early, `farthest` is not known, but `nearest` excludes all.
            const std::uint32_t inside = mask_at_most(nearest, outer[i]) &
                                         mask_at_most(farthest, inner[i]) &
                                         first_lanes(super.blocks) & ~cut;
            count[i] += static_cast<std::uint32_t>(std::popcount(inside) * kShorts) -
                        ((inside & last) != 0 ? missing : 0);
        }
        return cut;
    }

    void scan(std::size_t points) {
        probe_.scan(
            points, wanted_, bound_, [](std::size_t, std::size_t) { return true; },
            [&](std::size_t p, std::size_t b, const Shorts& distances) {
                const Block& block = blocks_.blocks[b];
                const std::uint32_t real = first_lanes(block.count);
                for (std::size_t i = p * radii_; i < (p + 1) * radii_; ++i) {
                    const std::uint32_t inside = mask_at_most(distances, inner_[i]) & real;
                    count_[i] += static_cast<std::uint32_t>(std::popcount(inside));
                    std::uint32_t open = mask_at_most(distances, outer_[i]) & real & ~inside;
                    for (; open != 0; open &= open - 1) {
                        const auto lane = static_cast<std::size_t>(std::countr_zero(open));
                        count_[i] += probe_.exact(p, block.first + lane) <= radius_[i];
                    }
                }
            });
    }

    const Blocks& blocks_;
    const WithinTask& task_;
    std::size_t radii_;
    Probe<D> probe_;
    std::vector<double> radius_;
    std::vector<std::uint32_t> count_;
    std::vector<std::int16_t> inner_, outer_;
    std::vector<double> corners_;
    std::vector<std::size_t> found_;
    double least_[kBlockPoints], most_[kBlockPoints];
    std::uint32_t wanted_[kBlockPoints];
    std::int16_t bound_[kBlockPoints];
};

}  // namespace mutually::MUTUALLY_ISA
