#include <spnn/audit/verdict.hpp>

#include <doctest/doctest.h>

#include <string>

namespace audit = spnn::audit;
using audit::grade;

TEST_CASE("audit/verdict: the grade of an AUC is that of its distance from one half, beyond what guesses reach") {
    CHECK(audit::grade_of_auc(0.5, 0.03) == grade::none);
    CHECK(audit::grade_of_auc(0.5299, 0.03) == grade::none);
    CHECK(audit::grade_of_auc(0.5301, 0.03) == grade::weak);
    CHECK(audit::grade_of_auc(0.7499, 0.03) == grade::weak);
    CHECK(audit::grade_of_auc(0.75, 0.03) == grade::strong);
    CHECK(audit::grade_of_auc(0.9499, 0.03) == grade::strong);
    CHECK(audit::grade_of_auc(0.95, 0.03) == grade::nearly_perfect);
    CHECK(audit::grade_of_auc(0.9, 0.45) == grade::none);  // too few rows to say
    CHECK(audit::grade_of_auc(1, 0.5) == grade::none);
    for (const double auc : {0.51, 0.6, 0.8, 0.97})
        CHECK(audit::grade_of_auc(1 - auc, 0.03) == audit::grade_of_auc(auc, 0.03));  // the wrong way round is no safer
}

TEST_CASE("audit/verdict: the grade of a correlation") {
    CHECK(audit::grade_of_correlation(-0.3) == grade::none);
    CHECK(audit::grade_of_correlation(0.09) == grade::none);
    CHECK(audit::grade_of_correlation(0.1) == grade::weak);
    CHECK(audit::grade_of_correlation(0.5) == grade::strong);
    CHECK(audit::grade_of_correlation(0.95) == grade::nearly_perfect);
}

TEST_CASE("audit/verdict: labels: the attack that finds most, either way round, and what guessing would give") {
    const audit::label_finding found{"the server", {0.8, 0.01, 0.9}, 500, 1500};
    CHECK(found.grade() == grade::nearly_perfect);
    CHECK(found.verdict() ==
          "the server can tell nearly perfectly which rows are positive (AUC 0.99 of an attack by the direction of the "
          "gradients; one half would be guessing, and 95 % of guesses fall within +-0.04 of it).");
    const audit::label_finding none{"holder 2", {0.52, 0.47, 0.5}, 500, 1500};
    CHECK(none.grade() == grade::none);
    CHECK(
        none.verdict() ==
        "holder 2 can by this attack only guess which rows are positive (AUC 0.53 of an attack by the direction of the "
        "gradients; one half would be guessing, and 95 % of guesses fall within +-0.04 of it).");
    CHECK(audit::label_finding{"x", {0.3, 0.6, 0.5}, 500, 1500}.verdict().find("length") != std::string::npos);
    CHECK(audit::label_finding{"x", {0.5, 0.6, 0.7}, 500, 1500}.verdict().find("one known") != std::string::npos);
}

TEST_CASE("audit/verdict: the largest of three attacks has to go further than one alone") {
    // 0.0292 is what one guess in twenty exceeds with these numbers of rows.
    const audit::label_finding three{"x", {0.532, 0.5, 0.5}, 500, 1500};
    const audit::property_finding one{"x", "y", 0.532, 500, 1500};
    CHECK(three.confidence() == doctest::Approx(0.0292 * 2.394 / 1.96).epsilon(0.01));
    CHECK(three.grade() == grade::none);
    CHECK(one.grade() == grade::weak);
    CHECK(audit::label_finding{"x", {1, 1, 1}, 1, 3}.confidence() == 0.5);
}

TEST_CASE("audit/verdict: properties and similarities in words; no figure is rounded up to 1") {
    const audit::property_finding property{"the server", "whether the amount is above the median", 0.99996, 100, 100};
    CHECK(property.verdict() ==
          "the server can tell nearly perfectly whether the amount is above the median (AUC 0.9999 of an attack by a "
          "linear model of h1; one half would be guessing, and 95 % of guesses fall within +-0.08 of it).");
    CHECK(audit::property_finding{"x", "y", 1, 100, 100}.verdict().find("AUC 1.00") != std::string::npos);
    CHECK(audit::property_finding{"x", "y", 0.6, 100, 100}.verdict().find("a little better") != std::string::npos);
    const audit::similarity_finding alike{"the server", 0.71, 0.405, 201};
    CHECK(alike.grade() == grade::strong);
    CHECK(alike.verdict() ==
          "the server can tell well which rows are alike (correlation 0.71 with the truth; the row most alike is found "
          "for 40.5 % of rows, by guessing for 0.5 %).");
}
