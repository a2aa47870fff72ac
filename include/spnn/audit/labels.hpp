// audit/labels.hpp: what gradients tell about binary labels.
//
// The attacks of Li et al., "Label Leakage and Protection in Two-party Split Learning" (ICLR 2022, arXiv 2102.08504),
// on m x w gradients of the loss, one row for each row of a batch: dL/d(last hidden), which the server is sent, or
// dL/dh1, which the holders are. The attacker knows these rows, and for `cosine` also one row that is positive:
//
//   norm    |g_i|: the rarer class is fitted worse, so its gradients are longer
//   sign    g_i . v, v the direction in which all rows are longest: gradients of the two classes point opposite ways
//   cosine  the cosine of g_i and the gradient of the known positive
//
// Each attack is graded by the area under its ROC curve (AUC). One half: nothing learnt. A value well *below* one half
// is not safe: the attack then sorts the classes the wrong way round (for `norm` and `sign` mostly as positives are
// the common class), and who knows which class is rare, or one label, turns it. either_way(auc) disregards the side.
//
// Nothing here is sent anywhere: the tool is for the owner of both gradients and labels, who wants to know.

#pragma once

#include <spnn/audit/detail/checks.hpp>
#include <spnn/audit/detail/direction.hpp>
#include <spnn/data/metrics.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace SPNN_NAMESPACE::audit {

// The Euclidean norm of each row.
[[nodiscard]] inline std::vector<float> norm_scores(const matrix<float>& g) {
    std::vector<float> scores;
    for (std::size_t i = 0; i < rows(g); ++i)
        scores.push_back(static_cast<float>(std::sqrt(detail::inner_product(row(g, i), row(g, i)))));
    return scores;
}

// Each row's projection on the dominant direction, turned so that fewer rows are positive than negative; if as many
// are, so that the sum is not negative. The same for g and -g.
[[nodiscard]] inline std::vector<float> sign_scores(const matrix<float>& g) {
    const auto direction = detail::dominant_direction(g);
    std::vector<float> scores;
    std::size_t positive = 0, negative = 0;
    double sum = 0;
    for (std::size_t i = 0; i < rows(g); ++i) {
        const double along = detail::inner_product(row(g, i), std::span<const double>(direction));
        scores.push_back(static_cast<float>(along));
        sum += along;
        if (along != 0) ++(along > 0 ? positive : negative);
    }
    if (positive > negative || (positive == negative && sum < 0))
        for (float& score : scores) score = -score;
    return scores;
}

// The cosine of each row and `known`; 0 where one of them is zero. usage_error when `known` has not w values.
[[nodiscard]] inline std::vector<float> cosine_scores(const matrix<float>& g, std::span<const float> known) {
    require<usage_error>(known.size() == columns(g), "cosine_scores: the known row has ", known.size(),
                         " values, the others ", columns(g));
    const double length = std::sqrt(detail::inner_product(known, known));
    std::vector<float> scores;
    for (std::size_t i = 0; i < rows(g); ++i) {
        const double lengths = length * std::sqrt(detail::inner_product(row(g, i), row(g, i)));
        scores.push_back(lengths > 0 ? static_cast<float>(detail::inner_product(row(g, i), known) / lengths) : 0.0F);
    }
    return scores;
}

// The AUC of each attack.
struct label_leakage {
    double norm, sign, cosine;
};

// An AUC as it counts for an attacker who knows which way round to read the scores: from 1/2 to 1.
[[nodiscard]] inline double either_way(double auc) { return std::max(auc, 1 - auc); }

// Half the width of the interval around 1/2 in which 95 % of attacks that learn nothing have their AUC (the normal
// limit of the Mann-Whitney statistic; ties only make it narrower); at most 1/2. Rows must be independent: each once.
[[nodiscard]] inline double auc_confidence(std::size_t positives, std::size_t negatives) {
    require<usage_error>(positives > 0 && negatives > 0, "auc_confidence: ", positives, " positive and ", negatives,
                         " negative rows, both classes are needed");
    const auto n1 = static_cast<double>(positives), n0 = static_cast<double>(negatives);
    return std::min(0.5, 1.959964 * std::sqrt((n1 + n0 + 1) / (12 * n1 * n0)));
}

