#include <spnn/core/ring/mersenne61.hpp>

#include <spnn/testing/laws/ring.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
using namespace spnn;

namespace {
constexpr std::uint64_t p = 2305843009213693951u;  // 2^61 - 1
}

TEST_CASE("core/ring/mersenne61: is a ring in which signed numbers live") { laws::ring<mersenne61>(); }

TEST_CASE("core/ring/mersenne61: every element but zero has an inverse") {
    for (const auto a : laws::sample_elements<mersenne61>())
        CHECK(mersenne61::mul(a, mersenne61::inverse(a)) == (a == 0 ? 0u : 1u));
    CHECK(mersenne61::inverse(2) == (p + 1) / 2);
}

TEST_CASE("core/ring/mersenne61: products are what long division says") {
    for (const auto a : laws::sample_elements<mersenne61>())
        for (const auto b : laws::sample_elements<mersenne61>()) {
            CHECK(mersenne61::mul(a, b) == static_cast<std::uint64_t>(uint128{a} * b % p));
            CHECK(mersenne61::add(a, b) == static_cast<std::uint64_t>((uint128{a} + b) % p));
        }
}

TEST_CASE("core/ring/mersenne61: only words below the modulus are elements") {
    CHECK(mersenne61::modulus == p);
    CHECK(mersenne61::is_element(p - 1));
    CHECK_FALSE(mersenne61::is_element(p));
    CHECK_FALSE(mersenne61::is_element(~std::uint64_t{0}));
    CHECK(mersenne61::neg(0) == 0);
    CHECK(mersenne61::sub(0, 1) == p - 1);
}

TEST_CASE("core/ring/mersenne61: signed words of any size are reduced") {
    for (const std::int64_t s :
         {INT64_MIN, INT64_MIN + 1, INT64_MAX, static_cast<std::int64_t>(p), -static_cast<std::int64_t>(p)}) {
        const auto a = mersenne61::from_signed(s);
        CHECK(mersenne61::is_element(a));
        CHECK(static_cast<std::int64_t>((static_cast<int128>(s) - static_cast<int128>(a)) % static_cast<int128>(p)) ==
              0);
    }
}
