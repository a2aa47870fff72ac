// core/finite.hpp: whether every value is a number: a value that is none would spread through every weight.

#pragma once

#include <spnn/core/detail/sign_watch.hpp>
#include <spnn/core/tensor.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <span>
#include <string_view>

namespace SPNN_NAMESPACE {

// No infinity and no NaN among them. Reads every value without a branch.
[[nodiscard]] inline bool all_finite(std::span<const float> values) {
    // The exponent is the largest there is: one more reaches the sign bit.
    return !detail::any_sign(best_tier<detail::simd_tier>(), values, [](float x) {
        return (std::bit_cast<std::uint32_t>(x) & 0x7f800000u) + (std::uint32_t{1} << 23);
    });
}

// row_error unless every number of x is finite: "holder_2: features, row 7, column 3: not a number or infinite; clean
// the column" for the first that is not, counted from 1, with `what` in front.
inline void require_finite(const matrix<float>& x, std::string_view what) {
    if (all_finite(elements(x))) [[likely]]
        return;
    std::size_t at = 0;
    while (std::isfinite(x.data()[at])) ++at;
    throw row_error(text(what, ", row ", at / columns(x) + 1, ", column ", at % columns(x) + 1,
                         ": not a number or infinite; clean the column"));
}

}  // namespace SPNN_NAMESPACE
