// audit/detail/nystrom.hpp: a positive semidefinite K from D = K A, A and D known (n x p), D with errors.
//
// The Nystrom formula (Williams and Seeger, NIPS 2000) is K = D (AT D)^+ DT, exact when A has a part in every direction
// of K. Here
//
//   K^ = D (W + l I)^-1 DT,   W = the symmetric part of AT D,
//
// with l the first of |W| 10^-12, four times that, and so on, for which W + l/2 I is positive definite. 10^-12 stands
// well above the rounding of doubles in W. Beyond it the errors of D, such as the rounding of h1 to floats or fixed
// point, choose l themselves: without them W is positive semidefinite, and its negative eigenvalues are as large as
// what they put in its weak directions. So K^ is positive semidefinite, and no direction is trusted that could as well
// be error.
//
// With errors so large that l outgrows W, K^ turns into D DT / l. That is still an estimate where errors come from
// noise on the weights (SGLD), since they then are X times noise.

#pragma once

#include <spnn/audit/detail/cholesky.hpp>
#include <spnn/core/matmul.hpp>
#include <spnn/data/generator.hpp>

#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <utility>

namespace SPNN_NAMESPACE::audit::detail {

template <class T>
[[nodiscard]] matrix<T> transposed(const matrix<T>& x) {
    auto out = make_matrix<T>(columns(x), rows(x));
    for (std::size_t i = 0; i < rows(x); ++i)
        for (std::size_t j = 0; j < columns(x); ++j) out(j, i) = x(i, j);
    return out;
}

// Gram and Schmidt, twice over for the sake of rounding; rows that depend on those before become zero.
inline void make_orthonormal(matrix<double>& v) {
    const auto product = [](std::span<const double> a, std::span<const double> b) {
        return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
    };
    for (std::size_t c = 0; c < rows(v); ++c) {
        const double before = std::sqrt(product(row(v, c), row(v, c)));
        for (int round = 0; round < 2; ++round)
            for (std::size_t other = 0; other < c; ++other) {
                const double along = product(row(v, c), row(v, other));
                for (std::size_t k = 0; k < columns(v); ++k) v(c, k) -= along * v(other, k);
            }
        const double length = std::sqrt(product(row(v, c), row(v, c)));
        for (double& x : row(v, c)) x = length > 1e-12 * before ? x / length : 0.0;
    }
}

// F (n x p) with F FT = K^. Zeros when A or D are.
[[nodiscard]] inline matrix<double> nystrom_factor(const matrix<double>& a, const matrix<double>& d) {
    matrix<double> w;
    multiply_transposed_left(a, d, w);
    const std::size_t p = rows(w);
    double squares = 0;
    for (std::size_t i = 0; i < p; ++i)
        for (std::size_t j = 0; j <= i; ++j) {
            w(i, j) = w(j, i) = (w(i, j) + w(j, i)) / 2;
            squares += (i == j ? 1 : 2) * w(i, j) * w(i, j);
        }
    require<usage_error>(std::isfinite(squares), "nystrom_factor: the numbers are too large");
    if (squares == 0) return zeros<double>(rows(d), p);
    const auto plus = [&](double l) {
        auto sum = w;
        for (std::size_t i = 0; i < p; ++i) sum(i, i) += l;
        return cholesky::of(std::move(sum));
    };
    double l = std::sqrt(squares) * 1e-12;
    while (!plus(l / 2)) l *= 4;  // ends: W + |W| I is definite, but for rounding
    auto f = transposed(d);
    plus(l).value().forward(f);
    return transposed(f);
}

// The part of F FT of rank r that weighs most, as a factor of r columns (n x r): F V, V spanning the first right
// singular vectors of F. By subspace iteration from a fixed start, for a start or for ranks that are known, so few
// rounds do. F itself when it has no more columns.
[[nodiscard]] inline matrix<double> leading_part(const matrix<double>& f, std::size_t r) {
    if (columns(f) <= r) return f;
    matrix<double> squares, next, out;
    multiply_transposed_left(f, f, squares);
    auto v = make_matrix<double>(r, columns(f));  // by rows
    data::generator random(1);
    for (double& x : elements(v)) x = std::ldexp(static_cast<double>(random.bell()), -32);
    for (int round = 0; round < 30; ++round) {
        multiply(v, squares, next);
        std::swap(v, next);
        make_orthonormal(v);
    }
    multiply_transposed_right(f, v, out);
    return out;
}

}  // namespace SPNN_NAMESPACE::audit::detail
