#include <spnn/core/simd/compute_each.hpp>
#include <spnn/nn/detail/functions.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <vector>

using namespace spnn::nn::detail;

namespace {

// The largest relative error of f over [low, high] against the double reference.
template <class F, class Reference>
double largest_relative_error(double low, double high, F f, Reference reference) {
    double largest = 0;
    for (int i = 0; i <= 200'000; ++i) {
        const auto x = static_cast<float>(low + (high - low) * i / 200'000);
        const double expected = reference(static_cast<double>(x));
        if (expected != 0)
            largest = std::max(largest, std::abs(static_cast<double>(f(x)) - expected) / std::abs(expected));
    }
    return largest;
}

constexpr double ulp = 0x1p-23;

}  // namespace

TEST_CASE("nn/detail/functions: float results are within a few units in the last place") {
    const auto exp = [](double x) { return std::exp(x); };
    const auto logistic_reference = [](double x) { return 1 / (1 + std::exp(-x)); };
    const auto tanh = [](double x) { return std::tanh(x); };
    CHECK(largest_relative_error(-87, 88, exponential<float>, exp) < 1.5 * ulp);
    CHECK(largest_relative_error(-1, 1, exponential<float>, exp) < 1.5 * ulp);
    CHECK(largest_relative_error(-86, 30, logistic<float>, logistic_reference) < 3 * ulp);
    CHECK(largest_relative_error(-20, 20, hyperbolic_tangent<float>, tanh) < 3 * ulp);
    CHECK(largest_relative_error(-1e-3, 1e-3, hyperbolic_tangent<float>, tanh) < 2 * ulp);
    CHECK(largest_relative_error(0.62, 0.63, hyperbolic_tangent<float>, tanh) < 3 * ulp);
}

TEST_CASE("nn/detail/functions: exact points") {
    CHECK(exponential(0.0f) == 1);
    CHECK(logistic(0.0f) == 0.5f);
    CHECK(logistic(0.0) == 0.5);
    CHECK(hyperbolic_tangent(0.0f) == 0);
    CHECK(hyperbolic_tangent(30.0f) == 1);
    CHECK(hyperbolic_tangent(-30.0f) == -1);
    CHECK(hyperbolic_tangent(1e-20f) == 1e-20f);
    for (const float x : {0.1f, 0.7f, 5.0f}) CHECK(hyperbolic_tangent(-x) == -hyperbolic_tangent(x));
}

TEST_CASE("nn/detail/functions: every number has a finite result, and NaN stays NaN") {
    const float inf = std::numeric_limits<float>::infinity();
    for (const float x : {88.0f, 89.0f, 1e4f, std::numeric_limits<float>::max(), inf}) {
        CHECK(std::isfinite(exponential(x)));
        CHECK(exponential(-x) > 0);
        CHECK(logistic(x) == 1);
        CHECK(logistic(-x) >= 0);
        CHECK(logistic(-x) < 1e-37f);
        CHECK(hyperbolic_tangent(x) == 1);
        CHECK(hyperbolic_tangent(-x) == -1);
    }
    CHECK(logistic(-1e4) == 0);
    CHECK(logistic(1e4) == 1);
    const float nan = std::numeric_limits<float>::quiet_NaN();
    CHECK(std::isnan(exponential(nan)));
    CHECK(std::isnan(logistic(nan)));
    CHECK(std::isnan(hyperbolic_tangent(nan)));
}

TEST_CASE("nn/detail/functions: within the same bounds on every tier, and NaN stays NaN") {
    namespace core = spnn::detail;
    std::vector<float> x, y;
    for (int i = -86'000; i <= 87'000; i += 13) x.push_back(static_cast<float>(i) * 1e-3f);
    y.resize(x.size());
    const auto largest = [&](auto f, auto reference, core::simd_tier tier) {
        core::compute_each_on(tier, std::span(y), f, std::span<const float>(x));
        double error = 0;
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double expected = reference(static_cast<double>(x[i]));
            if (expected != 0)
                error = std::max(error, std::abs(static_cast<double>(y[i]) - expected) / std::abs(expected));
        }
        return error;
    };
    for (const auto tier : spnn::available_tiers<core::simd_tier>()) {
        CAPTURE(static_cast<int>(tier));
        CHECK(largest([](float v) { return exponential(v); }, [](double v) { return std::exp(v); }, tier) < 1.5 * ulp);
        CHECK(largest([](float v) { return logistic(v); }, [](double v) { return 1 / (1 + std::exp(-v)); }, tier) <
              3 * ulp);
        CHECK(largest([](float v) { return hyperbolic_tangent(v); }, [](double v) { return std::tanh(v); }, tier) <
              3 * ulp);
        const std::vector<float> odd{std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                                     -std::numeric_limits<float>::infinity(), 0.0f};
        std::vector<float> out(odd.size());
        core::compute_each_on(tier, std::span(out), [](float v) { return logistic(v); }, std::span<const float>(odd));
        CHECK(std::isnan(out[0]));
        CHECK(out[1] == 1);
        CHECK(out[2] < 1e-37f);
        CHECK(out[3] == 0.5f);
        core::compute_each_on(
            tier, std::span(out), [](float v) { return hyperbolic_tangent(v); }, std::span<const float>(odd));
        CHECK(std::isnan(out[0]));
        CHECK(out[1] == 1);
        CHECK(out[2] == -1);
        CHECK(out[3] == 0);
    }
}
