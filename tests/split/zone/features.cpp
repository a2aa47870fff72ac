#include <spnn/split/zone/features.hpp>

#include <support/matrices.hpp>

#include <doctest/doctest.h>

namespace {

namespace nn = spnn::nn;
namespace split = spnn::split;
using spnn::matrix;

split::plan feature_plan(split::update_rule rule = {nn::sgd{}, 0.5}) {
    split::plan p;
    p.columns = {2, 3};
    p.rule = rule;
    return p;
}

TEST_CASE("split/zone/features: first weights are Glorot's for the columns of all holders together") {
    auto plan = feature_plan();
    plan.columns = {300, 100};
    const split::feature_zone zone(plan, 0, 200, test::seed_of(1));
    CHECK(spnn::shape_text(zone.weights()) == "300x200");
    const double bound = std::sqrt(6.0 / (400 + 200));
    float largest = 0;
    for (const float w : zone.weights()) largest = std::max(largest, std::abs(w));
    CHECK(static_cast<double>(largest) <= bound);
    CHECK(static_cast<double>(largest) > 0.99 * bound);
}

TEST_CASE("split/zone/features: weights follow from the private seed alone") {
    auto other_plan = feature_plan();
    other_plan.batch_seed = 77;
    const split::feature_zone one(feature_plan(), 1, 4, test::seed_of(1)),
        same_seed(other_plan, 1, 4, test::seed_of(1)), other_seed(feature_plan(), 1, 4, test::seed_of(2));
    CHECK(test::same(one.weights(), same_seed.weights()));
    CHECK_FALSE(test::same(one.weights(), other_seed.weights()));
}

TEST_CASE("split/zone/features: one step moves the weights along the rows' own gradient") {
    split::feature_zone zone(feature_plan(), 0, 2, test::seed_of(1));
    const auto before = zone.weights();
    const auto x = test::random_reals(2, 2, 3), d_first = test::random_reals(2, 2, 4);
    zone.update(x, d_first);
    for (std::size_t c = 0; c < 2; ++c)
        for (std::size_t h = 0; h < 2; ++h) {
            const float gradient = x(0, c) * d_first(0, h) + x(1, c) * d_first(1, h);
            CHECK(zone.weights()(c, h) == doctest::Approx(before(c, h) - 0.5F * gradient));
        }
}

TEST_CASE("split/zone/features: noise comes from the private seed too") {
    const auto after = [](std::uint64_t seed) {
        split::feature_zone zone(feature_plan({nn::sgld{}, 0.1}), 0, 2, test::seed_of(seed));
        zone.weights() = test::constant(2, 2, 0.0F);
        zone.update(test::constant(1, 2, 0.0F), test::constant(1, 2, 0.0F));
        return zone.weights();
    };
    CHECK(test::same(after(1), after(1)));
    CHECK_FALSE(test::same(after(1), after(2)));
    CHECK_FALSE(test::same(after(1), test::constant(2, 2, 0.0F)));
}

}  // namespace
