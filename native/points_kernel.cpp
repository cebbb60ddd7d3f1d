// Neighbours in d dimensions, maximum norm, compiled once per instruction set (CMakeLists.txt,
// dispatch.cpp): distances to the k-th, the rows themselves, and counts within radii. One
// dimension needs no tree: the groups are sorted, neighbours are consecutive and counts are runs.
#include "line.hpp"
#include "near.hpp"
#include "points_line.hpp"
#include "windows.hpp"
#include "within.hpp"

namespace mutually::MUTUALLY_ISA {
namespace {

// Threads take this many blocks at a time, so that what a search sets up is paid once for many.
constexpr std::size_t kBlocksPerTask = 8;

template <class Body>
void by_dimensions(std::size_t d, Body body) {
    switch (d) {
        case 1:
            return body(std::integral_constant<int, 1>{});
        case 2:
            return body(std::integral_constant<int, 2>{});
#if !defined(MUTUALLY_SANITIZED)
        case 3:
            return body(std::integral_constant<int, 3>{});
        case 4:
            return body(std::integral_constant<int, 4>{});
        case 5:
            return body(std::integral_constant<int, 5>{});
        case 6:
            return body(std::integral_constant<int, 6>{});
        case 7:
            return body(std::integral_constant<int, 7>{});
#endif
        default:
            return body(std::integral_constant<int, 0>{});
    }
}

void line_nearest(const DistancesTask& task) {
    const PointsLine line = points_line(task.points);
    const std::size_t n = task.points.n;
    for (std::size_t g = 0; g + 1 < line.starts.size(); ++g) {
        const std::size_t begin = line.starts[g], size = line.starts[g + 1] - begin;
        parallel_for(size, 4096, task.workers, [&](std::size_t from, std::size_t to) {
            for (std::size_t j = from; j < to; ++j) {
                for (std::size_t i = 0; i < task.count; ++i) {
                    const std::size_t k = task.neighbours[i];
                    task.distance[i * n + line.rows[begin + j]] =
                        k < size ? line_distance(&line.values[begin], size, j, k)
                                 : std::numeric_limits<double>::infinity();
                }
            }
        });
    }
}

void line_within(const WithinTask& task) {
    const PointsLine line = points_line(task.points);
    const std::size_t n = task.points.n;
    for (std::size_t g = 0; g + 1 < line.starts.size(); ++g) {
        const std::size_t begin = line.starts[g], size = line.starts[g + 1] - begin;
        if (size == 0) continue;
        const Windows windows({&line.values[begin], &line.rows[begin], size});
        parallel_for(size, 4096, task.workers, [&](std::size_t from, std::size_t to) {
            for (std::size_t j = from; j < to; ++j) {
                const double x = line.values[begin + j];
                const std::size_t row = line.rows[begin + j];
                for (std::size_t i = 0; i < task.count; ++i) {
                    const double r = reach(task.radii[i * n + row], task.strict);
                    task.within[i * n + row] =
                        static_cast<std::uint32_t>(windows.count(x, r, windows.ends(x, r)));
                }
            }
        });
    }
}

}  // namespace

void nearest_distances(const DistancesTask& task) {
    if (task.points.d == 1) return line_nearest(task);
    const Blocks blocks(task.points, task.workers);
    const std::size_t most = *std::max_element(task.neighbours, task.neighbours + task.count);
    by_dimensions(task.points.d, [&]<int D>(std::integral_constant<int, D>) {
        const auto body = [&](std::size_t from, std::size_t to) {
            Near<D, false> near(blocks, most);
            for (std::size_t b = from; b < to; ++b) {
                const Block& block = blocks.blocks[b];
                near.search(b);
                for (std::size_t p = 0; p < block.count; ++p) {
                    double* distance = task.distance + blocks.row[block.first + p];
                    for (std::size_t i = 0; i < task.count; ++i) {
                        distance[i * blocks.n] = near.distances(p)[task.neighbours[i] - 1];
                    }
                }
            }
        };
        parallel_for(blocks.blocks.size(), kBlocksPerTask, task.workers, body);
    });
}

void nearest_rows(const RowsTask& task) {
    const Blocks blocks(task.points, task.workers);
    by_dimensions(task.points.d, [&]<int D>(std::integral_constant<int, D>) {
        const auto body = [&](std::size_t from, std::size_t to) {
            Near<D, true> near(blocks, task.k);
            for (std::size_t b = from; b < to; ++b) {
                const Block& block = blocks.blocks[b];
                near.search(b);
                for (std::size_t p = 0; p < block.count; ++p) {
                    std::copy_n(near.rows(p), task.k,
                                task.row + task.k * blocks.row[block.first + p]);
                }
            }
        };
        parallel_for(blocks.blocks.size(), kBlocksPerTask, task.workers, body);
    });
}

void count_within(const WithinTask& task) {
    if (task.points.d == 1) return line_within(task);
    const Blocks blocks(task.points, task.workers);
    by_dimensions(task.points.d, [&]<int D>(std::integral_constant<int, D>) {
        const auto body = [&](std::size_t from, std::size_t to) {
            Within<D> within(blocks, task);
            for (std::size_t b = from; b < to; ++b) within.count(blocks.blocks[b]);
        };
        parallel_for(blocks.blocks.size(), kBlocksPerTask, task.workers, body);
    });
}

}  // namespace mutually::MUTUALLY_ISA
