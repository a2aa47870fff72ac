#include <spnn/core/simd/tiers.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>

using namespace spnn::detail;

TEST_CASE("core/simd/tiers: the portable tier is always there, and the best one is the last") {
    const auto tiers = spnn::available_tiers<simd_tier>();
    REQUIRE_FALSE(tiers.empty());
    CHECK(tiers.front() == simd_tier::portable);
    CHECK(tiers.back() == spnn::best_tier<simd_tier>());
    for (std::size_t i = 1; i < tiers.size(); ++i) CHECK(tiers[i - 1] < tiers[i]);
}

TEST_CASE("core/simd/tiers: a body runs once and computes the same words on every tier") {
    std::array<std::uint64_t, 48> x;
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = (i + 1) * 0x9e3779b97f4a7c15u;
    std::array<std::uint64_t, 48> expected;
    for (std::size_t i = 0; i < x.size(); ++i) expected[i] = x[i] * x[i] + (x[i] >> 7);
    for (const auto tier : spnn::available_tiers<simd_tier>()) {
        std::array<std::uint64_t, 48> y{};
        int calls = 0;
        run_on(tier, [&] {
            ++calls;
            for (std::size_t i = 0; i < x.size(); ++i) y[i] = x[i] * x[i] + (x[i] >> 7);
        });
        CHECK(calls == 1);
        CHECK(y == expected);
    }
}

TEST_CASE("core/simd/tiers: what a body throws reaches the caller") {
    for (const auto tier : spnn::available_tiers<simd_tier>()) CHECK_THROWS_AS(run_on(tier, [] { throw 7; }), int);
}
