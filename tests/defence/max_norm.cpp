#include <spnn/defence/max_norm.hpp>

#include <spnn/testing/laws/defence.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace {

namespace laws = spnn::testing::laws;
using spnn::matrix;
using spnn::row;

double squared_length(std::span<const float> g) {
    double sum = 0;
    for (const float x : g) sum += static_cast<double>(x) * static_cast<double>(x);
    return sum;
}

// Lengths 1, 5 and 0, and 2.
laws::labelled_gradient four_rows() {
    return {test::of<float>({{1, 0}, {3, -4}, {0, 0}, {0, 2}}), spnn::zeros<float>(4, 1)};
}

TEST_CASE("defence/max_norm: laws") { laws::defence(spnn::defence::max_norm{}); }

TEST_CASE("defence/max_norm: the mean squared length of every row is that of the longest, which stays as it is") {
    constexpr int times = 100'000;
    const auto batch = four_rows();
    test::words_from_seed noise(3);
    spnn::defence::max_norm::state state;
    std::array<double, 4> sum{}, squares{};
    for (int t = 0; t < times; ++t) {
        const auto changed = laws::defended(spnn::defence::max_norm{}, state, batch, noise);
        for (std::size_t i = 0; i < 4; ++i) {
            const double length = squared_length(row(changed, i));
            sum[i] += length / times;
            squares[i] += length * length / times;
        }
        CHECK(changed(1, 0) == 3);
        CHECK(changed(1, 1) == -4);
    }
    for (std::size_t i = 0; i < 4; ++i) {
        const double error = std::sqrt(std::max(0.0, squares[i] - sum[i] * sum[i]) / times);
        CAPTURE(i);
        CHECK(std::abs(sum[i] - 25) <= 5 * error + 1e-4);
        CHECK(error < 0.2);
    }
}

TEST_CASE("defence/max_norm: a row moves along itself, a row of zeros along the longest") {
    const auto batch = four_rows();
    test::words_from_seed noise(4), same(4);
    spnn::defence::max_norm::state state;
    const auto changed = laws::defended(spnn::defence::max_norm{}, state, batch, noise);
    std::vector<double> draws(4);
    spnn::nn::draw_normal(std::span(draws), 1, same);
    CHECK(changed(0, 0) == doctest::Approx(1 + draws[0] * std::sqrt(24)).epsilon(1e-6));
    CHECK(changed(0, 1) == 0);
    CHECK(changed(2, 0) == doctest::Approx(3 * draws[2]).epsilon(1e-6));
    CHECK(changed(2, 1) == doctest::Approx(-4 * draws[2]).epsilon(1e-6));
    CHECK(changed(3, 0) == 0);
    CHECK(changed(3, 1) == doctest::Approx(2 + 2 * draws[3] * std::sqrt(25.0 / 4 - 1)).epsilon(1e-6));
}

TEST_CASE("defence/max_norm: rows of one length, one row and nothing but zeros stay as they are") {
    test::words_from_seed noise(5);
    spnn::defence::max_norm::state state;
    for (const auto& rows : {test::of<float>({{1, 2}, {-2, 1}, {2, -1}}), test::of<float>({{7, 7}}),
                             spnn::zeros<float>(3, 2), spnn::zeros<float>(3, 0)}) {
        const laws::labelled_gradient batch{rows, spnn::zeros<float>(spnn::rows(rows), 1)};
        CHECK(test::same_bits(laws::defended(spnn::defence::max_norm{}, state, batch, noise), rows));
    }
}

}  // namespace
