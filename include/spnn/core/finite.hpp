// core/finite.hpp: whether every value is a number: a value that is none would spread through every weight.

#pragma once

#include <spnn/core/detail/sign_watch.hpp>

#include <bit>
#include <cstdint>
#include <span>

namespace spnn::inline SPNN_ABI {

// No infinity and no NaN among them. Reads every value without a branch.
[[nodiscard]] inline bool all_finite(std::span<const float> values) {
    // The exponent is the largest there is: one more reaches the sign bit.
    return !detail::any_sign(detail::best_simd_tier(), values, [](float x) {
        return (std::bit_cast<std::uint32_t>(x) & 0x7f800000u) + (std::uint32_t{1} << 23);
    });
}

}  // namespace spnn::inline SPNN_ABI
