// Densities and sums of a Gaussian mixture (mixture.hpp), compiled once per instruction set.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "lanes.hpp"
#include "mixture.hpp"
#include "parallel.hpp"

namespace mutually::MUTUALLY_ISA {
namespace {

constexpr std::size_t kChunk = 256;
constexpr std::size_t kBlocks = kChunk / kLanes;

MUTUALLY_INLINE Lanes plus(const Lanes& a, const Lanes& b) {
    return each([&](std::size_t i) { return a.part[i] + b.part[i]; });
}

MUTUALLY_INLINE Lanes times(const Lanes& a, const Lanes& b) {
    return each([&](std::size_t i) { return a.part[i] * b.part[i]; });
}

MUTUALLY_INLINE double total(const Lanes& a) {
    double lane[kLanes];
    store(lane, a);
    return ((lane[0] + lane[4]) + (lane[2] + lane[6])) +
           ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

// exp(x) for x <= 0, to about one unit in the last place; 1e-300 and no less, so that no number
// becomes subnormal. x = m log 2 + r with |r| <= log(2) / 2, a Taylor series in r, and m added to
// the exponent's bits. Adding 1.5 * 2^52 rounds to a whole number and leaves it in the low bits.
MUTUALLY_INLINE Lanes exponential(const Lanes& negative) {
    constexpr double kRound = 6755399441055744.0;
    const Lanes x = maximum(negative, broadcast(-690.0));
    return each([&](std::size_t i) {
        const Part shifted = x.part[i] * 1.4426950408889634 + kRound;
        const Part m = shifted - kRound;
        const Part r = (x.part[i] - m * 0.693147180369123816490) - m * 1.90821492927058770002e-10;
        Part series = Part{} + 1.0 / 6227020800.0;
        series = series * r + 1.0 / 479001600.0;
        series = series * r + 1.0 / 39916800.0;
        series = series * r + 1.0 / 3628800.0;
        series = series * r + 1.0 / 362880.0;
        series = series * r + 1.0 / 40320.0;
        series = series * r + 1.0 / 5040.0;
        series = series * r + 1.0 / 720.0;
        series = series * r + 1.0 / 120.0;
        series = series * r + 1.0 / 24.0;
        series = series * r + 1.0 / 6.0;
        series = series * r + 0.5;
        series = series * r + 1.0;
        series = series * r + 1.0;
        return reinterpret_cast<Part>(reinterpret_cast<PartBits>(series) +
                                      (reinterpret_cast<PartBits>(shifted) << 52));
    });
}

class Chunk {
  public:
    explicit Chunk(const MixtureTask& task)
        : task_(task),
          x_(task.d * kChunk),
          weighted_(task.d * kChunk),
          share_(task.components * kChunk) {}

    void run(std::size_t chunk, double* sums) {
        const std::size_t first = chunk * kChunk;
        rows_ = std::min(kChunk, task_.n - first);
        const std::size_t d = task_.d;
        std::fill(x_.begin(), x_.end(), 0.0);
        for (std::size_t row = 0; row < rows_; ++row) {
            const double* from = task_.rows + (first + row) * d;
            for (std::size_t j = 0; j < d; ++j) x_[j * kChunk + row] = from[j];
        }
        for (std::size_t b = 0; b * kLanes < rows_; ++b) densities(b, first);
        if (sums != nullptr) {
            const std::size_t size = 1 + d + d * (d + 1) / 2;
            for (std::size_t k = 0; k < task_.components; ++k) add_up(k, sums + k * size);
        }
    }

  private:
    void densities(std::size_t b, std::size_t first) {
        const std::size_t d = task_.d;
        const double* x = x_.data() + b * kLanes;
        double* share = share_.data() + b * kLanes;
        Lanes most = broadcast(-1e300);
        const double* factor = task_.factors;
        const double* offset = task_.offsets;
        for (std::size_t k = 0; k < task_.components; ++k) {
            Lanes squares = broadcast(0.0);
            for (std::size_t i = 0; i < d; ++i) {
                Lanes at = broadcast(-*offset++);
                for (std::size_t j = 0; j <= i; ++j) {
                    at = plus(at, times(broadcast(*factor++), load(x + j * kChunk)));
                }
                squares = plus(squares, times(at, at));
            }
            const Lanes value =
                plus(broadcast(task_.constants[k]), times(broadcast(-0.5), squares));
            store(share + k * kChunk, value);
            most = maximum(most, value);
        }
        Lanes sum = broadcast(0.0);
        for (std::size_t k = 0; k < task_.components; ++k) {
            const Lanes part = exponential(load(share + k * kChunk) - most);
            store(share + k * kChunk, part);
            sum = plus(sum, part);
        }
        double highest[kLanes], added[kLanes], inverse[kLanes];
        store(highest, most);
        store(added, sum);
        const std::size_t valid = std::min(kLanes, rows_ - b * kLanes);
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            // Lanes beyond the last row take no part in the sums.
            inverse[lane] = lane < valid ? 1.0 / added[lane] : 0.0;
            if (lane < valid) {
                task_.log_density[first + b * kLanes + lane] =
                    highest[lane] + std::log(added[lane]);
            }
        }
        const Lanes by = load(inverse);
        for (std::size_t k = 0; k < task_.components; ++k) {
            store(share + k * kChunk, times(load(share + k * kChunk), by));
        }
    }

    void add_up(std::size_t k, double* out) {
        const std::size_t d = task_.d, blocks = (rows_ + kLanes - 1) / kLanes;
        const double* share = share_.data() + k * kChunk;
        Lanes count = broadcast(0.0);
        for (std::size_t b = 0; b < blocks; ++b) count = plus(count, load(share + b * kLanes));
        *out++ = total(count);
        for (std::size_t j = 0; j < d; ++j) {
            const double* x = x_.data() + j * kChunk;
            double* weighted = weighted_.data() + j * kChunk;
            Lanes sum = broadcast(0.0);
            for (std::size_t b = 0; b < blocks; ++b) {
                const Lanes w = times(load(share + b * kLanes), load(x + b * kLanes));
                store(weighted + b * kLanes, w);
                sum = plus(sum, w);
            }
            *out++ = total(sum);
        }
        for (std::size_t i = 0; i < d; ++i) {
            const double* w = weighted_.data() + i * kChunk;
            std::size_t j = 0;
            for (; j + 3 <= i; j += 4) {
                dots<4>(w, x_.data() + j * kChunk, blocks, out);
                out += 4;
            }
            for (; j <= i; ++j) dots<1>(w, x_.data() + j * kChunk, blocks, out++);
        }
    }

    template <std::size_t M>
    static void dots(const double* w, const double* x, std::size_t blocks, double* out) {
        Lanes sum[M];
        for (std::size_t m = 0; m < M; ++m) sum[m] = broadcast(0.0);
        for (std::size_t b = 0; b < blocks; ++b) {
            const Lanes left = load(w + b * kLanes);
#pragma GCC unroll 4
            for (std::size_t m = 0; m < M; ++m) {
                sum[m] = plus(sum[m], times(left, load(x + m * kChunk + b * kLanes)));
            }
        }
        for (std::size_t m = 0; m < M; ++m) out[m] = total(sum[m]);
    }

    const MixtureTask& task_;
    std::size_t rows_ = 0;
    std::vector<double> x_, weighted_, share_;
};

}  // namespace

void mixture_pass(const MixtureTask& task) {
    const std::size_t chunks = (task.n + kChunk - 1) / kChunk;
    const std::size_t size = task.components * (1 + task.d + task.d * (task.d + 1) / 2);
    std::vector<double> parts(task.sums == nullptr ? 0 : chunks * size);
    parallel_for(chunks, 1, task.workers, [&](std::size_t from, std::size_t to) {
        Chunk chunk(task);
        for (std::size_t c = from; c < to; ++c) {
            chunk.run(c, task.sums == nullptr ? nullptr : parts.data() + c * size);
        }
    });
    if (task.sums == nullptr) return;
    std::fill(task.sums, task.sums + size, 0.0);
    for (std::size_t c = 0; c < chunks; ++c) {
        for (std::size_t i = 0; i < size; ++i) task.sums[i] += parts[c * size + i];
    }
}

}  // namespace mutually::MUTUALLY_ISA
