#include <spnn/he/sum.hpp>

#include <doctest/doctest.h>

#include <vector>

namespace he = spnn::he;
using spnn::uint128;

TEST_CASE("he/sum: the largest sum, and bounds that are none") {
    CHECK(he::sum_bounds{5, 3, 1}.sum_limit() == 15);
    CHECK(he::sum_bounds{uint128{1} << 126, 1, 1}.sum_limit() == uint128{1} << 126);
    CHECK(he::sum_bounds{(uint128{1} << 126) / 3, 3, 1}.sum_limit() <= uint128{1} << 126);
    CHECK_THROWS_AS(static_cast<void>(he::sum_bounds{0, 1, 1}.sum_limit()), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(he::sum_bounds{1, 0, 1}.sum_limit()), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(he::sum_bounds{1, 1, 0}.sum_limit()), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(he::sum_bounds{(uint128{1} << 126) + 1, 1, 1}.sum_limit()), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(he::sum_bounds{~uint128{0}, ~std::size_t{0}, 1}.sum_limit()), spnn::usage_error);
}

TEST_CASE("he/sum: lengths of long numbers") {
    CHECK(he::length_of(0) == 0);
    CHECK(he::length_of(1) == 1);
    CHECK(he::length_of(~std::uint64_t{0}) == 64);
    CHECK(he::length_of(uint128{1} << 64) == 65);
    CHECK(he::length_of(~uint128{0}) == 128);
}

TEST_CASE("he/sum: messages take all values in order, and are full but for the last") {
    struct {
        [[nodiscard]] std::size_t values_a_message() const { return 10; }
    } layout;
    using parts = std::vector<std::pair<std::size_t, std::size_t>>;
    const auto of = [&](std::size_t values) {
        parts all;
        he::for_each_message(layout, values,
                             [&](std::size_t from, std::size_t count) { all.emplace_back(from, count); });
        return all;
    };
    CHECK(of(0).empty());
    CHECK(of(9) == parts{{0, 9}});
    CHECK(of(10) == parts{{0, 10}});
    CHECK(of(25) == parts{{0, 10}, {10, 10}, {20, 5}});
}
