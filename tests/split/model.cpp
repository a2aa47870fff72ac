#include <spnn/split/model.hpp>

#include <split/support/runs.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace {

using namespace test;

split::model<small_net> a_model(std::uint64_t seed = 1) {
    const auto request = small_request(2);
    return split::joined_network<small_net>(request.plan, split::private_seeds(seed)).weights();
}

TEST_CASE("split/model: all weights, holders first, then server, then label owner") {
    const auto m = a_model();
    std::vector<std::string> zones;
    std::size_t count = 0;
    m.for_each([&](std::string_view name, const matrix<float>& x) {
        zones.emplace_back(name.substr(0, name.find('.')));
        count += x.size();
    });
    CHECK(zones == std::vector<std::string>{"first", "first", "hidden", "hidden", "hidden", "head", "head"});
    CHECK(count == (2 + 3) * 4 + 4 + 4 * 3 + 3 + 3 + 1);
    const auto all = split::all_weights(m);
    REQUIRE(all.size() == count);
    CHECK(all.front() == m.first[0](0, 0));
    CHECK(all[8] == m.first[1](0, 0));
}

TEST_CASE("split/model: equal to the last bit, or not") {
    const auto m = a_model();
    CHECK(split::bitwise_equal(m, a_model()));
    CHECK_FALSE(split::bitwise_equal(m, a_model(2)));
    auto changed = a_model();
    changed.first[1](0, 0) = std::nextafter(changed.first[1](0, 0), 2.0F);
    CHECK_FALSE(split::bitwise_equal(m, changed));
    auto zero = a_model(), minus_zero = a_model();
    zero.first[0](0, 0) = 0.0F;
    minus_zero.first[0](0, 0) = -0.0F;
    CHECK_FALSE(split::bitwise_equal(zero, minus_zero));
    auto fewer = a_model();
    fewer.first.pop_back();
    CHECK_FALSE(split::bitwise_equal(m, fewer));
}

TEST_CASE("split/model: the largest difference") {
    const auto m = a_model();
    CHECK(split::max_abs_difference(m, m) == 0);
    auto changed = a_model();
    changed.first[1](2, 3) += 0.5F;
    changed.first[0](0, 0) -= 0.25F;
    CHECK(split::max_abs_difference(m, changed) == doctest::Approx(0.5));
    CHECK(split::max_abs_difference(changed, m) == split::max_abs_difference(m, changed));
    changed.first[0](1, 1) = std::numeric_limits<float>::quiet_NaN();
    CHECK(split::max_abs_difference(m, changed) == std::numeric_limits<double>::infinity());
    changed.first.pop_back();
    CHECK_THROWS_AS(static_cast<void>(split::max_abs_difference(m, changed)), spnn::usage_error);
}

}  // namespace
