#include "support.hpp"

#include <spnn/audit/labels.hpp>

#include <doctest/doctest.h>

#include "support/errors.hpp"
#include "support/matrices.hpp"

#include <cmath>
#include <string>
#include <vector>

namespace audit = spnn::audit;
using floats = std::vector<float>;
using spnn::matrix;
using spnn::usage_error;
using test_audit::matrix_of;
using test_audit::random_labels;
using test_audit::random_normal;

namespace {

// Gradients of a logistic model with weights w on the last hidden layer: (p_i - y_i) w / m, p the share of positives.
matrix<float> one_unit_head(const floats& labels, const floats& w) {
    auto g = spnn::make_matrix<float>(labels.size(), w.size());
    float p = 0;
    for (const float y : labels) p += y / static_cast<float>(labels.size());
    for (std::size_t i = 0; i < labels.size(); ++i)
        for (std::size_t j = 0; j < w.size(); ++j) g(i, j) = (p - labels[i]) * w[j] / static_cast<float>(labels.size());
    return g;
}

// The same seen through sigmoids whose state differs from row to row.
matrix<float> behind_sigmoids(const floats& labels, const floats& w, std::uint64_t seed) {
    auto g = one_unit_head(labels, w);
    const auto state = test::random_reals(labels.size(), w.size(), seed, 2);
    for (std::size_t k = 0; k < g.size(); ++k) {
        const float s = 1 / (1 + std::exp(-state.data()[k]));
        g.data()[k] *= s * (1 - s);
    }
    return g;
}

matrix<float> turned(matrix<float> g) {
    for (float& x : spnn::elements(g)) x = -x;
    return g;
}

std::string refusal(const matrix<float>& g, const floats& labels) {
    return test::error_of<usage_error>([&] { static_cast<void>(audit::attack_labels(g, labels)); });
}

}  // namespace

TEST_CASE("audit/labels: scores of small cases by hand") {
    const auto g = matrix_of({{3, 4}, {0, 0}, {-6, 8}});
    CHECK(audit::norm_scores(g) == floats{5, 0, 10});
    CHECK(audit::cosine_scores(g, floats{1, 0}) == floats{0.6F, 0, -0.6F});
    CHECK(audit::cosine_scores(g, floats{0, 0}) == floats{0, 0, 0});
    // Along one line: two rows one way, one the other, which is therefore the positive side.
    const auto line = audit::sign_scores(matrix_of({{1, -1}, {2, -2}, {-3, 3}, {0, 0}}));
    CHECK(line[0] == doctest::Approx(-std::sqrt(2.0)));
    CHECK(line[1] == doctest::Approx(-std::sqrt(8.0)));
    CHECK(line[2] == doctest::Approx(std::sqrt(18.0)));
    CHECK(line[3] == 0);
    // As many on either side: the longer side is positive.
    CHECK(audit::sign_scores(matrix_of({{1}, {-3}})) == floats{-1, 3});
    CHECK(audit::sign_scores(spnn::zeros<float>(2, 3)) == floats{0, 0});
}

TEST_CASE("audit/labels: the dominant direction makes |g v| as large as can be, over more rows than one block") {
    const auto a = random_normal(3000, 1, 1), b = random_normal(3000, 1, 2);
    auto g = spnn::make_matrix<float>(3000, 2);
    for (std::size_t i = 0; i < 3000; ++i) {
        g(i, 0) = a(i, 0) + 0.5F * b(i, 0);
        g(i, 1) = 0.3F * a(i, 0) - 0.8F * b(i, 0);
    }
    const auto length_along = [&](double x, double y) {
        double sum = 0;
        for (std::size_t i = 0; i < 3000; ++i) {
            const double along = x * static_cast<double>(g(i, 0)) + y * static_cast<double>(g(i, 1));
            sum += along * along;
        }
        return sum;
    };
    const auto v = audit::detail::dominant_direction(g);
    CHECK(v[0] * v[0] + v[1] * v[1] == doctest::Approx(1).epsilon(1e-12));
    const double found = length_along(v[0], v[1]);
    double largest = 0;
    for (int degree = 0; degree < 1800; ++degree) {
        const double angle = degree * 3.14159265358979 / 1800;
        largest = std::max(largest, length_along(std::cos(angle), std::sin(angle)));
    }
    CHECK(found >= largest);
    CHECK(found == doctest::Approx(largest).epsilon(1e-4));
}

