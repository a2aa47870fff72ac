// audit/property.hpp: what h1 tells about a property of the people behind the rows.
//
// The attack by which the SPNN paper measures what SGLD is worth (arXiv 2012.09364, evaluation): the server has h1, and
// knows for some rows ("shadow": its own customers, people it bribed) a yes-or-no property of the private features,
// such as "the amount is above the median". It fits a logistic model to those and reads the property of all others off
// their h1. Columns are brought to mean 0 and deviation 1 (of the shadow rows); the ridge of 0.01 / shadow rows is a
// normal prior of variance 100 on each weight, which keeps the model finite where a plane divides the shadow rows.
//
// The AUC is that of one linear attacker, so a lower bound of what leaks: networks or more shadow rows may find more.

#pragma once

#include <spnn/audit/detail/checks.hpp>
#include <spnn/audit/detail/logistic.hpp>
#include <spnn/data/metrics.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace SPNN_NAMESPACE::audit {

// 1 for every value above the median, else 0: turns a column into a property of half its rows (of fewer, when many are
// equal to the median). usage_error for no values, or one that is not finite.
[[nodiscard]] inline std::vector<float> above_median(std::span<const float> values) {
    require<usage_error>(!values.empty(), "above_median: no values");
    std::vector<float> sorted(values.begin(), values.end());
    for (std::size_t i = 0; i < sorted.size(); ++i)
        require<usage_error>(std::isfinite(sorted[i]), "above_median: value ", i, " is not finite");
    std::sort(sorted.begin(), sorted.end());
    const double low = sorted[(sorted.size() - 1) / 2], high = sorted[sorted.size() / 2];
    std::vector<float> above;
    for (const float value : values) above.push_back(static_cast<double>(value) > (low + high) / 2 ? 1.0F : 0.0F);
    return above;
}

namespace detail {

// Columns brought to the mean 0 and the deviation 1 of the rows fitted on, and a column of ones. A column that has one
// value in those rows becomes 0.
class standardiser {
public:
    explicit standardiser(const matrix<float>& x) : mean_(columns(x), 0.0), scale_(columns(x), 0.0) {
        const auto n = static_cast<double>(rows(x));
        for (std::size_t i = 0; i < rows(x); ++i)
            for (std::size_t j = 0; j < mean_.size(); ++j) mean_[j] += static_cast<double>(x(i, j)) / n;
        for (std::size_t i = 0; i < rows(x); ++i)
            for (std::size_t j = 0; j < mean_.size(); ++j) {
                const double off = static_cast<double>(x(i, j)) - mean_[j];
                scale_[j] += off * off / n;
            }
        for (std::size_t j = 0; j < mean_.size(); ++j) {
            // Less than the rounding of a float is no spread.
            const double deviation = std::sqrt(scale_[j]);
            scale_[j] = deviation > 1e-7 * std::abs(mean_[j]) ? 1 / deviation : 0;
        }
    }

    [[nodiscard]] matrix<double> apply(const matrix<float>& x) const {
        auto out = make_matrix<double>(rows(x), mean_.size() + 1);
        for (std::size_t i = 0; i < rows(x); ++i) {
            for (std::size_t j = 0; j < mean_.size(); ++j)
                out(i, j) = (static_cast<double>(x(i, j)) - mean_[j]) * scale_[j];
            out(i, mean_.size()) = 1;
        }
        return out;
    }

private:
    std::vector<double> mean_, scale_;
};

}  // namespace detail

// The AUC of the attack on the rows of h1 by one who knows the property (0 or 1) of the rows of shadow_h1. usage_error
// without both classes on both sides, for sizes that do not fit and numbers that are not finite.
[[nodiscard]] inline double attack_property(const matrix<float>& shadow_h1, std::span<const float> shadow_property,
                                            const matrix<float>& h1, std::span<const float> property) {
    static_cast<void>(detail::require_both_classes("attack_property, shadow rows", shadow_property, rows(shadow_h1)));
    static_cast<void>(detail::require_both_classes("attack_property", property, rows(h1)));
    require<usage_error>(columns(h1) == columns(shadow_h1), "attack_property: h1 has ", columns(h1),
                         " columns, that of the shadow rows ", columns(shadow_h1));
    detail::require_finite("attack_property, shadow rows", shadow_h1);
    detail::require_finite("attack_property", h1);
    const detail::standardiser scale(shadow_h1);
    const auto known = scale.apply(shadow_h1);
    const auto model = detail::logistic_fit(known, shadow_property, 0.01 / static_cast<double>(rows(known))).run();
    const auto z = model.scores(scale.apply(h1));
    std::vector<float> scores;
    scores.reserve(z.size());
    for (const double score : z) scores.push_back(static_cast<float>(score));
    return data::auc(scores, property);
}

}  // namespace SPNN_NAMESPACE::audit
