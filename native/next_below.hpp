// The largest radius that is strictly below a distance, so that "within" means "strictly nearer".
#pragma once

#include <bit>
#include <cstdint>
#include <limits>

namespace mutually {

// nextafter(distance, 0) for distance >= 0, without the call; 0 stays 0.
inline double next_below(double distance) {
    return distance > 0 ? std::bit_cast<double>(std::bit_cast<std::uint64_t>(distance) - 1) : 0.0;
}

// A radius within which points count: strictly nearer or not, and no limit for an infinite one.
inline double reach(double radius, bool strict) {
    return strict && radius < std::numeric_limits<double>::infinity() ? next_below(radius) : radius;
}

}  // namespace mutually
