// Points in d dimensions, in blocks of 32 near ones, for searches by boxes and by 16-bit integers.
//
// Layout: the rows of each group (rows that share a code) are split at the median of their widest
// dimension until 32 are left, a block; up to 32 blocks are a super-block. Points stand in this
// order, one after another as doubles, and beside them, 32 lanes to a dimension, as integers: a
// super-block maps the widest side of its own box to 8192..24576, so that close clusters keep
// their detail and far points coarsen only their own surroundings. The boxes of its blocks stand
// in the same integers, 32 lanes to a dimension. Above super-blocks stands a binary tree of boxes
// in doubles, nodes in preorder: the left child of a node is the next one.
//
// Invariant: for points a, b with coordinates mapped to p and q, and any radius r, |a - b| <= r
// (the rounded difference) implies |p - q| <= at_most(r), and |p - q| <= surely(r) implies
// |a - b| <= r if neither was cut to 0..32767. So integers decide all but the pairs within two
// units of a radius, and those are decided on the doubles. Cost: log2(n / 32) passes of a
// selection over keys with rows, and one pass over the coordinates.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "memory.hpp"
#include "parallel.hpp"
#include "points.hpp"
#include "select.hpp"
#include "shorts.hpp"

namespace mutually::MUTUALLY_ISA {

constexpr std::size_t kBlockPoints = kShorts;
constexpr std::size_t kSuperPoints = kShorts * kBlockPoints;
constexpr double kShortsEnd = 32768;

struct Block {
    std::uint32_t first, count, super;
    std::uint32_t earliest;  // the first of its rows
};

struct Super {
    std::uint32_t first, count;  // points
    std::uint32_t first_block, blocks;
    std::uint32_t group, node;
    std::uint32_t earliest;
    double scale;  // integers per unit of length; 0 where the box has no usable width
};

struct Group {
    std::uint32_t first, count;  // points
    std::uint32_t first_super, supers, first_node;
};

class Blocks {
  public:
    Blocks(const Points& points, unsigned workers) : n(points.n), d(points.d), points_(points) {
        sort_by_group();
        for (const Group& group : groups) {
            number(group.first_node, group.first_super, group.supers);
        }
        split(workers);
        exact.resize(n * d);
        row.resize(n);
        parallel_for(n, 4096, workers, [&](std::size_t from, std::size_t to) {
            for (std::size_t i = from; i < to; ++i) {
                row[i] = row_of(keyed_[i]);
                std::copy_n(points_.coordinates + row[i] * d, d, &exact[i * d]);
            }
        });
        Array<std::uint64_t>().swap(keyed_);
        Array<double>().swap(values_);
        shorts.resize(blocks.size() * d * kShorts);
        low.resize(supers.size() * d * kShorts);
        high.resize(supers.size() * d * kShorts);
        origin.resize(supers.size() * d);
        parallel_for(supers.size(), 1, workers, [&](std::size_t from, std::size_t to) {
            std::vector<double> corners(2 * kShorts * d);
            for (std::size_t s = from; s < to; ++s) fill(s, corners.data());
        });
        for (const Group& group : groups) join(group.first_node, group.supers);
    }

    std::size_t n, d;
    Array<double> exact;
    Array<std::uint32_t> row;
    std::vector<Block> blocks;
    std::vector<Super> supers;
    std::vector<Group> groups;
    Array<std::int16_t> shorts, low, high;
    Array<double> origin;  // what is mapped to 0, for each dimension of a super-block
    Array<double> box;     // for each node the low corner, then the high one

    // The integer of a coordinate before it is cut down to a whole number.
    static double map(double value, double origin, double scale) {
        return (value - origin) * scale;
    }

    // Both leave room for the rounding of map (below 2^-37) and of the product.
    static std::int16_t at_most(double radius, double scale) {
        radius = std::min(radius, std::numeric_limits<double>::max());
        const double units = radius * scale * (1 + 1e-14) + 1e-9;
        return static_cast<std::int16_t>(static_cast<int>(std::min(units, kShortsEnd - 2)) + 1);
    }
    static std::int16_t surely(double radius, double scale) {
        radius = std::min(radius, std::numeric_limits<double>::max());
        const double units = radius * scale * (1 - 1e-14) - 1 - 1e-9;
        return units < 0 ? std::int16_t{-1}
                         : static_cast<std::int16_t>(std::min(units, kShortsEnd - 1));
    }

