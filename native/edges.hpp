// Codes of numbers by edges.
//
// Layout: code = how many edges lie below the value, so bin i holds the values above edge i - 1 up
// to edge i, that one included; a value that is missing (NaN) has a code of its own. The range of
// the edges is cut into even cells, and a guide holds how many edges lie in the cells before each.
// Invariant: the cell never falls as the value grows, rounding included, so edges of earlier cells
// lie below a value, those of later ones above, and those of its own are searched. Cost: where a
// cell has one edge or two, as for bins of equal shares of most laws, 1 ns a value; where all edges
// share a cell, a binary search without branches, eight values side by side, 4 ns with 1023 edges.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace mutually {

class Edges {
public:
    // edges ascend; m < 2^32.
    Edges(const double* edges, std::size_t m, std::size_t values) : edges_(edges, edges + m) {
        // A guide takes as long as some thousand values, and is of no use to few edges.
        const bool guided = m >= 8 && values >= 8 * m;
        const double range = guided ? edges[m - 1] - edges[0] : 0.0;
        std::size_t cells = 1;
        if (range > 0.0 && std::isfinite(range)) {
            while (cells < 4 * m && cells < Most) cells *= 2;
            low_ = edges[0];
            scale_ = static_cast<double>(cells) / range;
            if (!std::isfinite(scale_)) cells = 1;
        }
        last_ = static_cast<double>(cells - 1);
        first_.assign(cells, 0);
        std::vector<std::uint32_t> held(cells, 0);
        for (std::size_t e = 0; e < m; ++e) ++held[cell(edges[e])];
        std::uint32_t before = 0;
        for (std::size_t c = 0; c < cells; ++c) {
            first_[c] = before;
            before += held[c];
            most_ = std::max<std::size_t>(most_, held[c]);
        }
        // A search always looks at as many edges as the fullest cell has: behind the last stand
        // some that no value exceeds.
        edges_.resize(m + most_, std::numeric_limits<double>::infinity());
    }

    // Codes of `Lanes` values. The number is known to the compiler, which then keeps all places in
    // registers.
    template <std::size_t Lanes>
    void search(const double* values, std::uint32_t* codes) const {
        const double* at[Lanes];
        for (std::size_t l = 0; l < Lanes; ++l) at[l] = edges_.data() + first_[cell(values[l])];
        for (std::size_t length = most_; length > 1;) {
            const std::size_t half = length / 2;
            for (std::size_t l = 0; l < Lanes; ++l) {
                at[l] +=
                    half & (std::size_t{0} - static_cast<std::size_t>(at[l][half - 1] < values[l]));
            }
            length -= half;
        }
        for (std::size_t l = 0; l < Lanes; ++l) {
            codes[l] =
                static_cast<std::uint32_t>((at[l] - edges_.data()) + (*at[l] < values[l] ? 1 : 0));
        }
    }

private:
    static constexpr std::size_t Most = 4096;

    std::size_t cell(double value) const {
        const double at = (value - low_) * scale_;
        if (!(at > 0.0)) return 0;  // NaN as well
        return at < last_ ? static_cast<std::size_t>(at) : static_cast<std::size_t>(last_);
    }

    std::vector<double> edges_;
    std::vector<std::uint32_t> first_;
    std::size_t most_ = 1;
    double low_ = 0.0, scale_ = 0.0, last_ = 0.0;
};

inline void bin_codes(const double* values, std::size_t n, const double* edges, std::size_t m,
                      std::uint32_t missing, std::uint32_t* codes) {
    const Edges search(edges, m, n);
    std::size_t i = 0;
    for (; i + 8 <= n; i += 8) search.search<8>(values + i, codes + i);
    for (; i < n; ++i) search.search<1>(values + i, codes + i);
    for (i = 0; i < n; ++i) {
        if (values[i] != values[i]) codes[i] = missing;
    }
}

}  // namespace mutually
