// The largest radius that is strictly below a distance, so that "within" means "strictly nearer".
#pragma once

#include <bit>
#include <cstdint>

namespace mutually {

// nextafter(distance, 0) for distance >= 0, without the call; 0 stays 0.
inline double next_below(double distance) {
    return distance > 0 ? std::bit_cast<double>(std::bit_cast<std::uint64_t>(distance) - 1) : 0.0;
}

}  // namespace mutually