    // The distance of two boxes, and of the two points in them that are farthest apart.
    double nearest(const double* a, const double* b) const {
        double most = 0;
        for (std::size_t j = 0; j < d; ++j) {
            most = std::max(most, std::max(a[j] - b[d + j], b[j] - a[d + j]));
        }
        return most;
    }
    double farthest(const double* a, const double* b) const {
        double most = 0;
        for (std::size_t j = 0; j < d; ++j) {
            most = std::max(most, std::max(a[d + j] - b[j], b[d + j] - a[j]));
        }
        return most;
    }

    // The box of points first..first+count-1: the low corner, then the high one.
    void bound(std::size_t first, std::size_t count, double* corners) const {
        std::copy_n(&exact[first * d], d, corners);
        std::copy_n(&exact[first * d], d, corners + d);
        for (std::size_t i = first + 1; i < first + count; ++i) {
            const double* point = &exact[i * d];
            for (std::size_t j = 0; j < d; ++j) {
                corners[j] = std::min(corners[j], point[j]);
                corners[d + j] = std::max(corners[d + j], point[j]);
            }
        }
    }

    // Visit the super-blocks of a group, passing by whole nodes that `enter` declines.
    template <class Enter, class Visit>
    void walk(const Group& group, Enter enter, Visit visit) const {
        descend(group.first_node, group.first_super, group.supers, enter, visit);
    }

  private:
    static std::uint32_t row_of(std::uint64_t keyed) { return static_cast<std::uint32_t>(keyed); }

    void sort_by_group() {
        std::vector<std::size_t> starts(points_.groups + 1, 0);
        keyed_.resize(n);
        values_.resize(n);
        if (points_.codes == nullptr) {
            starts.assign({0, n});
            for (std::size_t i = 0; i < n; ++i) keyed_[i] = i;
        } else {
            for (std::size_t i = 0; i < n; ++i) ++starts[points_.codes[i] + 1];
            for (std::size_t g = 0; g < points_.groups; ++g) starts[g + 1] += starts[g];
            std::vector<std::size_t> next(starts);
            for (std::size_t i = 0; i < n; ++i) {
                keyed_[next[points_.codes[i]]++] = i;
            }
        }
        std::size_t nodes = 0;
        for (std::size_t g = 0; g + 1 < starts.size(); ++g) {
            if (starts[g] == starts[g + 1]) continue;
            add_group(starts[g], starts[g + 1] - starts[g], nodes);
            nodes += 2 * groups.back().supers - 1;
        }
        box.resize(nodes * 2 * d);
    }

    void add_group(std::size_t first, std::size_t count, std::size_t first_node) {
        const auto u32 = [](std::size_t i) { return static_cast<std::uint32_t>(i); };
        const std::size_t first_super = supers.size();
        for (std::size_t at = 0; at < count; at += kSuperPoints) {
            const std::size_t points = std::min(kSuperPoints, count - at);
            const std::size_t first_block = blocks.size();
            for (std::size_t b = 0; b < points; b += kBlockPoints) {
                blocks.push_back({u32(first + at + b), u32(std::min(kBlockPoints, points - b)),
                                  u32(supers.size()), 0});
            }
            supers.push_back({u32(first + at), u32(points), u32(first_block),
                              u32(blocks.size() - first_block), u32(groups.size()), 0, 0, 0.0});
        }
        groups.push_back({u32(first), u32(count), u32(first_super),
                          u32(supers.size() - first_super), u32(first_node)});
    }

    struct Range {
        std::size_t first, count;
    };

