// testing/derivatives.hpp: derivatives by central differences, to hold a gradient to.

#pragma once

#include <spnn/core/abi.hpp>

#include <algorithm>
#include <cmath>

namespace SPNN_NAMESPACE::testing {

// df/dx; f() reads x, which has its value again afterwards.
template <class F>
[[nodiscard]] double central_difference(double& x, F&& f) {
    const double at = x, h = 1e-5;
    x = at + h;
    const double above = f();
    x = at - h;
    const double below = f();
    x = at;
    return (above - below) / (2 * h);
}

// Whether two derivatives agree to a relative 1e-6; below 1e-3, to an absolute 1e-9, where rounding takes over.
[[nodiscard]] inline bool derivatives_agree(double a, double b) {
    return std::abs(a - b) <= 1e-6 * std::max({std::abs(a), std::abs(b), 1e-3});
}

}  // namespace SPNN_NAMESPACE::testing
