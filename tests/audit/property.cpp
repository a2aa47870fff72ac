#include "support.hpp"

#include <spnn/audit/labels.hpp>
#include <spnn/audit/property.hpp>

#include <doctest/doctest.h>

#include "support/errors.hpp"

#include <cmath>
#include <limits>
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

// h1 = X T as a server sees it, and whether the amount, the first column of X, is above its median.
struct customers {
    matrix<float> h1;
    floats large_amount;
};

customers customers_of(std::size_t n, const matrix<float>& weights, std::uint64_t seed) {
    const auto x = random_normal(n, spnn::rows(weights), seed);
    customers out;
    spnn::multiply(x, weights, out.h1);
    floats amounts;
    for (std::size_t i = 0; i < n; ++i) amounts.push_back(x(i, 0));
    out.large_amount = audit::above_median(amounts);
    return out;
}

std::string refusal(const matrix<float>& shadow, const floats& known, const matrix<float>& h1, const floats& property) {
    return test::error_of<usage_error>([&] { static_cast<void>(audit::attack_property(shadow, known, h1, property)); });
}

}  // namespace

TEST_CASE("audit/property: the median halves a column") {
    CHECK(audit::above_median(floats{5, 1, 3}) == floats{1, 0, 0});
    CHECK(audit::above_median(floats{5, 1, 3, 4}) == floats{1, 0, 0, 1});
    CHECK(audit::above_median(floats{2, 2, 2}) == floats{0, 0, 0});
    CHECK(audit::above_median(floats{7, 2, 2, 2}) == floats{1, 0, 0, 0});
    CHECK_THROWS_AS(static_cast<void>(audit::above_median({})), usage_error);
    CHECK_THROWS_AS(static_cast<void>(audit::above_median(floats{1, std::numeric_limits<float>::infinity()})),
                    usage_error);
}

TEST_CASE("audit/property: as many units as columns tell a linear property fully") {
    const auto weights = random_normal(6, 6, 1);
    const auto shadow = customers_of(400, weights, 2), others = customers_of(400, weights, 3);
    CHECK(audit::attack_property(shadow.h1, shadow.large_amount, others.h1, others.large_amount) > 0.98);
}

TEST_CASE("audit/property: fewer units than columns tell it in part, and more of them tell more") {
    double before = 0.5;
    for (const std::size_t h : {1U, 5U, 15U}) {
        const auto weights = random_normal(30, h, 4);
        const auto shadow = customers_of(1500, weights, 5), others = customers_of(1500, weights, 6);
        const double auc = audit::attack_property(shadow.h1, shadow.large_amount, others.h1, others.large_amount);
        CHECK(auc > before);
        CHECK(auc < 0.98);
        before = auc;
    }
}

TEST_CASE("audit/property: a property that has nothing to do with h1 is guessed: within the confidence") {
    int within = 0;
    for (std::uint64_t trial = 0; trial < 40; ++trial) {
        const auto known = random_labels(300, 0.5, 2 * trial), property = random_labels(300, 0.3, 2 * trial + 1);
        std::size_t positives = 0;
        for (const float y : property) positives += y == 1 ? 1 : 0;
        const double auc = audit::attack_property(random_normal(300, 8, 2 * trial), known,
                                                  random_normal(300, 8, 2 * trial + 1), property);
        within += std::abs(auc - 0.5) <= audit::auc_confidence(positives, 300 - positives) ? 1 : 0;
    }
    CHECK(within >= 34);  // 38 expected, with a deviation of 1.4
}

TEST_CASE("audit/property: units and offsets of h1 do not matter, nor does a column that does not vary") {
    const auto weights = random_normal(10, 4, 7);
    const auto shadow = customers_of(300, weights, 8), others = customers_of(300, weights, 9);
    const double plain = audit::attack_property(shadow.h1, shadow.large_amount, others.h1, others.large_amount);
    const auto changed = [](const matrix<float>& h1) {
        auto out = spnn::make_matrix<float>(spnn::rows(h1), 5);
        for (std::size_t i = 0; i < spnn::rows(h1); ++i) {
            for (std::size_t j = 0; j < 4; ++j) out(i, j) = 1e-3F * h1(i, j) + static_cast<float>(j);
            out(i, 4) = 0.1F;
        }
        return out;
    };
    CHECK(audit::attack_property(changed(shadow.h1), shadow.large_amount, changed(others.h1), others.large_amount) ==
          doctest::Approx(plain).epsilon(1e-3));
}

TEST_CASE("audit/property: a wide first layer and few shadow rows") {
    const auto weights = random_normal(30, 400, 10);
    const auto shadow = customers_of(200, weights, 11), others = customers_of(300, weights, 12);
    CHECK(audit::attack_property(shadow.h1, shadow.large_amount, others.h1, others.large_amount) > 0.9);
}

TEST_CASE("audit/property: what no attack can work on is refused") {
    const auto x = random_normal(3, 2, 1);
    const floats y = {0, 1, 0};
    CHECK(refusal(x, {1, 1, 1}, x, y) ==
          "attack_property, shadow rows: 3 positive and 0 negative rows, both classes are needed");
    CHECK(refusal(x, y, x, {0, 0, 0}) == "attack_property: 0 positive and 3 negative rows, both classes are needed");
    CHECK(refusal(x, y, x, {0, 1}) == "attack_property: 2 labels for 3 rows");
    CHECK(refusal(x, y, random_normal(3, 4, 1), y) == "attack_property: h1 has 4 columns, that of the shadow rows 2");
    CHECK(refusal(matrix_of({{1, 2}, {std::numeric_limits<float>::quiet_NaN(), 0}}), {0, 1}, x, y) ==
          "attack_property, shadow rows: row 1 holds a value that is not finite");
}
