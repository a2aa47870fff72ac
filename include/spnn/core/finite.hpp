// core/finite.hpp: whether every value is a number: a value that is none would spread through every weight.

#pragma once

#include <spnn/core/detail/compute_each.hpp>

#include <bit>
#include <cstdint>
#include <span>

namespace spnn::inline SPNN_ABI {

// No infinity and no NaN among them. Reads every value without a branch.
[[nodiscard]] inline bool all_finite(std::span<const float> values) {
    constexpr std::uint32_t exponent = 0x7f800000;
    std::uint32_t found = 0;
    detail::run_on_best_tier([=, &found] {
        std::array<std::uint32_t, detail::block_size> seen{};  // the sign bit: the exponent is the largest there is
        const auto look = [&](const float* from) {
            for (std::size_t j = 0; j < detail::block_size; ++j)
                seen[j] |= (std::bit_cast<std::uint32_t>(from[j]) & exponent) + (std::uint32_t{1} << 23);
        };
        std::size_t i = 0;
        for (; i + detail::block_size <= values.size(); i += detail::block_size) look(values.data() + i);
        if (i < values.size()) look(detail::filled_block(values.data() + i, values.size() - i).data());
        for (const auto s : seen) found |= s;
    });
    return found >> 31 == 0;
}

}  // namespace spnn::inline SPNN_ABI
