// data/metrics.hpp: how good predictions are.
//
// Labels are class numbers as floats (0 and 1 for the binary ones), targets of rmse any numbers. All sums are of
// doubles in the order of the rows, so a figure does not depend on threads. usage_error for sizes that do not fit,
// data_error for scores that are not numbers, for labels that are no classes and where one class makes the metric
// undefined.

#pragma once

#include <spnn/core/error.hpp>
#include <spnn/core/tensor.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <string_view>
#include <vector>

namespace SPNN_NAMESPACE::data {

namespace detail {

inline void require_scores(std::string_view metric, std::span<const float> scores, std::span<const float> labels) {
    require<usage_error>(scores.size() == labels.size(), metric, ": ", scores.size(), " scores for ", labels.size(),
                         " labels");
    require<data_error>(!scores.empty(), metric, ": no rows");
    for (std::size_t i = 0; i < scores.size(); ++i)
        require<data_error>(!std::isnan(scores[i]), metric, ": the score of row ", i, " is not a number");
}

inline void require_binary(std::string_view metric, std::span<const float> labels) {
    for (std::size_t i = 0; i < labels.size(); ++i)
        require<data_error>(labels[i] == 0 || labels[i] == 1, metric, ": the label of row ", i, " is neither 0 nor 1");
}

struct class_counts {
    double positives = 0;
    double negatives = 0;
};

[[nodiscard]] inline class_counts require_both_classes(std::string_view metric, std::span<const float> labels) {
    require_binary(metric, labels);
    class_counts n;
    for (const float y : labels) (y == 1 ? n.positives : n.negatives) += 1;
    require<data_error>(n.positives > 0 && n.negatives > 0, metric, ": all ", labels.size(), " labels are ",
                        n.positives > 0 ? 1 : 0, ", both classes are needed");
    return n;
}

// Calls visit(negatives, positives) with the labels of each group of equal scores, in ascending order of the scores.
template <class Visit>
void for_each_tie(std::span<const float> scores, std::span<const float> labels, Visit&& visit) {
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] < scores[b]; });
    for (std::size_t i = 0; i < order.size();) {
        const float score = scores[order[i]];
        class_counts group;
        for (; i < order.size() && scores[order[i]] == score; ++i)
            (labels[order[i]] == 1 ? group.positives : group.negatives) += 1;
        visit(group.negatives, group.positives);
    }
}

// -log of a probability that a float may have rounded to zero: no row costs more than 16 or so.
[[nodiscard]] inline double surprise(double probability) {
    constexpr double least = 1e-7;
    return -std::log(std::clamp(probability, least, 1 - least));
}

}  // namespace detail

// Area under the ROC curve: the probability that a random positive scores higher than a random negative, an equal score
// counted as half.
[[nodiscard]] inline double auc(std::span<const float> scores, std::span<const float> labels) {
    detail::require_scores("auc", scores, labels);
    const auto n = detail::require_both_classes("auc", labels);
    double below = 0;
    double wins = 0;
    detail::for_each_tie(scores, labels, [&](double negatives, double positives) {
        wins += positives * (below + negatives / 2);
        below += negatives;
    });
    return wins / (n.positives * n.negatives);
}

// Kolmogorov-Smirnov: the largest difference over all thresholds between the shares of negatives and of positives that
// score at or below it.
[[nodiscard]] inline double ks(std::span<const float> scores, std::span<const float> labels) {
    detail::require_scores("ks", scores, labels);
    const auto n = detail::require_both_classes("ks", labels);
    detail::class_counts below;
    double largest = 0;
    detail::for_each_tie(scores, labels, [&](double negatives, double positives) {
        below.negatives += negatives;
        below.positives += positives;
        largest = std::max(largest, std::abs(below.negatives / n.negatives - below.positives / n.positives));
    });
    return largest;
}

