// audit/detail/logistic.hpp: logistic regression by Newton's method, for attacks.
//
// Minimises   mean over rows of log(1 + e^(-s_i z_i))  +  ridge / 2 |w|^2,   z = X w + b,   s_i = +1 for a label of 1,
// -1 for 0. With ridge > 0 and both classes present the minimum is finite and unique, also where a plane divides the
// classes. Steps are halved until the function falls enough, so every step goes down. Deterministic.

#pragma once

#include <spnn/audit/detail/cholesky.hpp>
#include <spnn/core/matmul.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <vector>

namespace SPNN_NAMESPACE::audit::detail {

// A linear model of the columns of x, the last weight the intercept.
struct logistic_model {
    std::vector<double> weights;

    // z of every row of x, which has one column for each weight.
    [[nodiscard]] std::vector<double> scores(const matrix<double>& x) const {
        std::vector<double> z;
        for (std::size_t i = 0; i < rows(x); ++i)
            z.push_back(std::inner_product(weights.begin(), weights.end(), row(x, i).begin(), 0.0));
        return z;
    }
};

class logistic_fit {
public:
    // The last column of x holds ones; the ridge does not hold back its weight. y: labels 0 and 1, both present.
    logistic_fit(const matrix<double>& x, std::span<const float> y, double ridge) : x_(x), y_(y), ridge_(ridge) {
        require<usage_error>(y.size() == rows(x) && columns(x) > 0, "logistic_fit: ", shape_text(x), " rows for ",
                             y.size(), " labels");
        require<usage_error>(ridge > 0 && std::isfinite(ridge), "logistic_fit: the ridge must be positive");
    }

    [[nodiscard]] logistic_model run() const {
        constexpr int most_steps = 200;
        logistic_model model{std::vector<double>(columns(x_), 0.0)};
        for (int k = 0; k < most_steps; ++k) {
            // What the function falls by along the step, twice over, if it is as curved as here.
            const double fall = take_step(model);
            if (fall < 1e-12) break;
        }
        return model;
    }

    [[nodiscard]] double value(const logistic_model& model) const {
        const auto z = model.scores(x_);
        double sum = 0;
        for (std::size_t i = 0; i < z.size(); ++i) {
            const double wrong = y_[i] == 1 ? -z[i] : z[i];
            sum += std::max(wrong, 0.0) + std::log1p(std::exp(-std::abs(wrong)));
        }
        double squares = 0;
        for (std::size_t j = 0; j + 1 < model.weights.size(); ++j) squares += model.weights[j] * model.weights[j];
        return sum / static_cast<double>(z.size()) + ridge_ / 2 * squares;
    }

    [[nodiscard]] std::vector<double> gradient(const logistic_model& model) const {
        const auto z = model.scores(x_);
        const double share = 1 / static_cast<double>(z.size());
        std::vector<double> out(columns(x_), 0.0);
        for (std::size_t i = 0; i < z.size(); ++i) {
            const double slope = share * (1 / (1 + std::exp(-z[i])) - static_cast<double>(y_[i]));
            for (std::size_t j = 0; j < out.size(); ++j) out[j] += slope * x_(i, j);
        }
        for (std::size_t j = 0; j + 1 < out.size(); ++j) out[j] += ridge_ * model.weights[j];
        return out;
    }

private:
    // One Newton step, halved while the function does not fall enough. Returns gradient . step.
    double take_step(logistic_model& model) const {
        const auto slope = gradient(model);
        auto step = slope;
        const auto curved = cholesky::of(curvature(model));
        require<usage_error>(curved.has_value(), "logistic_fit: the columns are too large or too alike");
        curved->solve(step);
        const double fall = std::inner_product(slope.begin(), slope.end(), step.begin(), 0.0);
        const double before = value(model);
        auto next = model;
        for (double share = 1; share > 1e-9; share /= 2) {
            for (std::size_t j = 0; j < step.size(); ++j) next.weights[j] = model.weights[j] - share * step[j];
            // The rounding of a value must not stop the last steps, which are the best ones.
            if (value(next) <= before - 1e-4 * share * fall + 1e-14 * before) break;
        }
        model = next;
        return fall;
    }

    [[nodiscard]] matrix<double> curvature(const logistic_model& model) const {
        const auto z = model.scores(x_);
        auto weighted = make_matrix<double>(rows(x_), columns(x_));
        for (std::size_t i = 0; i < z.size(); ++i) {
            const double decay = std::exp(-std::abs(z[i]));
            const double root = std::sqrt(decay / static_cast<double>(z.size())) / (1 + decay);
            for (std::size_t j = 0; j < columns(x_); ++j) weighted(i, j) = root * x_(i, j);
        }
        matrix<double> out;
        multiply_transposed_left(weighted, weighted, out);
        for (std::size_t j = 0; j + 1 < rows(out); ++j) out(j, j) += ridge_;
        return out;
    }

    const matrix<double>& x_;
    std::span<const float> y_;
    double ridge_;
};

}  // namespace SPNN_NAMESPACE::audit::detail
