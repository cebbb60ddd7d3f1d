// One pass over the rows of a Gaussian mixture: densities, and the sums that EM needs.
//
// Layout: rows are n x d, row-major; a component is a logarithm of its weight over the determinant,
// a lower triangular factor F by rows with F F' its precision turned round (so that |F x - c|^2 is
// the squared Mahalanobis distance), and the offsets c = F mean. Rows go through in chunks of 256,
// and each chunk writes its own sums, which are added in the order of the chunks: equal bits for
// any number of threads. Cost: about d^2 multiplications and additions a row and component for
// the densities, and as many again for the sums.
#pragma once

#include <cstddef>

namespace mutually {

struct MixtureTask {
    const double* rows;
    std::size_t n, d;
    std::size_t components;
    const double* constants;  // log weight - log det / 2 - d log(2 pi) / 2
    const double* factors;    // d (d + 1) / 2 each
    const double* offsets;    // d each
    unsigned workers;
    double* log_density;  // n
    // Null, or for each component 1 + d + d (d + 1) / 2 sums of responsibilities times 1, x_j, and
    // x_i x_j with j <= i.
    double* sums;
};

namespace base {
void mixture_pass(const MixtureTask& task);
}
namespace v3 {
void mixture_pass(const MixtureTask& task);
}
namespace v4 {
void mixture_pass(const MixtureTask& task);
}

// The widest build of the kernel that this processor runs; all give the same bits.
void mixture_pass(const MixtureTask& task);

}  // namespace mutually