// Mean binary cross-entropy of probabilities of class 1.
[[nodiscard]] inline double log_loss(std::span<const float> probabilities, std::span<const float> labels) {
    detail::require_scores("log_loss", probabilities, labels);
    detail::require_binary("log_loss", labels);
    double sum = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const double p = probabilities[i];
        require<data_error>(p >= 0 && p <= 1, "log_loss: the score of row ", i, " is no probability");
        sum += detail::surprise(labels[i] == 1 ? p : 1 - p);
    }
    return sum / static_cast<double>(labels.size());
}

namespace detail {

// The class number in labels[i], checked.
[[nodiscard]] inline std::size_t class_of(std::string_view metric, std::span<const float> labels, std::size_t i,
                                          std::size_t classes) {
    require<data_error>(labels[i] >= 0 && labels[i] < static_cast<float>(classes) && labels[i] == std::floor(labels[i]),
                        metric, ": the label of row ", i, " is no class number from 0 to ", classes - 1);
    return static_cast<std::size_t>(labels[i]);
}

inline void require_rows(std::string_view metric, const matrix<float>& probabilities, std::span<const float> labels) {
    require<usage_error>(rows(probabilities) == labels.size() && columns(probabilities) > 0, metric, ": ",
                         shape_text(probabilities), " probabilities for ", labels.size(), " labels");
    require<data_error>(!labels.empty(), metric, ": no rows");
    for (std::size_t i = 0; i < labels.size(); ++i)
        for (const float p : row(probabilities, i))
            require<data_error>(!std::isnan(p), metric, ": the score of row ", i, " is not a number");
}

}  // namespace detail

// The same for rows x 1 probabilities of class 1, or rows x classes ones.
[[nodiscard]] inline double log_loss(const matrix<float>& probabilities, std::span<const float> labels) {
    detail::require_rows("log_loss", probabilities, labels);
    if (columns(probabilities) == 1) return log_loss(elements(probabilities), labels);
    double sum = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const double p = probabilities(i, detail::class_of("log_loss", labels, i, columns(probabilities)));
        require<data_error>(p >= 0 && p <= 1, "log_loss: the score of row ", i, " is no probability");
        sum += detail::surprise(p);
    }
    return sum / static_cast<double>(labels.size());
}

// Share of rows whose most probable class is the label: for rows x 1 class 1 from one half on, for rows x classes the
// first largest.
[[nodiscard]] inline double accuracy(const matrix<float>& probabilities, std::span<const float> labels) {
    detail::require_rows("accuracy", probabilities, labels);
    const std::size_t classes = std::max<std::size_t>(2, columns(probabilities));
    std::size_t right = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const auto p = row(probabilities, i);
        const auto largest = static_cast<std::size_t>(std::max_element(p.begin(), p.end()) - p.begin());
        const std::size_t predicted = p.size() == 1 ? (p[0] >= 0.5F ? 1 : 0) : largest;
        if (predicted == detail::class_of("accuracy", labels, i, classes)) ++right;
    }
    return static_cast<double>(right) / static_cast<double>(labels.size());
}

// Root of the mean squared error.
[[nodiscard]] inline double rmse(std::span<const float> predictions, std::span<const float> targets) {
    detail::require_scores("rmse", predictions, targets);
    double sum = 0;
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const double difference = static_cast<double>(predictions[i]) - targets[i];
        sum += difference * difference;
    }
    return std::sqrt(sum / static_cast<double>(targets.size()));
}

// Mean of the absolute errors.
[[nodiscard]] inline double mean_absolute_error(std::span<const float> predictions, std::span<const float> targets) {
    detail::require_scores("mean_absolute_error", predictions, targets);
    double sum = 0;
    for (std::size_t i = 0; i < targets.size(); ++i) sum += std::abs(static_cast<double>(predictions[i]) - targets[i]);
    return sum / static_cast<double>(targets.size());
}

}  // namespace SPNN_NAMESPACE::data