TEST_CASE("audit/labels: a head of one unit gives every label away by the sign, whichever way its weights point") {
    const floats w = {0.3F, -1.2F, 0.7F, 0.05F};
    const auto labels = random_labels(300, 0.2, 3);
    const auto g = one_unit_head(labels, w);
    const auto found = audit::attack_labels(g, labels);
    CHECK(found.sign == 1);
    CHECK(found.cosine == 1);
    CHECK(found.norm == 1);  // p = 1/5: those of positives are four times as long
    CHECK(audit::sign_scores(turned(g)) == audit::sign_scores(g));
    CHECK(audit::attack_labels(turned(g), labels).sign == 1);
}

TEST_CASE("audit/labels: behind a layer of sigmoids skewed labels still show to all three attacks") {
    const auto labels = random_labels(2000, 0.05, 5);
    const auto found = audit::attack_labels(behind_sigmoids(labels, {0.9F, -0.4F, 1.1F, 0.6F}, 6), labels);
    CHECK(found.sign > 0.999);
    CHECK(found.norm > 0.999);
    CHECK(found.cosine > 0.999);
}

TEST_CASE("audit/labels: below one half the attack has the classes the wrong way round") {
    auto labels = random_labels(300, 0.2, 7);
    for (float& y : labels) y = 1 - y;  // positives are the common class now
    const auto found = audit::attack_labels(one_unit_head(labels, {1, 2}), labels);
    CHECK(found.norm == 0);
    CHECK(found.sign == 0);
    CHECK(found.cosine == 1);  // knows one positive, so it knows the side
    CHECK(audit::either_way(found.sign) == 1);
    CHECK(audit::either_way(0.25) == 0.75);
    CHECK(audit::either_way(0.75) == 0.75);
}

TEST_CASE("audit/labels: the confidence is the deviation of the AUC over all ways to label the rows") {
    // All 56 choices of 3 positives among 8 rows with distinct scores: the exact variance.
    floats scores, labels(8);
    for (int i = 0; i < 8; ++i) scores.push_back(static_cast<float>(i * i));
    double sum = 0, squares = 0;
    int choices = 0;
    for (unsigned mask = 0; mask < 256; ++mask) {
        int positives = 0;
        for (unsigned i = 0; i < 8; ++i) {
            labels[i] = static_cast<float>(mask >> i & 1);
            positives += static_cast<int>(mask >> i & 1);
        }
        if (positives != 3) continue;
        const double auc = spnn::data::auc(scores, labels);
        sum += auc;
        squares += auc * auc;
        ++choices;
    }
    REQUIRE(choices == 56);
    CHECK(sum / choices == doctest::Approx(0.5));
    const double deviation = std::sqrt(squares / choices - 0.25);
    CHECK(audit::auc_confidence(3, 5) == doctest::Approx(1.959964 * deviation).epsilon(1e-9));
    CHECK(audit::auc_confidence(1, 1) == 0.5);
    CHECK(audit::auc_confidence(500, 1500) == doctest::Approx(0.0292).epsilon(0.01));
}

TEST_CASE("audit/labels: gradients that do not know the labels are within the confidence about 95 times in 100") {
    constexpr int trials = 300;
    const double bound = audit::auc_confidence(40, 160);
    floats labels(200, 0.0F);
    for (std::size_t i = 0; i < 40; ++i) labels[5 * i] = 1;
    int norm = 0, sign = 0;
    double cosine = 0;
    for (int trial = 0; trial < trials; ++trial) {
        const auto found = audit::attack_labels(random_normal(200, 6, 100 + static_cast<std::uint64_t>(trial)), labels);
        norm += std::abs(found.norm - 0.5) <= bound ? 1 : 0;
        sign += std::abs(found.sign - 0.5) <= bound ? 1 : 0;
        cosine += (found.cosine - 0.5) / trials;
        CHECK(std::abs(found.cosine - 0.5) <= 2.5 * bound);
    }
    // 285 expected, with a deviation of 3.8.
    CHECK(norm > 268);
    CHECK(norm < 298);
    CHECK(sign > 268);
    CHECK(sign < 298);
    CHECK(std::abs(cosine) < 0.01);
}

