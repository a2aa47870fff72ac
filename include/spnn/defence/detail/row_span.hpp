// defence/detail/row_span.hpp: an orthonormal basis of the space that the rows of a matrix span, and the rows in it.
//
// Gram-Schmidt, with the row that is furthest from what is spanned so far as the next one. It ends where no row
// reaches further out than 1e-5 of the longest row: what is less is the rounding of floats, and left out. About
// 4 m n rank operations.

#pragma once

#include <spnn/core/tensor.hpp>

#include <cmath>
#include <optional>

namespace SPNN_NAMESPACE::defence::detail {

struct row_span {
    matrix<double> basis;        // rank x n: orthonormal rows
    matrix<double> coordinates;  // rank x m: of row i along basis row k at (k, i)

    [[nodiscard]] std::size_t rank() const { return rows(basis); }

    // Row i of the matrix, from its coordinates.
    [[nodiscard]] std::vector<double> row_at(std::size_t i) const {
        std::vector<double> sum(columns(basis), 0.0);
        for (std::size_t k = 0; k < rank(); ++k) {
            const auto along = row(basis, k);
            for (std::size_t j = 0; j < sum.size(); ++j) sum[j] += row(coordinates, k)[i] * along[j];
        }
        return sum;
    }
};

[[nodiscard]] inline double dot(std::span<const double> x, std::span<const double> y) {
    double sum = 0;
    for (std::size_t k = 0; k < x.size(); ++k) sum += x[k] * y[k];
    return sum;
}

// The number of the longest row that is longer than `least`, if there is one.
[[nodiscard]] inline std::optional<std::size_t> longest_row(const matrix<double>& x, double least) {
    std::optional<std::size_t> found;
    double most = least * least;
    for (std::size_t i = 0; i < rows(x); ++i) {
        const double squares = dot(row(x, i), row(x, i));
        if (squares > most) {
            most = squares;
            found = i;
        }
    }
    return found;
}

// The span of the rows of x, m x n; of rank 0 if all are zero. Elements of x are finite.
[[nodiscard]] inline row_span span_of_rows(const matrix<float>& x) {
    const std::size_t m = rows(x), n = columns(x), most = std::min(m, n);
    auto rest = make_matrix<double>(m, n);
    std::copy(x.data(), x.data() + x.size(), rest.data());
    std::vector<double> basis, coordinates;
    double least = 0;
    for (std::size_t rank = 0; rank < most; ++rank) {
        const auto furthest = longest_row(rest, least);
        if (!furthest) break;
        const auto from = row(std::as_const(rest), *furthest);
        const double length = std::sqrt(dot(from, from));
        if (rank == 0) least = 1e-5 * length;
        std::vector<double> unit(from.begin(), from.end());
        for (double& u : unit) u /= length;
        for (std::size_t i = 0; i < m; ++i) {
            const auto to = row(rest, i);
            const double along = dot(to, unit);
            for (std::size_t k = 0; k < n; ++k) to[k] -= along * unit[k];
            coordinates.push_back(along);
        }
        basis.insert(basis.end(), unit.begin(), unit.end());
    }
    const std::size_t rank = n == 0 ? 0 : basis.size() / n;
    row_span span{make_matrix<double>(rank, n), make_matrix<double>(rank, m)};
    std::copy(basis.begin(), basis.end(), span.basis.data());
    std::copy(coordinates.begin(), coordinates.end(), span.coordinates.data());
    return span;
}

}  // namespace SPNN_NAMESPACE::defence::detail
