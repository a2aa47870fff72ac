#include <spnn/nn/loss/softmax_cross_entropy.hpp>

#include <spnn/testing/laws/loss.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace laws = spnn::testing::laws;
using namespace spnn;
using test::of;

namespace {

template <std::size_t Classes>
matrix<double> class_numbers(std::size_t m, test::words_from_seed& random) {
    auto t = test::random_matrix<double>(m, 1, random, 0, Classes);
    for (double& v : elements(t)) v = std::floor(v);
    return t;
}

TEST_CASE("nn/loss/softmax_cross_entropy: targets can be checked before there are scores") {
    const nn::softmax_cross_entropy<3> loss;
    CHECK_NOTHROW(nn::check_targets(loss, of<float>({{2}, {0}})));
    CHECK_THROWS_WITH_AS(nn::check_targets(loss, of<float>({{2}, {3}})),
                         "softmax_cross_entropy: the target of row 2 is not a class number below 3", usage_error);
    const nn::softmax_cross_entropy<3> wrong{.class_weight = {1, -1, 1}};
    CHECK_THROWS_AS(nn::check_targets(wrong, of<float>({{0}})), usage_error);
}

}  // namespace

TEST_CASE("nn/loss/softmax_cross_entropy: laws, with and without weights") {
    laws::loss(nn::softmax_cross_entropy<2>{}, class_numbers<2>);
    laws::loss(nn::softmax_cross_entropy<10>{}, class_numbers<10>);
    laws::loss(nn::softmax_cross_entropy<3>{.class_weight = {1, 20, 0.25f}}, class_numbers<3>);
    laws::loss(nn::softmax_cross_entropy<3>{.class_weight = {1, 0, 2}}, class_numbers<3>);
}

TEST_CASE("nn/loss/softmax_cross_entropy: by hand") {
    // e^s = 1, 2, 5: probabilities 1/8, 2/8, 5/8.
    const auto scores = of<double>({{0, std::log(2.0), std::log(5.0)}, {7, 7 + std::log(2.0), 7 + std::log(5.0)}});
    const auto targets = of<double>({{2}, {0}});
    const nn::softmax_cross_entropy<3> plain;
    matrix<double> gradient;
    CHECK(plain.gradient(scores, targets, gradient) == doctest::Approx((std::log(8.0 / 5) + std::log(8.0)) / 2));
    const auto expected = of<double>({{1 / 16.0, 2 / 16.0, -3 / 16.0}, {-7 / 16.0, 2 / 16.0, 5 / 16.0}});
    for (std::size_t i = 0; i < 6; ++i) CHECK(gradient.data()[i] == doctest::Approx(expected.data()[i]));
    const auto probabilities = plain.predict(scores);
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK(row(probabilities, i)[0] == doctest::Approx(0.125));
        CHECK(row(probabilities, i)[2] == doctest::Approx(0.625));
    }
    const nn::softmax_cross_entropy<3> weighted{.class_weight = {3, 1, 1}};
    CHECK(weighted.gradient(scores, targets, gradient) == doctest::Approx((std::log(8.0 / 5) + 3 * std::log(8.0)) / 2));
    CHECK(row(gradient, 1)[0] == doctest::Approx(-21 / 16.0));
    CHECK(row(gradient, 0)[2] == doctest::Approx(-3 / 16.0));
}

TEST_CASE("nn/loss/softmax_cross_entropy: two classes are binary cross entropy of the difference") {
    const nn::softmax_cross_entropy<2> loss;
    for (const double s : {-30.0, -1.0, 0.0, 2.0, 700.0})
        CHECK(loss.value(of<double>({{0, s}}), of<double>({{0}})) ==
              doctest::Approx(s > 500 ? s : std::log1p(std::exp(s))).epsilon(1e-12).scale(1));
}

TEST_CASE("nn/loss/softmax_cross_entropy: gradients of a row cancel, probabilities sum to one") {
    test::words_from_seed random(4);
    const auto scores = test::random_matrix<double>(20, 10, random, -1e3, 1e3);
    const auto targets = class_numbers<10>(20, random);
    const nn::softmax_cross_entropy<10> loss;
    matrix<double> gradient;
    loss.gradient(scores, targets, gradient);
    const auto probabilities = loss.predict(scores);
    for (std::size_t i = 0; i < 20; ++i) {
        double slopes = 0, sum = 0;
        for (std::size_t j = 0; j < 10; ++j) slopes += row(gradient, i)[j], sum += row(probabilities, i)[j];
        CHECK(std::abs(slopes) < 1e-15);
        CHECK(sum == doctest::Approx(1));
    }
}

TEST_CASE("nn/loss/softmax_cross_entropy: refuses what is no class number, and senseless weights") {
    const nn::softmax_cross_entropy<3> loss;
    const auto scores = of<float>({{0, 0, 0}});
    for (const float target : {3.0f, -1.0f, 0.5f, std::numeric_limits<float>::quiet_NaN(), 1e30f})
        CHECK_THROWS_WITH_AS((void)loss.value(scores, of<float>({{target}})),
                             "softmax_cross_entropy: the target of row 1 is not a class number below 3", usage_error);
    const nn::softmax_cross_entropy<3> wrong{.class_weight = {1, -1, 1}};
    CHECK_THROWS_AS((void)wrong.value(scores, of<float>({{0}})), usage_error);
    CHECK_THROWS_AS((void)loss.predict(of<float>({{0, 0}})), usage_error);
}