TEST_CASE("audit/labels: the known positive does not count as found") {
    // Two positives at right angles, negatives in neither's direction: each known one says nothing about the other.
    const auto g = matrix_of({{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0, 0, 1}});
    CHECK(audit::attack_labels(g, floats{1, 1, 0, 0}).cosine == 0.5);
    CHECK(audit::attack_labels(g, floats{1, 0, 0, 0}).cosine == 0.5);  // none is left to be found
    // 16 of 20 positives are known, one after the other, all alike but one, which is the other way.
    auto many = spnn::make_matrix<float>(30, 1);
    floats labels(30, 0.0F);
    for (std::size_t i = 0; i < 30; ++i) {
        labels[i] = i < 20 ? 1 : 0;
        many(i, 0) = i < 20 && i != 10 ? 1 : -1;
    }
    // Known and alike: 18 of 19 are told from the negatives, one is tied. The other way: all 19 are below.
    const double alike = (18 + 0.5) / 19, other = 0;
    CHECK(audit::attack_labels(many, labels).cosine == doctest::Approx((15 * alike + other) / 16));
}

TEST_CASE("audit/labels: an audit pools batches of any size, of one class or both, on one scale") {
    const floats w = {0.5F, -1, 0.2F};
    const auto labels = random_labels(1000, 0.03, 11);
    const auto whole = behind_sigmoids(labels, w, 12);  // of the mean over all 1000 rows
    audit::label_audit audit;
    std::size_t from = 0;
    for (const std::size_t size : {300U, 500U, 10U, 190U}) {
        auto g = spnn::make_matrix<float>(size, 3);
        for (std::size_t k = 0; k < g.size(); ++k)
            g.data()[k] = whole.data()[3 * from + k] * 1000 / static_cast<float>(size);
        audit.see(g, std::span(labels).subspan(from, size));
        from += size;
    }
    const auto pooled = audit.result(), at_once = audit::attack_labels(whole, labels);
    CHECK(pooled.norm == doctest::Approx(at_once.norm).epsilon(1e-4));
    CHECK(pooled.sign == doctest::Approx(at_once.sign).epsilon(1e-4));
    CHECK(pooled.cosine == doctest::Approx(at_once.cosine).epsilon(1e-4));
    CHECK(audit.positives() + audit.negatives() == 1000);
    CHECK(audit.confidence() == audit::auc_confidence(audit.positives(), audit.negatives()));
}

TEST_CASE("audit/labels: batches too small to tell which side is rare are oriented together") {
    // Batches of four rows, two of each class in most: alone, each would be turned by chance.
    audit::label_audit audit;
    const auto labels = random_labels(400, 0.4, 13);
    for (std::size_t from = 0; from < 400; from += 4) {
        const floats of_batch(labels.begin() + static_cast<std::ptrdiff_t>(from),
                              labels.begin() + static_cast<std::ptrdiff_t>(from) + 4);
        auto g = spnn::make_matrix<float>(4, 2);
        for (std::size_t i = 0; i < 4; ++i)
            for (std::size_t j = 0; j < 2; ++j) g(i, j) = (0.4F - of_batch[i]) * (j == 0 ? 1.0F : -0.5F) / 4;
        audit.see(g, of_batch);
    }
    CHECK(audit.result().sign == 1);
}

TEST_CASE("audit/labels: what no attack can work on is refused") {
    const auto g = random_normal(3, 2, 1);
    CHECK(refusal(g, {1, 1, 1}) == "attack_labels: 3 positive and 0 negative rows, both classes are needed");
    CHECK(refusal(g, {0, 0, 0}) == "attack_labels: 0 positive and 3 negative rows, both classes are needed");
    CHECK(refusal(g, {0, 1}) == "attack_labels: 2 labels for 3 rows");
    CHECK(refusal(g, {0, 1, 0.5F}) == "attack_labels: the label of row 2 is neither 0 nor 1");
    CHECK(refusal(matrix_of({{0, 1}, {2, std::numeric_limits<float>::infinity()}}), {0, 1}) ==
          "attack_labels: row 1 holds a value that is not finite");
    CHECK_THROWS_WITH_AS(static_cast<void>(audit::cosine_scores(g, floats{1})),
                         "cosine_scores: the known row has 1 values, the others 2", usage_error);
    CHECK_THROWS_AS(static_cast<void>(audit::auc_confidence(0, 4)), usage_error);
    audit::label_audit audit;
    CHECK_THROWS_AS(static_cast<void>(audit.result()), usage_error);
    audit.see(g, floats{0, 1, 0});
    CHECK_THROWS_WITH_AS(audit.see(random_normal(3, 4, 1), floats{0, 1, 0}),
                         "label_audit: gradients of 4 columns, those before had 2", usage_error);
    CHECK_THROWS_AS(audit.see(g, floats{0, 1}), usage_error);
}
