#include <spnn/nn/loss/binary_cross_entropy.hpp>

#include <spnn/testing/laws/loss.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace laws = spnn::testing::laws;
using namespace spnn;
using test::of;

namespace {

matrix<double> coin_flips(std::size_t m, test::words_from_seed& random) {
    auto t = test::random_matrix<double>(m, 1, random);
    for (double& v : elements(t)) v = v < 0 ? 0 : 1;
    return t;
}

TEST_CASE("nn/loss/binary_cross_entropy: targets can be checked before there are scores") {
    const nn::binary_cross_entropy loss;
    CHECK_NOTHROW(nn::check_targets(loss, of<float>({{1}, {0}})));
    CHECK_THROWS_WITH_AS(nn::check_targets(loss, of<float>({{1}, {0}, {2}})),
                         "binary_cross_entropy: the target of row 3 is neither 0 nor 1", usage_error);
    CHECK_THROWS_AS(nn::check_targets(nn::binary_cross_entropy{.positive_weight = 0}, of<float>({{1}})), usage_error);
}

}  // namespace

TEST_CASE("nn/loss/binary_cross_entropy: laws, with and without a weight") {
    laws::loss(nn::binary_cross_entropy{}, coin_flips);
    laws::loss(nn::binary_cross_entropy{.positive_weight = 25}, coin_flips);
    laws::loss(nn::binary_cross_entropy{.positive_weight = 0.1}, coin_flips);
}

TEST_CASE("nn/loss/binary_cross_entropy: by hand") {
    const auto scores = of<double>({{0}, {std::log(3.0)}, {std::log(3.0)}});
    const auto targets = of<double>({{1}, {1}, {0}});
    matrix<double> gradient;
    // log 2, log(4/3), log 4; probabilities 1/2, 3/4, 3/4.
    const nn::binary_cross_entropy plain;
    CHECK(plain.value(scores, targets) == doctest::Approx((std::log(2.0) + std::log(4.0 / 3) + std::log(4.0)) / 3));
    plain.gradient(scores, targets, gradient);
    CHECK(gradient.data()[0] == doctest::Approx(-0.5 / 3));
    CHECK(gradient.data()[1] == doctest::Approx(-0.25 / 3));
    CHECK(gradient.data()[2] == doctest::Approx(0.75 / 3));
    const nn::binary_cross_entropy weighted{.positive_weight = 4};
    CHECK(weighted.value(scores, targets) ==
          doctest::Approx((4 * std::log(2.0) + 4 * std::log(4.0 / 3) + std::log(4.0)) / 3));
    weighted.gradient(scores, targets, gradient);
    CHECK(gradient.data()[0] == doctest::Approx(-2.0 / 3));
    CHECK(gradient.data()[2] == doctest::Approx(0.75 / 3));
    const auto probabilities = plain.predict(scores);
    CHECK(probabilities.data()[0] == 0.5);
    CHECK(probabilities.data()[1] == doctest::Approx(0.75));
}

TEST_CASE("nn/loss/binary_cross_entropy: a confident score keeps its exact loss and slope") {
    const nn::binary_cross_entropy loss;
    matrix<double> gradient;
    CHECK(loss.value(of<double>({{1e4}}), of<double>({{0}})) == 1e4);
    CHECK(loss.gradient(of<double>({{-1e4}}), of<double>({{1}}), gradient) == 1e4);
    CHECK(gradient.data()[0] == -1);
    // Where p - 1 would be rounding alone.
    matrix<float> narrow;
    loss.gradient(of<float>({{20}}), of<float>({{1}}), narrow);
    CHECK(static_cast<double>(narrow.data()[0]) == doctest::Approx(-std::exp(-20.0)).epsilon(1e-6));
}

TEST_CASE("nn/loss/binary_cross_entropy: many rows sum as the formula does") {
    constexpr std::size_t m = 5000;
    test::words_from_seed random(8);
    const auto scores = test::random_matrix<double>(m, 1, random, -9, 9);
    const auto targets = coin_flips(m, random);
    double expected = 0;
    for (std::size_t i = 0; i < m; ++i) {
        const double s = scores.data()[i];
        expected += targets.data()[i] == 1 ? 7 * std::log1p(std::exp(-s)) : std::log1p(std::exp(s));
    }
    const nn::binary_cross_entropy loss{.positive_weight = 7};
    CHECK(loss.value(scores, targets) == doctest::Approx(expected / m).epsilon(1e-13));
}

TEST_CASE("nn/loss/binary_cross_entropy: refuses targets other than 0 and 1, and senseless weights") {
    const nn::binary_cross_entropy loss;
    const auto scores = of<float>({{0}, {0}});
    CHECK_THROWS_WITH_AS((void)loss.value(scores, of<float>({{1}, {0.5f}})),
                         "binary_cross_entropy: the target of row 2 is neither 0 nor 1", usage_error);
    const float nan = std::numeric_limits<float>::quiet_NaN();
    CHECK_THROWS_AS((void)loss.value(scores, of<float>({{nan}, {0}})), usage_error);
    for (const double weight : {0.0, -1.0, std::numeric_limits<double>::infinity()}) {
        const nn::binary_cross_entropy wrong{.positive_weight = weight};
        CHECK_THROWS_AS((void)wrong.value(scores, of<float>({{1}, {0}})), usage_error);
    }
    // A score that is not a number is not hidden.
    CHECK(std::isnan(loss.value(of<float>({{nan}, {0}}), of<float>({{1}, {0}}))));
}

TEST_CASE("nn/loss/binary_cross_entropy: each row has its own slope, and a wrong target is found in any of them") {
    const nn::binary_cross_entropy loss{.positive_weight = 3};
    test::words_from_seed random(9);
    for (const std::size_t m : {1u, 15u, 16u, 17u, 959u, 960u, 961u, 1000u}) {
        const auto scores = test::random_matrix<float>(m, 1, random, -9, 9);
        auto targets = test::cast<float>(coin_flips(m, random));
        matrix<float> gradient;
        double expected = 0;
        const double found = loss.gradient(scores, targets, gradient);
        for (std::size_t i = 0; i < m; ++i) {
            const auto s = static_cast<double>(scores.data()[i]);
            const bool positive = targets.data()[i] == 1;
            expected += positive ? 3 * std::log1p(std::exp(-s)) : std::log1p(std::exp(s));
            const double slope = (positive ? -3 / (1 + std::exp(s)) : 1 / (1 + std::exp(-s))) / static_cast<double>(m);
            CHECK(static_cast<double>(gradient.data()[i]) == doctest::Approx(slope).epsilon(1e-6));
        }
        CHECK(found == doctest::Approx(expected / static_cast<double>(m)).epsilon(1e-6));
        CHECK(found == loss.value(scores, targets));
        for (const std::size_t at : {std::size_t{0}, m / 2, m - 1}) {
            auto wrong = targets;
            wrong.data()[at] = -1;
            CHECK_THROWS_WITH_AS(
                (void)loss.value(scores, wrong),
                text("binary_cross_entropy: the target of row ", at + 1, " is neither 0 nor 1").c_str(), usage_error);
        }
    }
}