namespace detail {

// The mean AUC of cosine attacks by single known positives, at most 16, spread evenly over all of them; the known row
// itself is left out. 1/2 with one positive: none is left to be found.
[[nodiscard]] inline double attack_by_cosine(const matrix<float>& g, std::span<const float> labels,
                                             std::size_t positives) {
    constexpr std::size_t most_known = 16;
    if (positives < 2) return 0.5;
    std::vector<std::size_t> at;
    for (std::size_t i = 0; i < labels.size(); ++i)
        if (labels[i] == 1) at.push_back(i);
    const std::size_t attacks = std::min(most_known, positives);
    double sum = 0;
    for (std::size_t k = 0; k < attacks; ++k) {
        const std::size_t known = at[k * positives / attacks];
        auto scores = cosine_scores(g, row(g, known));
        std::vector<float> others(labels.begin(), labels.end());
        scores.erase(scores.begin() + static_cast<std::ptrdiff_t>(known));
        others.erase(others.begin() + static_cast<std::ptrdiff_t>(known));
        sum += data::auc(scores, others);
    }
    return sum / static_cast<double>(attacks);
}

}  // namespace detail

// All three attacks on one batch. labels[i] is 0 or 1 and belongs to row i of g. usage_error without both classes, for
// labels that do not fit, and for gradients that are not finite.
[[nodiscard]] inline label_leakage attack_labels(const matrix<float>& g, std::span<const float> labels) {
    const auto n = detail::require_both_classes("attack_labels", labels, rows(g));
    detail::require_finite("attack_labels", g);
    return {data::auc(norm_scores(g), labels), data::auc(sign_scores(g), labels),
            detail::attack_by_cosine(g, labels, n.positives)};
}

// The attacks on many batches at once, by an attacker who pools them: one direction, one orientation and one set of
// known positives for all rows. Made for the batches of one epoch, in which the network changes little. Over several
// epochs gradients shrink and turn, and a row that is seen again is no new evidence for auc_confidence.
class label_audit {
public:
    // One batch, of one class or both: gradients of the *mean* loss of its rows, as all losses of this library give
    // them. Scaled to those of single rows, so that a shorter last batch does not stand out.
    void see(const matrix<float>& g, std::span<const float> labels) {
        const auto n = detail::count_classes("label_audit", labels, rows(g));
        detail::require_finite("label_audit", g);
        require<usage_error>(labels_.empty() || columns(g) == width_, "label_audit: gradients of ", columns(g),
                             " columns, those before had ", width_);
        width_ = columns(g);
        const auto m = static_cast<float>(rows(g));
        for (const float value : elements(g)) gradients_.push_back(m * value);
        labels_.insert(labels_.end(), labels.begin(), labels.end());
        positives_ += n.positives;
        negatives_ += n.negatives;
    }

    // Rows of each class seen so far.
    [[nodiscard]] std::size_t positives() const { return positives_; }
    [[nodiscard]] std::size_t negatives() const { return negatives_; }

    // usage_error unless both classes have been seen.
    [[nodiscard]] label_leakage result() const {
        auto g = make_matrix<float>(labels_.size(), width_);
        std::copy(gradients_.begin(), gradients_.end(), g.data());
        return attack_labels(g, labels_);
    }

    // auc_confidence of all rows seen.
    [[nodiscard]] double confidence() const { return auc_confidence(positives_, negatives_); }

private:
    std::size_t width_ = 0, positives_ = 0, negatives_ = 0;
    std::vector<float> gradients_, labels_;
};

}  // namespace SPNN_NAMESPACE::audit
