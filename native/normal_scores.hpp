// The normal quantiles of i / (n + 1), i = 1..n: the values that ranks are turned into.
//
// Layout: ascending, symmetric about the middle but for one part in 2^40, by which the upper half
// is stretched. Exact symmetry would make exact ties, of the distances from the middle score to the
// scores at its left and right, where distinct ranks have none: with few rows, that biased Ross's
// estimator by up to 0.06 (an unequal pair of classes in seven rows). Wichura 1988, algorithm AS
// 241 (10.2307/2347330), relative error about 1e-16. Cost: one rational function a pair of scores.
#pragma once

#include <cmath>
#include <cstddef>

namespace mutually {

namespace detail {

inline double ratio(const double (&p)[8], const double (&q)[8], double r) {
    double above = p[7], below = q[7];
    for (int i = 6; i >= 0; --i) {
        above = above * r + p[i];
        below = below * r + q[i];
    }
    return above / below;
}

// The quantile for 0 < p <= 1/2.
inline double lower_normal_quantile(double p) {
    static constexpr double a[8] = {3.3871328727963666080e0,  1.3314166789178437745e+2,
                                    1.9715909503065514427e+3, 1.3731693765509461125e+4,
                                    4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                    3.3430575583588128105e+4, 2.5090809287301226727e+3};
    static constexpr double b[8] = {1.0,
                                    4.2313330701600911252e+1,
                                    6.8718700749205790830e+2,
                                    5.3941960214247511077e+3,
                                    2.1213794301586595867e+4,
                                    3.9307895800092710610e+4,
                                    2.8729085735721942674e+4,
                                    5.2264952788528545610e+3};
    static constexpr double c[8] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                    5.76949722146069140550e0,  3.64784832476320460504e0,
                                    1.27045825245236838258e0,  2.41780725177450611770e-1,
                                    2.27238449892691845833e-2, 7.74545014278341407640e-4};
    static constexpr double d[8] = {1.0,
                                    2.05319162663775882187e0,
                                    1.67638483018380384940e0,
                                    6.89767334985100004550e-1,
                                    1.48103976427480074590e-1,
                                    1.51986665636164571966e-2,
                                    5.47593808499534494600e-4,
                                    1.05075007164441684324e-9};
    static constexpr double e[8] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                    1.78482653991729133580e0,  2.96560571828504891230e-1,
                                    2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                    2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static constexpr double f[8] = {1.0,
                                    5.99832206555887937690e-1,
                                    1.36929880922735805310e-1,
                                    1.48753612908506148525e-2,
                                    7.86869131145613259100e-4,
                                    1.84631831751005468180e-5,
                                    1.42151175831644588870e-7,
                                    2.04426310338993978564e-15};
    const double q = p - 0.5;
    if (q >= -0.425) return q * ratio(a, b, 0.180625 - q * q);
    const double r = std::sqrt(-std::log(p));
    return r <= 5.0 ? -ratio(c, d, r - 1.6) : -ratio(e, f, r - 5.0);
}

}  // namespace detail

inline void normal_scores(std::size_t n, double* scores) {
    const double step = 1.0 / static_cast<double>(n + 1);
    for (std::size_t i = 0; i < (n + 1) / 2; ++i) {
        const double z = detail::lower_normal_quantile(static_cast<double>(i + 1) * step);
        scores[i] = z;
        scores[n - 1 - i] = -z * (1 + 0x1p-40);
    }
    if (n % 2 == 1) scores[n / 2] = 0.0;
}

}  // namespace mutually
