#include "support.hpp"

#include <spnn/audit/recovered.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

namespace audit = spnn::audit;
using spnn::matrix;
using test_audit::matrix_of;
using test_audit::random_normal;

namespace {

matrix<double> similarities_of(const matrix<float>& x) {
    auto k = spnn::zeros<double>(spnn::rows(x), spnn::rows(x));
    for (std::size_t i = 0; i < spnn::rows(x); ++i)
        for (std::size_t j = 0; j < spnn::rows(x); ++j)
            for (std::size_t c = 0; c < spnn::columns(x); ++c)
                k(i, j) += static_cast<double>(x(i, c)) * static_cast<double>(x(j, c));
    return k;
}

matrix<float> moved(matrix<float> x, float by) {
    for (float& value : spnn::elements(x)) value += by;
    return x;
}

}  // namespace

TEST_CASE("audit/recovered: the truth, at any scale, is fully recovered; its opposite and nothing are not") {
    const auto x = random_normal(40, 5, 1);
    auto k = similarities_of(x);
    CHECK(audit::similarity_recovered(k, x) == doctest::Approx(1).epsilon(1e-12));
    CHECK(audit::neighbours_found(k, x) == 1);
    for (double& value : spnn::elements(k)) value *= -3;
    CHECK(audit::similarity_recovered(k, x) == doctest::Approx(-1).epsilon(1e-12));
    CHECK(audit::similarity_recovered(spnn::zeros<double>(40, 40), x) == 0);
    CHECK(audit::neighbours_found(spnn::zeros<double>(40, 40), x) < 0.1);
    const auto other = similarities_of(random_normal(40, 5, 2));
    CHECK(std::abs(audit::similarity_recovered(other, x)) < 0.15);
    CHECK(audit::neighbours_found(other, x) < 0.15);
}

TEST_CASE("audit/recovered: the diagonal does not count, and the correlation is Pearson's") {
    const auto x = random_normal(3, 2, 3);
    // Three rows have three pairs: entries given by hand, already centred.
    const auto with = [](double a, double b, double c) {
        auto k = spnn::zeros<double>(3, 3);
        k(0, 1) = k(1, 0) = a;
        k(0, 2) = k(2, 0) = b;
        k(1, 2) = k(2, 1) = c;
        k(0, 0) = -a - b;
        k(1, 1) = -a - c;
        k(2, 2) = -b - c;
        return k;
    };
    const auto truth = audit::detail::true_similarities(with(0, 0, 0), x);
    const double t[] = {truth(0, 1), truth(0, 2), truth(1, 2)}, e[] = {1, -2, 4};
    const double mean_t = (t[0] + t[1] + t[2]) / 3, mean_e = 1;
    double both = 0, of_t = 0, of_e = 0;
    for (int k = 0; k < 3; ++k) {
        both += (t[k] - mean_t) * (e[k] - mean_e);
        of_t += (t[k] - mean_t) * (t[k] - mean_t);
        of_e += (e[k] - mean_e) * (e[k] - mean_e);
    }
    CHECK(audit::similarity_recovered(with(1, -2, 4), x) == doctest::Approx(both / std::sqrt(of_t * of_e)));
}

TEST_CASE("audit/recovered: finding a common offset of the columns counts for nothing") {
    const auto x = moved(random_normal(40, 5, 1), 10);
    // Every row the mean, with lengths of noise: almost all of X XT, and nothing about who is alike.
    auto mean = spnn::make_matrix<float>(40, 1);
    const auto length = random_normal(40, 1, 9);
    for (std::size_t i = 0; i < 40; ++i) mean(i, 0) = 22.4F + length(i, 0);
    CHECK(std::abs(audit::similarity_recovered(similarities_of(mean), x)) < 0.15);
    CHECK(audit::similarity_recovered(similarities_of(x), x) == doctest::Approx(1));
    CHECK(audit::similarity_recovered(similarities_of(moved(x, -10)), x) == doctest::Approx(1).epsilon(1e-6));
}

TEST_CASE("audit/recovered: any of several nearest rows is right") {
    // Rows 0 and 1 and 2 are the same; so are 3 and 4.
    const auto x = matrix_of({{1, 0}, {1, 0}, {1, 0}, {-1, 2}, {-1, 2}});
    const auto estimate = similarities_of(matrix_of({{1, 0.1F}, {1, -0.2F}, {1, 0}, {-1, 2}, {-1, 2.5F}}));
    CHECK(audit::neighbours_found(estimate, x) == 1);
    // One of each pair in the place of the other: nothing is right.
    const auto crossed = similarities_of(matrix_of({{1, 0}, {-1, 1}}));
    CHECK(audit::neighbours_found(crossed, matrix_of({{5, 1}, {2, 2}})) == 1);  // two rows: there is no choice
    const auto wrong = similarities_of(matrix_of({{1, 0}, {-1, 0.1F}, {1, 0.1F}, {-1, 0}}));
    CHECK(audit::neighbours_found(wrong, matrix_of({{1, 0}, {1, 0.1F}, {-1, 0}, {-1, 0.1F}})) == 0);
}

TEST_CASE("audit/recovered: estimates that do not fit the features are refused") {
    const auto x = random_normal(4, 2, 1);
    CHECK_THROWS_WITH_AS(static_cast<void>(audit::similarity_recovered(spnn::zeros<double>(3, 3), x)),
                         "similarities of 3 rows for features of 4", spnn::usage_error);
    CHECK_THROWS_WITH_AS(static_cast<void>(audit::similarity_recovered(spnn::zeros<double>(4, 3), x)),
                         "similarities of 4x3 entries: at least 2x2 and square expected", spnn::usage_error);
    auto k = spnn::zeros<double>(4, 4);
    k(1, 2) = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_AS(static_cast<void>(audit::neighbours_found(k, x)), spnn::usage_error);
}
