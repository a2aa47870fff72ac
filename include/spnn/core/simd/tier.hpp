// core/simd/tier.hpp: what kernels with several implementations have in common: which this machine can run, and which
// is the fastest of them.
//
// A kernel lists its implementations in an enum, the slowest first, and says two things of them beside it:
//
//   enum class aes_tier { portable, aesni, vaes256, vaes512 };
//   constexpr auto tier_names(aes_tier) -> std::array<std::string_view, 4>     of all, in that order
//   bool is_available(aes_tier)                                                by core/simd/cpu.hpp
//
// The first must be available everywhere. All give the same results; where they do not, the kernel's header says so.

#pragma once

#include <spnn/core/simd/cpu.hpp>

#include <array>
#include <concepts>
#include <type_traits>
#include <vector>

namespace SPNN_NAMESPACE {

// T is such an enum.
template <class T>
concept Tier = std::is_enum_v<T> && requires(T tier) {
    { tier_names(tier)[0] } -> std::convertible_to<std::string_view>;
    { is_available(tier) } -> std::same_as<bool>;
};

// The tiers of this machine, the slowest first; never empty.
template <Tier T>
[[nodiscard]] std::vector<T> available_tiers() {
    std::vector<T> tiers;
    for (std::size_t i = 0; i < tier_names(T{}).size(); ++i)
        if (const auto tier = static_cast<T>(i); is_available(tier)) tiers.push_back(tier);
    return tiers;
}

// The fastest of them.
template <Tier T>
[[nodiscard]] T best_tier() {
    static const T best = available_tiers<T>().back();
    return best;
}

// Its name, as in the enum.
template <Tier T>
[[nodiscard]] constexpr std::string_view tier_name(T tier) {
    return tier_names(tier)[static_cast<std::size_t>(tier)];
}

// usage_error, in the name of `who`, for a tier that this machine lacks.
template <Tier T>
void require_tier(T tier, std::string_view who) {
    require<usage_error>(is_available(tier), who, ": this machine has no tier ", tier_name(tier));
}

}  // namespace SPNN_NAMESPACE
