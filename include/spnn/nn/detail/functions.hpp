// nn/detail/functions.hpp: e^x, the logistic function and tanh, finite for every number and fast for float.
//
// The float versions are branch-free, so that compilers turn a loop over them into vector code: range reduction by
// multiples of ln 2 and a polynomial (Chebyshev interpolation, relative error 1e-8 before rounding); they are
// within a few units in the last place. Double goes to the standard library. NaN stays NaN.

#pragma once

#include <spnn/core/abi.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <type_traits>

namespace SPNN_NAMESPACE::nn::detail {

// a where `condition` holds, else b. A plain ?: here tempts GCC into branches, and then no loop becomes vector code.
template <class T>
[[nodiscard]] inline T select(bool condition, T a, T b) {
    return condition ? a : b;
}
[[nodiscard]] inline float select(bool condition, float a, float b) {
    const std::uint32_t mask = 0u - static_cast<std::uint32_t>(condition);
    return std::bit_cast<float>((std::bit_cast<std::uint32_t>(a) & mask) | (std::bit_cast<std::uint32_t>(b) & ~mask));
}

// e^x. In float, x is first brought into [-87, 88], so that the result is neither zero nor infinite.
template <class T>
[[nodiscard]] inline T exponential(T x) {
    if constexpr (std::is_same_v<T, float>) {
        x = select(x < -87.0f, -87.0f, x);
        x = select(x > 88.0f, 88.0f, x);
        // Adding 1.5 * 2^23 rounds to an integer and leaves it in the low bits.
        constexpr float rounder = 12582912.0f;
        const float shifted = x * 1.44269504f + rounder;
        const float n = shifted - rounder;
        const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;  // ln 2 in two parts, the first exact in n * ln 2
        const float p = 0.5f + r * (0.166665767f + r * (0.0416665542f + r * (0.00836323288f + r * 0.00139262508f)));
        const float scale = std::bit_cast<float>((std::bit_cast<std::uint32_t>(shifted) + 127u) << 23);
        return (1.0f + (r + r * r * p)) * scale;
    } else {
        return std::exp(x);
    }
}

// 1 / (1 + e^-x).
template <class T>
[[nodiscard]] inline T logistic(T x) {
    return T{1} / (T{1} + exponential(-x));
}

template <class T>
[[nodiscard]] inline T hyperbolic_tangent(T x) {
    if constexpr (std::is_same_v<T, float>) {
        const float size = select(x < 0.0f, -x, x);
        const float z = size * size;
        const float tail = -0.0538509096f + z * (0.0209971790f - z * 0.00609671417f);
        const float p = -0.333333289f + z * (0.133327697f + z * tail);
        const float near_zero = size + size * (z * p);
        const float far = 1.0f - 2.0f / (1.0f + exponential(2.0f * size));
        const float result = select(size < 0.625f, near_zero, far);
        return select(x < 0.0f, -result, result);
    } else {
        return std::tanh(x);
    }
}

}  // namespace SPNN_NAMESPACE::nn::detail
