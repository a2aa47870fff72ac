#include <spnn/core/simd/tier.hpp>

#include <support/errors.hpp>

#include <doctest/doctest.h>

namespace made_up {

// A kernel whose middle implementation no machine has.
enum class tier { portable, impossible, fast };

constexpr std::array<std::string_view, 3> tier_names(tier) { return {"portable", "impossible", "fast"}; }
bool is_available(tier t) { return t != tier::impossible; }

enum class only { portable };
constexpr std::array<std::string_view, 1> tier_names(only) { return {"portable"}; }
bool is_available(only) { return true; }

}  // namespace made_up

namespace {

TEST_CASE("core/simd/tier: the tiers of a machine are those it can run, the slowest first, the best last") {
    using made_up::tier;
    CHECK(spnn::available_tiers<tier>() == std::vector{tier::portable, tier::fast});
    CHECK(spnn::best_tier<tier>() == tier::fast);
    CHECK(spnn::available_tiers<made_up::only>() == std::vector{made_up::only::portable});
    CHECK(spnn::best_tier<made_up::only>() == made_up::only::portable);
}

TEST_CASE("core/simd/tier: a tier that the machine lacks is refused by name") {
    using made_up::tier;
    CHECK(spnn::tier_name(tier::impossible) == "impossible");
    CHECK_NOTHROW(spnn::require_tier(tier::fast, "kernel"));
    CHECK(test::error_of<spnn::usage_error>([] { spnn::require_tier(tier::impossible, "kernel"); }) ==
          "kernel: this machine has no tier impossible");
}

static_assert(!spnn::Tier<int>);
enum class nameless { portable };
static_assert(!spnn::Tier<nameless>);

}  // namespace