    // Large ranges first, one after another; what is left of them by many threads.
    void split(unsigned workers) {
        const std::size_t whole = workers <= 1 ? n : n / (4 * workers);
        std::vector<Range> waiting, small;
        for (const Group& group : groups) waiting.push_back({group.first, group.count});
        std::vector<double> corners(2 * d);
        while (!waiting.empty()) {
            const Range range = waiting.back();
            waiting.pop_back();
            if (range.count <= std::max(whole, kSuperPoints)) {
                small.push_back(range);
                continue;
            }
            const std::size_t left = halve(range, corners.data());
            waiting.push_back({range.first, left});
            waiting.push_back({range.first + left, range.count - left});
        }
        parallel_for(small.size(), 1, workers, [&](std::size_t from, std::size_t to) {
            std::vector<double> own(2 * d);
            for (std::size_t i = from; i < to; ++i) split(small[i], own.data());
        });
    }

    void split(Range range, double* corners) {
        if (range.count <= kBlockPoints) return;
        const std::size_t left = halve(range, corners);
        split({range.first, left}, corners);
        split({range.first + left, range.count - left}, corners);
    }

    // The key is a share of the range in 32 bits; rows decide among equal keys. Boxes are made of
    // the points themselves, so what a key leaves out costs time and not truth.
    std::size_t halve(Range range, double* corners) {
        const std::size_t first = range.first, count = range.count;
        const std::size_t unit = count > kSuperPoints ? kSuperPoints : kBlockPoints;
        const std::size_t left = ((count + unit - 1) / unit + 1) / 2 * unit;
        std::uint64_t* keyed = &keyed_[first];
        double* values = &values_[first];
        const double* column = points_.coordinates + widest(keyed, count, corners);
        double least = column[row_of(keyed[0]) * d], most = least;
        for (std::size_t i = 0; i < count; ++i) {
            const double value = column[row_of(keyed[i]) * d];
            values[i] = value;
            least = value < least ? value : least;
            most = value > most ? value : most;
        }
        narrow(values, count, least, most);
        double scale = 0x1.fffffffp31 / (most - least);
        if (!std::isfinite(scale) || !std::isfinite(most - least)) scale = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const double value = std::max(least, std::min(values[i], most));
            const double key = scale > 0 ? (value - least) * scale : 0.0;
            keyed[i] = static_cast<std::uint64_t>(key) << 32 | row_of(keyed[i]);
        }
        select(keyed, count, left);
        return left;
    }

    // Far values must not take the resolution from the middle, where the cut is.
    static void narrow(const double* values, std::size_t count, double& least, double& most) {
        constexpr std::size_t sample = 16;
        double sorted[sample];
        for (std::size_t i = 0; i < sample; ++i) {
            const double value = values[i * (count - 1) / (sample - 1)];
            std::size_t j = i;
            for (; j > 0 && value < sorted[j - 1]; --j) sorted[j] = sorted[j - 1];
            sorted[j] = value;
        }
        const double low = sorted[sample / 4], high = sorted[sample - 1 - sample / 4];
        if (!(high > low)) return;
        least = std::max(least, low - 4 * (high - low));
        most = std::min(most, high + 4 * (high - low));
    }

    // By the range of a sample; of all points where those of the sample are equal.
    std::size_t widest(const std::uint64_t* keyed, std::size_t count, double* corners) const {
        constexpr std::size_t sample = 64;
        for (std::size_t step = std::max(count / sample, std::size_t{1});; step = 1) {
            double *least = corners, *most = corners + d;
            std::copy_n(points_.coordinates + row_of(keyed[0]) * d, d, least);
            std::copy_n(points_.coordinates + row_of(keyed[0]) * d, d, most);
            for (std::size_t i = step; i < count; i += step) {
                const double* point = points_.coordinates + row_of(keyed[i]) * d;
                for (std::size_t j = 0; j < d; ++j) {
                    least[j] = std::min(least[j], point[j]);
                    most[j] = std::max(most[j], point[j]);
                }
            }
            std::size_t dimension = 0;
            for (std::size_t j = 1; j < d; ++j) {
                if (most[j] - least[j] > most[dimension] - least[dimension]) dimension = j;
            }
            if (most[dimension] > least[dimension] || step == 1) return dimension;
        }
    }

