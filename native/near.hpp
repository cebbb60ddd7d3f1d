// The k nearest other points of all points of a block, one point after another.
//
// Layout: for each of the 32 points the K least distances so far, ascending, and the rows they
// belong to. Invariant: a box or a lane is passed by only where its bound says that it is not
// nearer than the K-th so far; what remains is compared on the doubles. Of equally near points
// the earlier rows are kept where rows are asked for. Cost: own block, own super-block, then the
// super-blocks that are near enough for any of the 32 points, nearest first.
#pragma once

#include <bit>
#include <utility>

#include "probe.hpp"

namespace mutually::MUTUALLY_ISA {

template <int D, bool Rows>
class Near {
  public:
    Near(const Blocks& blocks, std::size_t k)
        : blocks_(blocks), k_(k), probe_(blocks), distance_(kBlockPoints * k),
          row_(Rows ? kBlockPoints * k : 0), corners_(2 * blocks.d) {}

    void search(std::size_t b) {
        const Block& block = blocks_.blocks[b];
        const Super& own = blocks_.supers[block.super];
        std::fill(distance_.begin(), distance_.end(), std::numeric_limits<double>::infinity());
        std::fill(row_.begin(), row_.end(), static_cast<std::uint32_t>(blocks_.n));
        double most = 0;
        for (std::size_t p = 0; p < block.count; ++p) {
            place(block, p);
            probe_.enter(block.super);
            scan(b, 1u << p);
            others(own, b);
            most = std::max(most, best_[k_ - 1]);
        }
        const Group& group = blocks_.groups[own.group];
        if (group.supers == 1) return;
        find(group, block, most);
        for (std::size_t p = 0; p < block.count; ++p) {
            place(block, p);
            for (const auto& [distance, super] : found_) {
                if (distance > best_[k_ - 1]) break;
                const Super& s = blocks_.supers[super];
                if (!gains(probe_.to_box(&blocks_.box[2 * blocks_.d * s.node]))) continue;
                probe_.enter(super);
                others(s, blocks_.blocks.size());
            }
        }
    }

    const double* distances(std::size_t p) const { return &distance_[p * k_]; }
    const std::uint32_t* rows(std::size_t p) const { return &row_[p * k_]; }

  private:
    void place(const Block& block, std::size_t p) {
        probe_.place(block.first + p);
        best_ = &distance_[p * k_];
        best_row_ = Rows ? &row_[p * k_] : nullptr;
    }

    bool gains(double distance) const {
        return Rows ? distance <= best_[k_ - 1] : distance < best_[k_ - 1];
    }

    // Super-blocks other than the block's own that may hold a point within `most` of its box.
    void find(const Group& group, const Block& block, double most) {
        found_.clear();
        blocks_.bound(block.first, block.count, corners_.data());
        const auto distance = [&](std::size_t node) {
            return blocks_.nearest(corners_.data(), &blocks_.box[2 * blocks_.d * node]);
        };
        blocks_.walk(
            group, [&](std::size_t node) { return distance(node) <= most; },
            [&](std::size_t s) {
                if (s != block.super) found_.emplace_back(distance(blocks_.supers[s].node), s);
            });
        std::sort(found_.begin(), found_.end());
    }

    // All blocks of the super-block entered but one.
    void others(const Super& super, std::size_t except) {
        Shorts nearest, farthest;
        std::int16_t gap[kShorts];
        const std::int16_t bound = probe_.at_most(best_[k_ - 1]);
        probe_.boxes(bound, nearest, farthest);
        std::uint32_t left = mask_at_most(nearest, bound) & first_lanes(super.blocks);
        store_shorts(gap, nearest);
        for (; left != 0; left &= left - 1) {
            const auto lane = static_cast<std::size_t>(std::countr_zero(left));
            const std::size_t b = super.first_block + lane;
            if (b != except && gap[lane] <= probe_.at_most(best_[k_ - 1])) scan(b, 0);
        }
    }

    void scan(std::size_t b, std::uint32_t itself) {
        const Block& block = blocks_.blocks[b];
        const std::int16_t bound = probe_.at_most(best_[k_ - 1]);
        const Shorts distances = probe_.distances(b, bound);
        std::uint32_t left = mask_at_most(distances, bound) & first_lanes(block.count) & ~itself;
        for (; left != 0; left &= left - 1) {
            const std::size_t at = block.first + static_cast<std::size_t>(std::countr_zero(left));
            const double distance = probe_.exact(at);
            if (gains(distance)) insert(distance, blocks_.row[at]);
        }
    }

    void insert(double distance, std::uint32_t row) {
        const auto after = [&](std::size_t i) {
            return best_[i] > distance || (Rows && best_[i] == distance && best_row_[i] > row);
        };
        if (!after(k_ - 1)) return;
        std::size_t i = k_ - 1;
        for (; i > 0 && after(i - 1); --i) {
            best_[i] = best_[i - 1];
            if constexpr (Rows) best_row_[i] = best_row_[i - 1];
        }
        best_[i] = distance;
        if constexpr (Rows) best_row_[i] = row;
    }

    static std::uint32_t first_lanes(std::size_t count) {
        return count >= kShorts ? ~0u : (1u << count) - 1;
    }

    const Blocks& blocks_;
    std::size_t k_;
    Probe<D> probe_;
    Array<double> distance_;
    Array<std::uint32_t> row_;
    std::vector<double> corners_;
    std::vector<std::pair<double, std::size_t>> found_;
    double* best_ = nullptr;
    std::uint32_t* best_row_ = nullptr;
};

}  // namespace mutually::MUTUALLY_ISA
