#include "../support.hpp"

#include <spnn/audit/detail/nystrom.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using spnn::matrix;
using spnn::audit::detail::leading_part;
using spnn::audit::detail::nystrom_factor;
using test_audit::random_normal;

namespace {

matrix<double> copied_to_doubles(const matrix<float>& x) {
    auto out = spnn::make_matrix<double>(spnn::rows(x), spnn::columns(x));
    for (std::size_t k = 0; k < x.size(); ++k) out.data()[k] = static_cast<double>(x.data()[k]);
    return out;
}

matrix<double> outer(const matrix<double>& f) {
    matrix<double> k;
    spnn::multiply_transposed_right(f, f, k);
    return k;
}

matrix<double> times(const matrix<double>& a, const matrix<double>& b) {
    matrix<double> c;
    spnn::multiply(a, b, c);
    return c;
}

double distance(const matrix<double>& a, const matrix<double>& b) {
    double squares = 0, whole = 0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        squares += (a.data()[k] - b.data()[k]) * (a.data()[k] - b.data()[k]);
        whole += b.data()[k] * b.data()[k];
    }
    return std::sqrt(squares / whole);
}

}  // namespace

TEST_CASE("audit/detail/nystrom: exact when A has a part in every direction of K, partial when it has not") {
    const auto k = outer(copied_to_doubles(random_normal(30, 5, 1)));
    const auto a = copied_to_doubles(random_normal(30, 8, 2)), few = copied_to_doubles(random_normal(30, 4, 2));
    CHECK(distance(outer(nystrom_factor(a, times(k, a))), k) < 1e-6);
    const auto part = outer(nystrom_factor(few, times(k, few)));
    CHECK(distance(part, k) > 0.05);
    CHECK(distance(times(part, few), times(k, few)) < 1e-6);  // what the equations say holds all the same
}

TEST_CASE("audit/detail/nystrom: small errors do small harm, also with many more equations than ranks") {
    const auto k = outer(copied_to_doubles(random_normal(30, 5, 1)));
    const auto a = copied_to_doubles(random_normal(30, 60, 2));
    const auto error = copied_to_doubles(random_normal(30, 60, 3));
    for (const double size : {1e-6, 1e-3}) {
        auto d = times(k, a);
        for (std::size_t q = 0; q < d.size(); ++q) d.data()[q] += size * error.data()[q];
        CHECK(distance(outer(nystrom_factor(a, d)), k) < 10 * size);
    }
}

TEST_CASE("audit/detail/nystrom: the leading part is the best of its rank") {
    // Orthogonal columns of lengths 3, 2, 1: the part of rank 2 leaves out the last.
    auto f = spnn::zeros<double>(4, 3);
    f(0, 0) = 3;
    f(1, 1) = 2;
    f(2, 2) = 1;
    auto k = outer(f);
    k(2, 2) = 0;
    const auto part = leading_part(f, 2);
    CHECK(spnn::columns(part) == 2);
    CHECK(distance(outer(part), k) < 1e-6);
    CHECK(distance(outer(leading_part(f, 3)), outer(f)) == 0);
    // Of lower rank than asked for: nothing is lost, nothing made up.
    f(1, 1) = f(2, 2) = 0;
    CHECK(distance(outer(leading_part(f, 2)), outer(f)) < 1e-12);
}

TEST_CASE("audit/detail/nystrom: nothing gives nothing, and numbers that overflow are refused") {
    const auto none = spnn::zeros<double>(3, 2);
    const auto nothing = nystrom_factor(none, none);
    for (const double value : spnn::elements(nothing)) CHECK(value == 0);
    auto large = none;
    large(0, 0) = 1e200;
    CHECK_THROWS_AS(static_cast<void>(nystrom_factor(large, large)), spnn::usage_error);
}