    // Integers and boxes of one super-block.
    void fill(std::size_t s, double* corners) {
        Super& super = supers[s];
        for (std::size_t b = 0; b < super.blocks; ++b) {
            Block& block = blocks[super.first_block + b];
            bound(block.first, block.count, corners + 2 * d * b);
            block.earliest = *std::min_element(&row[block.first], &row[block.first] + block.count);
            super.earliest = b == 0 ? block.earliest : std::min(super.earliest, block.earliest);
        }
        double* whole = &box[2 * d * super.node];
        double width = 0;
        bool usable = true;
        for (std::size_t j = 0; j < d; ++j) {
            whole[j] = corners[j];
            whole[d + j] = corners[d + j];
            for (std::size_t b = 1; b < super.blocks; ++b) {
                whole[j] = std::min(whole[j], corners[2 * d * b + j]);
                whole[d + j] = std::max(whole[d + j], corners[2 * d * b + d + j]);
            }
            width = std::max(width, whole[d + j] - whole[j]);
            usable = usable && std::fabs(whole[j]) < 1e290;
        }
        usable = usable && width > 1e-290 && width < 1e290;
        super.scale = usable ? kShortsEnd / 2 / width : 0.0;
        double* from = &origin[s * d];
        for (std::size_t j = 0; j < d; ++j) {
            from[j] = usable ? (whole[j] + (whole[d + j] - whole[j]) / 2) - width : 0.0;
        }
        // Far from 0 the origin itself is rounded, and a narrow box may leave the integers.
        for (std::size_t j = 0; j < d && usable; ++j) {
            usable = map(whole[j], from[j], super.scale) >= 0 &&
                     map(whole[d + j], from[j], super.scale) < kShortsEnd;
        }
        if (!usable) super.scale = 0;
        const auto integer = [&](double value, std::size_t j) {
            return usable ? static_cast<std::int16_t>(map(value, from[j], super.scale))
                          : std::int16_t{0};
        };
        for (std::size_t b = 0; b < super.blocks; ++b) {
            const Block& block = blocks[super.first_block + b];
            for (std::size_t j = 0; j < d; ++j) {
                std::int16_t* lanes = &shorts[((super.first_block + b) * d + j) * kShorts];
                for (std::size_t l = 0; l < kShorts; ++l) {
                    const std::size_t at = block.first + std::min<std::size_t>(l, block.count - 1);
                    lanes[l] = integer(exact[at * d + j], j);
                }
            }
        }
        for (std::size_t j = 0; j < d; ++j) {
            for (std::size_t l = 0; l < kShorts; ++l) {
                const double* own = corners + 2 * d * std::min<std::size_t>(l, super.blocks - 1);
                low[(s * d + j) * kShorts + l] = integer(own[j], j);
                high[(s * d + j) * kShorts + l] = integer(own[d + j], j);
            }
        }
    }

    void number(std::size_t node, std::size_t first_super, std::size_t count) {
        if (count == 1) {
            supers[first_super].node = static_cast<std::uint32_t>(node);
            return;
        }
        const std::size_t left = (count + 1) / 2;
        number(node + 1, first_super, left);
        number(node + 2 * left, first_super + left, count - left);
    }

    // The boxes of inner nodes from those of their children.
    void join(std::size_t node, std::size_t count) {
        if (count == 1) return;
        const std::size_t left = (count + 1) / 2;
        join(node + 1, left);
        join(node + 2 * left, count - left);
        double* whole = &box[2 * d * node];
        const double* a = &box[2 * d * (node + 1)];
        const double* b = &box[2 * d * (node + 2 * left)];
        for (std::size_t j = 0; j < d; ++j) {
            whole[j] = std::min(a[j], b[j]);
            whole[d + j] = std::max(a[d + j], b[d + j]);
        }
    }

    template <class Enter, class Visit>
    void descend(std::size_t node, std::size_t super, std::size_t count, Enter& enter,
                 Visit& visit) const {
        if (!enter(node)) return;
        if (count == 1) return visit(super);
        const std::size_t left = (count + 1) / 2;
        descend(node + 1, super, left, enter, visit);
        descend(node + 2 * left, super + left, count - left, enter, visit);
    }

    Points points_;
    Array<std::uint64_t> keyed_;  // while the tree is made: a key above the row
    Array<double> values_;
};

}  // namespace mutually::MUTUALLY_ISA
