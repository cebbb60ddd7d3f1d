// Neighbours in d dimensions, maximum norm; see points_kernel.cpp.
#pragma once

#include <cstddef>
#include <cstdint>

namespace mutually {

// n rows of d finite coordinates each, one row after another. Only rows with the same code are
// neighbours; codes[row] < groups, or codes is null and all rows are.
struct Points {
    const double* coordinates;
    std::size_t n, d;
    const std::uint32_t* codes;
    std::size_t groups;
};

// distance[i * n + row]: to the neighbours[i]-th nearest other row, infinity where there are fewer.
struct DistancesTask {
    Points points;
    const std::size_t* neighbours;
    std::size_t count;
    unsigned workers;
    double* distance;
};

// row[k * r + i]: the i-th nearest other row of row r, of equally near ones the earlier row first;
// n where there are fewer.
struct RowsTask {
    Points points;
    std::size_t k;
    unsigned workers;
    std::uint32_t* row;
};

// within[i * n + row]: how many rows, itself among them, are within radii[i * n + row].
struct WithinTask {
    Points points;
    const double* radii;
    std::size_t count;
    bool strict;
    unsigned workers;
    std::uint32_t* within;
};

namespace base {
void nearest_distances(const DistancesTask& task);
void nearest_rows(const RowsTask& task);
void count_within(const WithinTask& task);
}  // namespace base
namespace v3 {
void nearest_distances(const DistancesTask& task);
void nearest_rows(const RowsTask& task);
void count_within(const WithinTask& task);
}  // namespace v3
namespace v4 {
void nearest_distances(const DistancesTask& task);
void nearest_rows(const RowsTask& task);
void count_within(const WithinTask& task);
}  // namespace v4

// The widest build of each kernel that this processor runs; all give the same bits.
void nearest_distances(const DistancesTask& task);
void nearest_rows(const RowsTask& task);
void count_within(const WithinTask& task);

}  // namespace mutually
