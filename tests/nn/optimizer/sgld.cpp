#include <spnn/nn/optimizer/sgld.hpp>

#include <spnn/testing/laws/optimizer.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace laws = spnn::testing::laws;
using namespace spnn;

TEST_CASE("nn/optimizer/sgld: laws") {
    laws::optimizer(nn::sgld{}, 0.05);
    laws::optimizer(nn::sgld{.temperature = 0.01}, 0.05);
}

TEST_CASE("nn/optimizer/sgld: the temperature scales the variance of the noise, not the slope") {
    nn::no_parameters<double> none;
    const auto moved = [&](double temperature, double gradient) {
        test::words_from_seed noise(7);
        auto p = zeros<double>(1, 50), g = zeros<double>(1, 50);
        for (double& v : elements(g)) v = gradient;
        nn::sgld{.temperature = temperature}.update(none, p, g, 0.04, 0, noise);
        return p;
    };
    const auto one = moved(1, 0), quarter = moved(0.25, 0), still = moved(0, 3), both = moved(0.25, 3);
    for (std::size_t i = 0; i < 50; ++i) {
        CHECK(quarter.data()[i] == doctest::Approx(one.data()[i] / 2));
        CHECK(still.data()[i] == doctest::Approx(-0.06));
        CHECK(both.data()[i] == doctest::Approx(quarter.data()[i] - 0.06));
    }
    for (const double bad : {-0.1, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
        CHECK_THROWS_AS(static_cast<void>(moved(bad, 0)), usage_error);
}

TEST_CASE("nn/optimizer/sgld: one step has mean -rate/2 g and variance rate") {
    constexpr std::size_t n = 100'000;
    const double rate = 0.04, gradient = 3;
    test::words_from_seed noise(23);
    nn::no_parameters<double> none;
    auto p = zeros<double>(1, n), g = zeros<double>(1, n);
    for (double& v : elements(g)) v = gradient;
    nn::sgld{}.update(none, p, g, rate, 0, noise);
    double sum = 0, squares = 0;
    for (const double v : elements(p)) sum += v;
    const double mean = sum / n;
    for (const double v : elements(p)) squares += (v - mean) * (v - mean);
    CHECK(std::abs(mean + rate / 2 * gradient) < 5 * std::sqrt(rate / n));
    CHECK(std::abs(squares / n / rate - 1) < 5 * std::sqrt(2.0 / n));
}

TEST_CASE("nn/optimizer/sgld: the noise is that of draw_normal, fresh every step") {
    test::words_from_seed noise(5), same(5);
    nn::no_parameters<float> none;
    auto p = zeros<float>(1, 300);
    const auto g = zeros<float>(1, 300);
    std::vector<float> eta(300);
    for (const int step : {0, 1}) {
        const auto before = p;
        nn::sgld{}.update(none, p, g, 0.09, static_cast<std::uint64_t>(step), noise);
        nn::draw_normal(std::span(eta), 0.3, same);
        for (std::size_t i = 0; i < 300; ++i) CHECK(p.data()[i] == before.data()[i] - eta[i]);
    }
}

TEST_CASE("nn/optimizer/sgld: on the bowl a p^2 / 2 the chain settles at variance 1 / a") {
    // The discrete chain p <- (1 - rate a / 2) p - eta has variance rate / (1 - (1 - rate a / 2)^2).
    constexpr std::size_t n = 4000;
    const double rate = 0.1, a = 2;
    test::words_from_seed noise(31);
    nn::no_parameters<double> none;
    auto p = zeros<double>(1, n);
    for (std::uint64_t step = 0; step < 100; ++step) {
        auto g = p;
        for (double& v : elements(g)) v *= a;
        nn::sgld{}.update(none, p, g, rate, step, noise);
    }
    double squares = 0;
    for (const double v : elements(p)) squares += v * v;
    const double expected = rate / (1 - std::pow(1 - rate * a / 2, 2));
    CHECK(std::abs(squares / n / expected - 1) < 5 * std::sqrt(2.0 / n));
    CHECK(expected == doctest::Approx(1 / a).epsilon(0.06));
}
