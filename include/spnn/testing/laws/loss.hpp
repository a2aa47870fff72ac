// testing/laws/loss.hpp: the laws of Loss (nn/loss.hpp), for any model, as checks of doctest.
//
//     laws::loss(my_loss{}, [](std::size_t rows, auto& random) { return testing::random_matrix<double>(rows, 1,
//     random); });
//
// The second argument gives targets that the loss accepts, rows x L::targets.

#pragma once

#include <spnn/nn/loss.hpp>
#include <spnn/testing/derivatives.hpp>
#include <spnn/testing/matrices.hpp>

#include <doctest/doctest.h>

namespace SPNN_NAMESPACE::testing::laws {

// gradient is the derivative of value, and returns it.
template <nn::Loss L>
void loss_gradient(const L& loss, matrix<double> scores, const matrix<double>& targets) {
    matrix<double> gradient;
    CHECK(loss.gradient(scores, targets, gradient) == loss.value(scores, targets));
    REQUIRE(gradient.shape() == scores.shape());
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const double expected = central_difference(scores.data()[i], [&] { return loss.value(scores, targets); });
        CHECK_MESSAGE(derivatives_agree(gradient.data()[i], expected), L::name, " [", i, "]: ", gradient.data()[i],
                      " against ", expected);
    }
}

// Scores of +-size, in every arrangement: value, gradient and prediction stay finite.
template <class T, nn::Loss L>
void loss_extremes(const L& loss, const matrix<double>& targets, double size) {
    auto scores = make_matrix<T>(rows(targets), L::scores);
    for (const int pattern : {0, 1, 2, 3}) {
        for (std::size_t i = 0; i < scores.size(); ++i) {
            const bool up = pattern == 0 || (pattern == 1 && i % 2 == 0) || (pattern == 2 && i % 3 == 0);
            scores.data()[i] = static_cast<T>(up ? size : -size);
        }
        matrix<T> gradient;
        const double value = loss.gradient(scores, cast<T>(targets), gradient);
        CHECK(std::isfinite(value));
        CHECK(value >= 0);
        for (const T g : elements(gradient)) CHECK(std::isfinite(g));
        const matrix<T> predicted = loss.predict(scores);
        REQUIRE(predicted.shape() == scores.shape());
        for (const T p : elements(predicted)) CHECK(std::isfinite(p));
    }
}

// predict keeps the order of two scores of one row and column of different inputs.
template <nn::Loss L>
void loss_prediction(const L& loss, words_from_seed& random) {
    auto scores = random_matrix<double>(9, L::scores, random);
    const auto before = loss.predict(scores);
    for (std::size_t i = 0; i < rows(scores); ++i) row(scores, i)[0] += 0.5;
    const auto after = loss.predict(scores);
    for (std::size_t i = 0; i < rows(scores); ++i) CHECK(row(after, i)[0] > row(before, i)[0]);
}

// All laws; `seed` decides scores and targets.
template <nn::Loss L, class DrawTargets>
void loss(const L& loss, DrawTargets&& draw_targets, std::uint64_t seed = 1) {
    words_from_seed random(seed);
    for (const std::size_t m : {1u, 7u, 40u}) {
        const matrix<double> targets = draw_targets(m, random);
        const auto scores = random_matrix<double>(m, L::scores, random, -4, 4);
        loss_gradient(loss, scores, targets);
        for (const double size : {30.0, 100.0, 1e4}) {
            loss_extremes<float>(loss, targets, size);
            loss_extremes<double>(loss, targets, size);
        }
        // Float computes what double does.
        matrix<float> gradient;
        matrix<double> exact;
        const double value = loss.gradient(cast<float>(scores), cast<float>(targets), gradient);
        CHECK(value == doctest::Approx(loss.gradient(scores, targets, exact)).epsilon(1e-6));
        for (std::size_t i = 0; i < exact.size(); ++i)
            CHECK(static_cast<double>(gradient.data()[i]) == doctest::Approx(exact.data()[i]).epsilon(1e-5));

        matrix<double> unused;
        const auto wide = zeros<double>(m, L::scores + 1);
        CHECK_THROWS_AS((void)loss.value(wide, targets), usage_error);
        CHECK_THROWS_AS(loss.gradient(wide, targets, unused), usage_error);
        CHECK_THROWS_AS((void)loss.value(zeros<double>(m + 1, L::scores), targets), usage_error);
        CHECK_THROWS_AS((void)loss.value(scores, zeros<double>(m, L::targets + 1)), usage_error);
    }
    CHECK_THROWS_AS((void)loss.value(zeros<double>(0, L::scores), zeros<double>(0, L::targets)), usage_error);
    loss_prediction(loss, random);
}

}  // namespace SPNN_NAMESPACE::testing::laws
