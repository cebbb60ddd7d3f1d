// How many points lie within each of several radii of all points of a block.
//
// Layout: one point after another; its radii stand together, and the counts beside them.
// Invariant: boxes and lanes that surely lie within, or surely do not, are counted or passed by;
// what remains, a few units of the integers about a radius, is decided on the doubles. Cost: for
// each point the blocks that some radius cuts, and for each radius a comparison of 32 and a
// population count for such a block.
#pragma once

#include <bit>

#include "next_below.hpp"
#include "probe.hpp"

namespace mutually::MUTUALLY_ISA {

template <int D>
class Within {
  public:
    Within(const Blocks& blocks, const WithinTask& task)
        : blocks_(blocks), task_(task), probe_(blocks), radius_(kBlockPoints * task.count),
          count_(task.count), inner_(task.count), outer_(task.count), corners_(2 * blocks.d) {}

    void count(const Block& block) {
        const std::size_t n = blocks_.n, radii = task_.count;
        double least = std::numeric_limits<double>::infinity(), most = 0;
        for (std::size_t p = 0; p < block.count; ++p) {
            for (std::size_t i = 0; i < radii; ++i) {
                const std::size_t row = blocks_.row[block.first + p];
                const double r = reach(task_.radii[i * n + row], task_.strict);
                radius_[p * radii + i] = r;
                least = std::min(least, r);
                most = std::max(most, r);
            }
        }
        const std::uint32_t sure = find(block, least, most);
        for (std::size_t p = 0; p < block.count; ++p) {
            std::fill(count_.begin(), count_.end(), sure);
            probe_.place(block.first + p);
            radius_of_ = &radius_[p * radii];
            const auto [low, high] = std::minmax_element(radius_of_, radius_of_ + radii);
            for (const std::size_t super : found_) look(super, *low, *high);
            const std::uint32_t row = blocks_.row[block.first + p];
            for (std::size_t i = 0; i < radii; ++i) task_.within[i * n + row] = count_[i];
        }
    }

  private:
    // The super-blocks that some radius may cut, and how many points lie in those that none does.
    std::uint32_t find(const Block& block, double least, double most) {
        found_.clear();
        std::uint32_t sure = 0;
        const std::size_t width = 2 * blocks_.d;
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

    void look(std::size_t s, double least, double most) {
        const Super& super = blocks_.supers[s];
        const double* box = &blocks_.box[2 * blocks_.d * super.node];
        if (probe_.to_box(box) > most) return;
        if (probe_.to_farthest(box) <= least) {
            for (std::uint32_t& c : count_) c += super.count;
            return;
        }
        probe_.enter(s);
        for (std::size_t i = 0; i < count_.size(); ++i) {
            inner_[i] = probe_.surely(radius_of_[i]);
            outer_[i] = probe_.at_most(radius_of_[i]);
        }
        const std::int16_t bound = probe_.at_most(most);
        Shorts nearest, farthest;
        probe_.boxes(bound, nearest, farthest);
        const std::uint32_t real = first_lanes(super.blocks);
        std::uint32_t cut = 0;
        for (std::size_t i = 0; i < count_.size(); ++i) {
            cut |= mask_at_most(nearest, outer_[i]) & ~mask_at_most(farthest, inner_[i]);
        }
        cut &= real;
        // All blocks of a super-block are full but its last.
        const std::uint32_t last = 1u << (super.blocks - 1);
        const std::uint32_t missing = super.blocks * kShorts - super.count;
        for (std::size_t i = 0; i < count_.size(); ++i) {
            // Lanes that left early are far in the part seen, but may look inside another's radius.
            const std::uint32_t inside = mask_at_most(nearest, outer_[i]) &
                                         mask_at_most(farthest, inner_[i]) & real & ~cut;
            count_[i] += static_cast<std::uint32_t>(std::popcount(inside)) * kShorts -
                         ((inside & last) != 0 ? missing : 0);
        }
        for (; cut != 0; cut &= cut - 1) {
            scan(super.first_block + static_cast<std::size_t>(std::countr_zero(cut)), bound);
        }
    }

    void scan(std::size_t b, std::int16_t bound) {
        const Block& block = blocks_.blocks[b];
        const Shorts distances = probe_.distances(b, bound);
        const std::uint32_t real = first_lanes(block.count);
        for (std::size_t i = 0; i < count_.size(); ++i) {
            const std::uint32_t inside = mask_at_most(distances, inner_[i]) & real;
            count_[i] += static_cast<std::uint32_t>(std::popcount(inside));
            std::uint32_t open = mask_at_most(distances, outer_[i]) & real & ~inside;
            for (; open != 0; open &= open - 1) {
                const auto lane = static_cast<std::size_t>(std::countr_zero(open));
                count_[i] += probe_.exact(block.first + lane) <= radius_of_[i];
            }
        }
    }

    static std::uint32_t first_lanes(std::size_t count) {
        return count >= kShorts ? ~0u : (1u << count) - 1;
    }

    const Blocks& blocks_;
    const WithinTask& task_;
    Probe<D> probe_;
    std::vector<double> radius_;
    std::vector<std::uint32_t> count_;
    std::vector<std::int16_t> inner_, outer_;
    std::vector<double> corners_;
    std::vector<std::size_t> found_;
    const double* radius_of_ = nullptr;
};

}  // namespace mutually::MUTUALLY_ISA
