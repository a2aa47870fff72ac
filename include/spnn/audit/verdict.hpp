// audit/verdict.hpp: what attacks found, in words for whoever has to decide.
//
// A verdict names who learns what, the figure, what guessing would give, and a grade. Grades of an AUC, read either way
// round (audit/labels.hpp), by its distance from 1/2:
//
//   none             within the interval in which 95 % of guesses fall
//   weak             beyond it, below 0.75
//   strong           from 0.75
//   nearly perfect   from 0.95
//
// A grade is about the attack that was run, on the rows it was run on: "none" is no proof that a better attack finds
// nothing. Where the largest of several attacks is graded, the interval is widened so that 95 % of guesses have *all*
// of them inside (Bonferroni).

#pragma once

#include <spnn/audit/labels.hpp>

#include <algorithm>
#include <cstddef>
#include <iomanip>
#include <sstream>
#include <string>
#include <string_view>

namespace SPNN_NAMESPACE::audit {

// How much an attack has found.
enum class grade { none, weak, strong, nearly_perfect };

// The grade of an AUC when 95 % of guesses fall within 1/2 +- confidence.
[[nodiscard]] inline grade grade_of_auc(double auc, double confidence) {
    const double found = either_way(auc);
    if (found - 0.5 <= confidence) return grade::none;
    return found < 0.75 ? grade::weak : found < 0.95 ? grade::strong : grade::nearly_perfect;
}

// The grade of a correlation with the true similarities: none below 0.1, weak below 0.5, strong below 0.95. There is no
// exact interval for guesses, since similarities of the same row depend on each other; with a hundred rows or more,
// guesses stay below 0.1.
[[nodiscard]] inline grade grade_of_correlation(double correlation) {
    if (!(correlation >= 0.1)) return grade::none;
    return correlation < 0.5 ? grade::weak : correlation < 0.95 ? grade::strong : grade::nearly_perfect;
}

namespace detail {

// Two decimals; four near 0, and where two would round to 1, which only 1 itself may.
[[nodiscard]] inline std::string short_number(double x) {
    std::ostringstream out;
    out << std::fixed << std::setprecision(x < 0.01 || (x < 1 && x >= 0.995) ? 4 : 2)
        << (x < 1 ? std::min(x, 0.9999) : x);
    return out.str();
}

[[nodiscard]] inline std::string percent(double share) {
    std::ostringstream out;
    out << std::fixed << std::setprecision(1) << 100 * share << " %";
    return out.str();
}

// "(AUC 0.99 of an attack by ...; one half would be guessing, and 95 % of guesses fall within +-0.03 of it)"
[[nodiscard]] inline std::string auc_in_words(std::string_view attack, double auc, double confidence) {
    return text(" (AUC ", short_number(either_way(auc)), " of an attack by ", attack,
                "; one half would be guessing, and 95 % of guesses fall within +-", short_number(confidence),
                " of it)");
}

// What comes between who and what.
[[nodiscard]] inline std::string_view can_tell(grade found) {
    switch (found) {
        case grade::weak: return " can tell a little better than by guessing ";
        case grade::strong: return " can tell well ";
        case grade::nearly_perfect: return " can tell nearly perfectly ";
        case grade::none: break;
    }
    return " can by this attack only guess ";
}

// The attack that finds most.
struct best_attack {
    std::string_view name;
    double auc;
};

[[nodiscard]] inline best_attack best_of(const label_leakage& found) {
    best_attack best{"the length of the gradients", found.norm};
    if (either_way(found.sign) > either_way(best.auc)) best = {"the direction of the gradients", found.sign};
    if (either_way(found.cosine) > either_way(best.auc)) best = {"one known positive", found.cosine};
    return best;
}

}  // namespace detail

// What `who` ("the server", "holder 2") can tell about labels, from attack_labels on so many independent rows.
struct label_finding {
    // Who it is, the three AUCs, and the rows of each class that were attacked.
    std::string who;
    label_leakage leakage;
    std::size_t positives, negatives;

    // For the largest of three attacks: 2.394 normal deviations hold all three 95 times in 100, as 1.960 hold one.
    [[nodiscard]] double confidence() const {
        return std::min(0.5, auc_confidence(positives, negatives) * 2.393980 / 1.959964);
    }
    // The grade of the AUC that is furthest from 1/2, and the finding as a sentence.
    [[nodiscard]] audit::grade grade() const { return grade_of_auc(detail::best_of(leakage).auc, confidence()); }
    [[nodiscard]] std::string verdict() const {
        const auto [attack, auc] = detail::best_of(leakage);
        return text(who, detail::can_tell(grade()), "which rows are positive",
                    detail::auc_in_words(attack, auc, confidence()), ".");
    }
};

// What `who` can tell about `property` ("whether the amount is above the median") of rows, from attack_property.
struct property_finding {
    // Who it is, what of, the AUC, and the rows of each class that were attacked.
    std::string who, property;
    double auc;
    std::size_t positives, negatives;

    // As in label_finding, for a single attack.
    [[nodiscard]] double confidence() const { return auc_confidence(positives, negatives); }
    [[nodiscard]] audit::grade grade() const { return grade_of_auc(auc, confidence()); }
    [[nodiscard]] std::string verdict() const {
        return text(who, detail::can_tell(grade()), property,
                    detail::auc_in_words("a linear model of h1", auc, confidence()), ".");
    }
};

// How alike rows are, from similarity_attack: similarity_recovered and neighbours_found.
struct similarity_finding {
    // Who it is, what was found as verdict says it, and of how many rows.
    std::string who;
    double correlation, neighbours;
    std::size_t rows;

    // The grade of the correlation, and the finding as a sentence.
    [[nodiscard]] audit::grade grade() const { return grade_of_correlation(correlation); }
    [[nodiscard]] std::string verdict() const {
        return text(who, detail::can_tell(grade()), "which rows are alike (correlation ",
                    detail::short_number(correlation), " with the truth; the row most alike is found for ",
                    detail::percent(neighbours), " of rows, by guessing for ",
                    detail::percent(1 / (static_cast<double>(rows) - 1)), ").");
    }
};

}  // namespace SPNN_NAMESPACE::audit
