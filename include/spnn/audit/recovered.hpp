// audit/recovered.hpp: how much of the similarities of rows an estimate has got right.
//
// Both measures are of the *centred* similarities: means of rows and columns are taken off, which is what X XT becomes
// when the columns of X get mean 0. Otherwise columns with a common offset would make every estimate look good that
// finds the offset, which tells nothing about single rows. Only the pattern counts; a common factor does not.

#pragma once

#include <spnn/core/matmul.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace SPNN_NAMESPACE::audit {

namespace detail {

// k (n x n) with the means of rows and columns taken off. usage_error unless k is square and finite.
[[nodiscard]] inline matrix<double> centred(matrix<double> k) {
    const std::size_t n = rows(k);
    require<usage_error>(columns(k) == n && n > 1, "similarities of ", shape_text(k),
                         " entries: at least 2x2 and square expected");
    std::vector<double> of_row(n, 0.0), of_column(n, 0.0);
    double all = 0;
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) {
            const double share = k(i, j) / static_cast<double>(n);
            require<usage_error>(std::isfinite(share), "similarities: an entry is not finite");
            of_row[i] += share;
            of_column[j] += share;
            all += share / static_cast<double>(n);
        }
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) k(i, j) += all - of_row[i] - of_column[j];
    return k;
}

// X XT, centred.
[[nodiscard]] inline matrix<double> true_similarities(const matrix<double>& estimate, const matrix<float>& x) {
    require<usage_error>(rows(estimate) == rows(x), "similarities of ", rows(estimate), " rows for features of ",
                         rows(x));
    auto exact = make_matrix<double>(rows(x), columns(x));
    for (std::size_t k = 0; k < x.size(); ++k) exact.data()[k] = static_cast<double>(x.data()[k]);
    matrix<double> k;
    multiply_transposed_right(exact, exact, k);
    return centred(std::move(k));
}

// The cosine of rows i and j from their similarities; 0 for a row without length.
[[nodiscard]] inline double cosine(const matrix<double>& k, std::size_t i, std::size_t j) {
    const double squares = k(i, i) * k(j, j);
    return k(i, i) > 0 && k(j, j) > 0 ? k(i, j) / std::sqrt(squares) : 0.0;
}

}  // namespace detail

// Pearson's correlation of the off-diagonal entries of an estimate (n x n) and those of X XT, x being the features of
// all holders side by side (n x d): 1, everything is known; 0, nothing. 0 as well when either does not vary.
[[nodiscard]] inline double similarity_recovered(const matrix<double>& estimate, const matrix<float>& x) {
    const auto found = detail::centred(estimate), truth = detail::true_similarities(estimate, x);
    const std::size_t n = rows(truth);
    const auto pairs = static_cast<double>(n * (n - 1));
    double mean_found = 0, mean_truth = 0;
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            if (i != j) {
                mean_found += found(i, j) / pairs;
                mean_truth += truth(i, j) / pairs;
            }
    double both = 0, of_found = 0, of_truth = 0;
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            if (i != j) {
                const double f = found(i, j) - mean_found, t = truth(i, j) - mean_truth;
                both += f * t;
                of_found += f * f;
                of_truth += t * t;
            }
    return of_found > 0 && of_truth > 0 ? both / std::sqrt(of_found * of_truth) : 0.0;
}

// The share of rows for which the row that the estimate calls nearest (by cosine) is a nearest one in truth. Guessing
// finds about 1 / (n - 1).
[[nodiscard]] inline double neighbours_found(const matrix<double>& estimate, const matrix<float>& x) {
    const auto found = detail::centred(estimate), truth = detail::true_similarities(estimate, x);
    const std::size_t n = rows(truth);
    std::size_t right = 0;
    for (std::size_t i = 0; i < n; ++i) {
        std::size_t nearest = i == 0 ? 1 : 0;
        double best = -2;
        for (std::size_t j = 0; j < n; ++j) {
            if (j == i) continue;
            if (detail::cosine(found, i, j) > detail::cosine(found, i, nearest)) nearest = j;
            best = std::max(best, detail::cosine(truth, i, j));
        }
        if (detail::cosine(truth, i, nearest) >= best - 1e-9) ++right;  // several rows may be as near
    }
    return static_cast<double>(right) / static_cast<double>(n);
}

}  // namespace SPNN_NAMESPACE::audit
