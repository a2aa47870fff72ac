// defence/detail/marvell_noise.hpp: how much noise Marvell gives to which class and in which direction (Li et al., ICLR
// 2022, section 4.2 and theorem 2).
//
// Rows of class c = 0, 1 are taken for normal, in d dimensions: the means differ by D, the variance is a_c along D and
// b_c in each of the d - 1 directions across it (the paper: a_c = b_c). They get normal noise of variance along_c and
// across_c. With x_c = a_c + along_c and y_c = b_c + across_c, the two Kullback-Leibler divergences between what the
// classes then look like have the sum
//
//   sumKL = 1/2 [ (x_0 - x_1)^2 / (x_0 x_1) + |D|^2 (1/x_0 + 1/x_1) + (d - 1) (y_0 - y_1)^2 / (y_0 y_1) ].
//
// best_noise makes it least within  sum_c q_c (along_c + (d - 1) across_c) <= power,  q_c the share of class c:
//
//   across   only the smaller y_c is worth raising, up to the other; a unit of variance costs q_c (d - 1)
//   along    with B = q_0 x_0 + q_1 x_1 given and r = x_0 / x_1, sumKL is, up to a constant,
//            1/2 [ r (1 + |D|^2 q_0 / B) + (1 + |D|^2 q_1 / B) / r ],
//            least at r = sqrt((1 + |D|^2 q_1 / B) / (1 + |D|^2 q_0 / B)), or at the nearest r that x_c >= a_c allows
//
// What each part gains is convex in the power it gets, so a golden-section search divides it. Everything is in double.

#pragma once

#include <spnn/core/abi.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace SPNN_NAMESPACE::defence::detail {

// What the gradients of two classes look like, indexed by the class.
struct two_classes {
    std::array<double, 2> share{};            // q_c, which sum up to 1, neither of them 0
    double distance2 = 0;                     // |D|^2
    std::array<double, 2> along{}, across{};  // variances a_c; b_c in each direction
    double directions = 0;                    // d - 1
};

// Variances.
struct class_noise {
    std::array<double, 2> along{}, across{};
};

// (x - y)^2 / (x y); nothing parts two variances of 0.
[[nodiscard]] inline double imbalance(double x, double y) {
    if (x == y) return 0;
    return x > 0 && y > 0 ? (x / y - 1) * (1 - y / x) : std::numeric_limits<double>::infinity();
}

[[nodiscard]] inline double sum_kl(const two_classes& c, const class_noise& n) {
    const double x0 = c.along[0] + n.along[0], x1 = c.along[1] + n.along[1];
    double sum = imbalance(x0, x1);
    if (c.distance2 > 0) {
        if (!(x0 > 0 && x1 > 0)) return std::numeric_limits<double>::infinity();
        sum += c.distance2 / x0 + c.distance2 / x1;
    }
    if (c.directions > 0) sum += c.directions * imbalance(c.across[0] + n.across[0], c.across[1] + n.across[1]);
    return sum / 2;
}

[[nodiscard]] inline double power_of(const two_classes& c, const class_noise& n) {
    double power = 0;
    for (const std::size_t k : {0U, 1U}) power += c.share[k] * (n.along[k] + c.directions * n.across[k]);
    return power;
}

// What makes both classes equal across D costs.
[[nodiscard]] inline double power_to_level(const two_classes& c) {
    const std::size_t low = c.across[0] < c.across[1] ? 0 : 1;
    return c.share[low] * c.directions * (c.across[1 - low] - c.across[low]);
}

// For at most power_to_level.
[[nodiscard]] inline std::array<double, 2> best_across(const two_classes& c, double power) {
    std::array<double, 2> noise{};
    const std::size_t low = c.across[0] < c.across[1] ? 0 : 1;
    if (power > 0) noise[low] = std::min(power / (c.share[low] * c.directions), c.across[1 - low] - c.across[low]);
    return noise;
}

[[nodiscard]] inline std::array<double, 2> best_along(const two_classes& c, double power) {
    if (!(power > 0)) return {};
    const auto [q0, q1] = c.share;
    const auto [a0, a1] = c.along;
    const double b = power + q0 * a0 + q1 * a1;
    const double free = std::sqrt((1 + c.distance2 * q1 / b) / (1 + c.distance2 * q0 / b));
    const double least = q1 * a0 / (power + q1 * a1);  // x_0 = a_0
    double r = std::max(free, least);
    if (a1 > 0) r = std::min(r, (power + q0 * a0) / (q0 * a1));  // x_1 = a_1
    const double x1 = b / (q1 + q0 * r);
    return {std::max(0.0, r * x1 - a0), std::max(0.0, x1 - a1)};
}

[[nodiscard]] inline class_noise best_noise(const two_classes& c, double power) {
    const auto divided = [&](double along) { return class_noise{best_along(c, along), best_across(c, power - along)}; };
    const auto value = [&](double along) { return sum_kl(c, divided(along)); };
    constexpr double golden = 0.61803398874989484820;
    const double least = std::max(0.0, power - power_to_level(c));  // more than that across D gains nothing
    double low = least, high = power;
    double left = high - golden * (high - low), right = low + golden * (high - low);
    double at_left = value(left), at_right = value(right);
    for (int i = 0; i < 80 && high > low; ++i) {
        if (at_left <= at_right) {
            high = std::exchange(right, left);
            at_right = at_left;
            at_left = value(left = high - golden * (high - low));
        } else {
            low = std::exchange(left, right);
            at_left = at_right;
            at_right = value(right = low + golden * (high - low));
        }
    }
    const std::array candidates{low + (high - low) / 2, least, power};
    return divided(*std::ranges::min_element(candidates, {}, value));
}

}  // namespace SPNN_NAMESPACE::defence::detail
