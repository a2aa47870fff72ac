#include "../support.hpp"

#include <spnn/audit/detail/logistic.hpp>

#include <doctest/doctest.h>

#include <cmath>

using spnn::matrix;
using spnn::audit::detail::logistic_fit;
using spnn::audit::detail::logistic_model;
using test_audit::random_labels;
using test_audit::random_normal;

namespace {

// Normal columns and one of ones.
matrix<double> design(std::size_t n, std::size_t w, std::uint64_t seed) {
    const auto values = random_normal(n, w, seed);
    auto x = spnn::make_matrix<double>(n, w + 1);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < w; ++j) x(i, j) = static_cast<double>(values(i, j));
        x(i, w) = 1;
    }
    return x;
}

double largest(const std::vector<double>& values) {
    double most = 0;
    for (const double value : values) most = std::max(most, std::abs(value));
    return most;
}

}  // namespace

TEST_CASE("audit/detail/logistic: the gradient is the derivative of the value") {
    const auto x = design(40, 3, 1);
    const auto y = random_labels(40, 0.4, 2);
    const logistic_fit fit(x, y, 0.3);
    const logistic_model at{{0.4, -1.1, 0.2, 0.5}};
    const auto slope = fit.gradient(at);
    for (std::size_t j = 0; j < 4; ++j) {
        auto above = at, below = at;
        above.weights[j] += 1e-5;
        below.weights[j] -= 1e-5;
        CHECK(slope[j] == doctest::Approx((fit.value(above) - fit.value(below)) / 2e-5).epsilon(1e-7));
    }
}

TEST_CASE("audit/detail/logistic: the fit is the minimum: no slope, and higher everywhere around") {
    spnn::data::generator random(3);
    for (const std::size_t w : {1U, 4U, 30U}) {
        const auto x = design(150, w, w);
        const auto y = random_labels(150, 0.3, w + 1);
        for (const double ridge : {1e-3, 1.0}) {
            const logistic_fit fit(x, y, ridge);
            const auto model = fit.run();
            CHECK(largest(fit.gradient(model)) < 1e-10);
            const double least = fit.value(model);
            for (int trial = 0; trial < 50; ++trial) {
                auto other = model;
                for (double& weight : other.weights)
                    weight += 0.1 * std::ldexp(static_cast<double>(random.bell()), -32);
                CHECK(fit.value(other) > least);
            }
        }
    }
}

TEST_CASE("audit/detail/logistic: a minimum found by brute force") {
    const auto x = design(25, 1, 8);
    const auto y = random_labels(25, 0.5, 9);
    const logistic_fit fit(x, y, 0.05);
    logistic_model best{{0, 0}};
    double least = fit.value(best);
    for (int a = -100; a <= 100; ++a)
        for (int b = -100; b <= 100; ++b) {
            const logistic_model here{{a / 40.0, b / 40.0}};
            const double value = fit.value(here);
            if (value >= least) continue;
            least = value;
            best = here;
        }
    const auto found = fit.run();
    CHECK(fit.value(found) <= least);
    CHECK(found.weights[0] == doctest::Approx(best.weights[0]).epsilon(0.013).scale(1));
    CHECK(found.weights[1] == doctest::Approx(best.weights[1]).epsilon(0.013).scale(1));
}

TEST_CASE("audit/detail/logistic: rows that a plane divides have a finite minimum, and many columns too") {
    auto x = design(200, 1, 10);
    std::vector<float> y;
    for (std::size_t i = 0; i < 200; ++i) y.push_back(x(i, 0) > 0.2 ? 1.0F : 0.0F);
    for (const double ridge : {1.0 / 200, 1e-8}) {
        const logistic_fit fit(x, y, ridge);
        const auto model = fit.run();
        CHECK(std::isfinite(model.weights[0]));
        CHECK(model.weights[0] > 0);
        CHECK(largest(fit.gradient(model)) < 1e-9);
    }
    // More columns than rows.
    const auto wide = design(100, 400, 11);
    const auto labels = random_labels(100, 0.5, 12);
    const logistic_fit fit(wide, labels, 0.01);
    CHECK(largest(fit.gradient(fit.run())) < 1e-9);
}

TEST_CASE("audit/detail/logistic: what cannot be fitted is refused") {
    const auto x = design(10, 2, 1);
    const auto y = random_labels(10, 0.5, 1), few = random_labels(9, 0.5, 1);
    CHECK_THROWS_AS(logistic_fit(x, few, 1), spnn::usage_error);
    CHECK_THROWS_AS(logistic_fit(x, y, 0), spnn::usage_error);
}
