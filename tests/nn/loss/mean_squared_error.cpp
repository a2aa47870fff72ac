#include <spnn/nn/loss/mean_squared_error.hpp>

#include <spnn/testing/laws/loss.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
using namespace spnn;
using test::of;

TEST_CASE("nn/loss/mean_squared_error: laws") {
    const auto draw = [](std::size_t m, test::words_from_seed& random) {
        return test::random_matrix<double>(m, 1, random);
    };
    const auto draw_three = [](std::size_t m, test::words_from_seed& random) {
        return test::random_matrix<double>(m, 3, random);
    };
    laws::loss(nn::mean_squared_error<>{}, draw);
    laws::loss(nn::mean_squared_error<3>{}, draw_three);
}

TEST_CASE("nn/loss/mean_squared_error: by hand") {
    const nn::mean_squared_error<2> loss;
    const auto scores = of<float>({{1, 2}, {3, 4}});
    const auto targets = of<float>({{0, 2}, {5, 1}});
    matrix<float> gradient;
    CHECK(loss.value(scores, targets) == (1 + 0 + 4 + 9) / 4.0);
    CHECK(loss.gradient(scores, targets, gradient) == 3.5);
    CHECK(test::same_bits(gradient, of<float>({{0.5f, 0}, {-1, 1.5f}})));
    CHECK(test::same_bits(loss.predict(scores), scores));
}
