// core/finite.hpp: whether every value is a number: a value that is none would spread through every weight.

#pragma once

#include <spnn/core/abi.hpp>

#include <bit>
#include <cstdint>
#include <span>

namespace spnn::inline SPNN_ABI {

// No infinity and no NaN among them. Reads every value without a branch.
[[nodiscard]] inline bool all_finite(std::span<const float> values) {
    constexpr std::uint32_t exponent = 0x7f800000;
    std::uint32_t found = 0;
    for (const float v : values)
        found |= static_cast<std::uint32_t>((std::bit_cast<std::uint32_t>(v) & exponent) == exponent);
    return found == 0;
}

}  // namespace spnn::inline SPNN_ABI
