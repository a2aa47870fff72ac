#include <spnn/nn/optimizer/sgd.hpp>

#include <spnn/testing/laws/optimizer.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
using namespace spnn;
using test::of;

namespace {

// The values of one parameter, starting at 1, under the gradients 1, 1, -2.
std::vector<double> path(const nn::sgd& optimizer, double rate) {
    nn::sgd::state<double> state;
    auto p = of<double>({{1}});
    test::scripted_words no_noise{{}};
    std::vector<double> values;
    for (const double g : {1.0, 1.0, -2.0}) {
        optimizer.update(state, p, of<double>({{g}}), rate, values.size(), no_noise);
        values.push_back(p.data()[0]);
    }
    return values;
}

void check_path(const std::vector<double>& values, const std::vector<double>& expected) {
    REQUIRE(values.size() == expected.size());
    for (std::size_t i = 0; i < values.size(); ++i) CHECK(values[i] == doctest::Approx(expected[i]).epsilon(1e-14));
}

}  // namespace

TEST_CASE("nn/optimizer/sgd: laws") {
    laws::optimizer(nn::sgd{}, 0.1);
    laws::optimizer(nn::sgd{.momentum = 0.9}, 0.02);
    laws::optimizer(nn::sgd{.momentum = 0.9, .nesterov = true}, 0.02);
}

TEST_CASE("nn/optimizer/sgd: three steps by hand") {
    check_path(path({}, 0.1), {0.9, 0.8, 1.0});
    // Velocities 1, 1.9, -0.29.
    check_path(path({.momentum = 0.9}, 0.1), {0.9, 0.71, 0.739});
    // Steps 1 + 0.9, 1 + 1.71, -2 - 0.261.
    check_path(path({.momentum = 0.9, .nesterov = true}, 0.1), {0.81, 0.539, 0.7651});
}

TEST_CASE("nn/optimizer/sgd: without momentum nothing is remembered") {
    nn::sgd::state<float> state;
    auto p = of<float>({{1, 2}});
    test::scripted_words no_noise{{}};
    nn::sgd{}.update(state, p, of<float>({{1, 1}}), 0.5, 0, no_noise);
    CHECK(state.velocity.size() == 0);
    nn::sgd{.momentum = 0.5}.update(state, p, of<float>({{1, 1}}), 0.5, 1, no_noise);
    CHECK(test::same_bits(state.velocity, of<float>({{1, 1}})));
}

TEST_CASE("nn/optimizer/sgd: momentum must lie in [0, 1)") {
    CHECK_THROWS_AS(path({.momentum = 1}, 0.1), usage_error);
    CHECK_THROWS_AS(path({.momentum = -0.1}, 0.1), usage_error);
}
