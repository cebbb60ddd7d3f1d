// The k nearest other points of each point of a block.
//
// Layout: for each of the 32 points the K least distances so far, ascending, and the rows they
// belong to. Invariant: a box or a lane is passed by only where its bound says that it is not
// nearer than the K-th so far; what remains is compared on the doubles. Of equally near points
// the earlier rows are kept where rows are asked for. Cost: own block, own super-block, then the
// super-blocks that are near enough for any of the 32 points, nearest first.
#pragma once

#include <utility>

#include "probe.hpp"

namespace mutually::MUTUALLY_ISA {

template <int D, bool Rows>
class Near {
  public:
    Near(const Blocks& blocks, std::size_t k)
        : blocks_(blocks),
          k_(k),
          probe_(blocks),
          distance_(kBlockPoints * k),
          row_(Rows ? kBlockPoints * k : 0),
          corners_(2 * blocks.d) {}

    void search(std::size_t b) {
        const Block& block = blocks_.blocks[b];
        const Group& group = blocks_.groups[blocks_.supers[block.super].group];
        std::fill(distance_.begin(), distance_.end(), std::numeric_limits<double>::infinity());
        std::fill(row_.begin(), row_.end(), static_cast<std::uint32_t>(blocks_.n));
        probe_.begin(block);
        probe_.enter(block.super);
        for (std::size_t p = 0; p < block.count; ++p) {
            probe_.map(p);
            own_block(b, p);
            look(p, blocks_.supers[block.super], b);
        }
        scan(block.count);
        if (group.supers == 1) return;
        find(group, block);
        for (const auto& [distance, super] : found_) {
            const Super& s = blocks_.supers[super];
            const double* box = &blocks_.box[2 * blocks_.d * s.node];
            probe_.enter(super);
            std::uint32_t any = 0;
            for (std::size_t p = 0; p < block.count; ++p) {
                wanted_[p] = 0;
                if (!gains(p, distance) || only_later(p, s.earliest)) continue;
                if (!gains(p, probe_.to_box(p, box))) continue;
                probe_.map(p);
                bound_[p] = probe_.at_most(worst(p));
                look(p, s, blocks_.blocks.size());
                any |= wanted_[p];
            }
            if (any != 0) scan(block.count);
        }
    }

    const double* distances(std::size_t p) const { return &distance_[p * k_]; }
    const std::uint32_t* rows(std::size_t p) const { return &row_[p * k_]; }

  private:
    double worst(std::size_t p) const { return distance_[p * k_ + k_ - 1]; }

    bool gains(std::size_t p, double distance) const {
        return Rows ? distance <= worst(p) : distance < worst(p);
    }

    // Among duplicates all distances are 0, and the rows alone say where to look.
    bool only_later(std::size_t p, std::uint32_t earliest) const {
        return Rows && worst(p) == 0 && row_[p * k_ + k_ - 1] < earliest;
    }

    // Super-blocks other than the block's own that may hold a neighbour of one of its points.
    void find(const Group& group, const Block& block) {
        double most = 0;
        for (std::size_t p = 0; p < block.count; ++p) most = std::max(most, worst(p));
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

    // Which blocks of the super-block entered, but for one, may hold a neighbour of point p.
    void look(std::size_t p, const Super& super, std::size_t except) {
        Shorts nearest, farthest;
        probe_.boxes(p, bound_[p], nearest, farthest);
        wanted_[p] = mask_at_most(nearest, bound_[p]) & first_lanes(super.blocks);
        if (except - super.first_block < kShorts)
            wanted_[p] &= ~(1u << (except - super.first_block));
        store_shorts(gap_[p], nearest);
    }

    // While nothing is known the block's own integers say which points can be among the k nearest:
    // k of them lie within `least` + 7, so the k-th distance is below `least` + 8 of their units.
    void own_block(std::size_t b, std::size_t p) {
        const Block& block = blocks_.blocks[b];
        const auto who = static_cast<std::uint8_t>(p);
        const std::int16_t any = std::numeric_limits<std::int16_t>::max();
        Shorts distances;
        probe_.template distances<1>(b, &who, &any, &distances);
        const std::uint32_t real = first_lanes(block.count) & ~(1u << p);
        int least = 0;
        // The last three bits would cost more than the points that they spare.
        for (int step = 1 << 14; step >= 8; step /= 2) {
            const auto bound = static_cast<std::int16_t>(least + step - 1);
            const int found = std::popcount(mask_at_most(distances, bound) & real);
            least += found < static_cast<int>(k_) ? step : 0;
        }
        bound_[p] = static_cast<std::int16_t>(std::min(least + 9, 32767));
        compare(p, block, mask_at_most(distances, bound_[p]) & real);
        bound_[p] = probe_.at_most(worst(p));
    }

    void scan(std::size_t points) {
        probe_.scan(
            points, wanted_, bound_,
            [&](std::size_t p, std::size_t lane) {
                const Block& block = blocks_.blocks[probe_.first_block() + lane];
                return gap_[p][lane] <= bound_[p] && !only_later(p, block.earliest);
            },
            [&](std::size_t p, std::size_t b, const Shorts& distances) {
                const Block& block = blocks_.blocks[b];
                compare(p, block, mask_at_most(distances, bound_[p]) & first_lanes(block.count));
            });
    }

    MUTUALLY_INLINE void compare(std::size_t p, const Block& block, std::uint32_t left) {
        if (left == 0) return;
        for (; left != 0; left &= left - 1) {
            const std::size_t at = block.first + static_cast<std::size_t>(std::countr_zero(left));
            const double distance = probe_.exact(p, at);
            if (gains(p, distance)) insert(p, distance, blocks_.row[at]);
        }
        bound_[p] = probe_.at_most(worst(p));
    }

    void insert(std::size_t p, double distance, std::uint32_t row) {
        double* best = &distance_[p * k_];
        std::uint32_t* best_row = Rows ? &row_[p * k_] : nullptr;
        const auto after = [&](std::size_t i) {
            return best[i] > distance || (Rows && best[i] == distance && best_row[i] > row);
        };
        if (!after(k_ - 1)) return;
        std::size_t i = k_ - 1;
        for (; i > 0 && after(i - 1); --i) {
            best[i] = best[i - 1];
            if constexpr (Rows) best_row[i] = best_row[i - 1];
        }
        best[i] = distance;
        if constexpr (Rows) best_row[i] = row;
    }

    const Blocks& blocks_;
    std::size_t k_;
    Probe<D> probe_;
    Array<double> distance_;
    Array<std::uint32_t> row_;
    std::vector<double> corners_;
    std::vector<std::pair<double, std::size_t>> found_;
    std::uint32_t wanted_[kBlockPoints];
    std::int16_t bound_[kBlockPoints];
    std::int16_t gap_[kBlockPoints][kShorts];
};

}  // namespace mutually::MUTUALLY_ISA
