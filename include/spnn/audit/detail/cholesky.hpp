// audit/detail/cholesky.hpp: L LT = a for a symmetric positive definite matrix, and what is solved with it.
//
// Only the lower triangle of a is read. A pivot must exceed the rounding of what it is computed from: a matrix that is
// definite by less than that counts as not definite.

#pragma once

#include <spnn/core/tensor.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace SPNN_NAMESPACE::audit::detail {

class cholesky {
public:
    // None when a is not positive definite; usage_error when it is not square.
    [[nodiscard]] static std::optional<cholesky> of(matrix<double> a) {
        require<usage_error>(rows(a) == columns(a), "cholesky: the matrix is ", shape_text(a), ", square expected");
        if (!factor(a)) return std::nullopt;
        return cholesky(std::move(a));
    }

    // Solves L y = b for every column of b, in place. usage_error for another number of rows.
    void forward(matrix<double>& b) const {
        require<usage_error>(rows(b) == rows(l_), "cholesky: ", rows(l_), " rows expected, not ", rows(b));
        for (std::size_t i = 0; i < rows(l_); ++i) {
            for (std::size_t j = 0; j < i; ++j) subtract(row(b, i), l_(i, j), row(b, j));
            for (double& x : row(b, i)) x /= l_(i, i);
        }
    }

    // Solves a x = b in place.
    void solve(std::span<double> b) const {
        const std::size_t n = rows(l_);
        require<usage_error>(b.size() == n, "cholesky: ", n, " values expected, not ", b.size());
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < i; ++j) b[i] -= l_(i, j) * b[j];
            b[i] /= l_(i, i);
        }
        for (std::size_t i = n; i-- > 0;) {
            b[i] /= l_(i, i);
            for (std::size_t j = 0; j < i; ++j) b[j] -= l_(i, j) * b[i];
        }
    }

private:
    explicit cholesky(matrix<double> l) : l_(std::move(l)) {}

    // to -= factor from, as far as `from` reaches.
    static void subtract(std::span<double> to, double factor, std::span<const double> from) {
        for (std::size_t k = 0; k < from.size(); ++k) to[k] -= factor * from[k];
    }

    // Replaces the lower triangle of a by L, column by column.
    [[nodiscard]] static bool factor(matrix<double>& a) {
        const std::size_t n = rows(a);
        std::vector<double> least(n), column(n);
        for (std::size_t i = 0; i < n; ++i)
            least[i] = static_cast<double>(n) * std::numeric_limits<double>::epsilon() * std::abs(a(i, i));
        for (std::size_t j = 0; j < n; ++j) {
            if (!(a(j, j) > least[j]) || !std::isfinite(a(j, j))) return false;
            a(j, j) = std::sqrt(a(j, j));
            for (std::size_t i = j + 1; i < n; ++i) column[i] = a(i, j) /= a(j, j);
            for (std::size_t i = j + 1; i < n; ++i)
                subtract(row(a, i).subspan(j + 1), column[i], std::span(column).subspan(j + 1, i - j));
        }
        return true;
    }

    matrix<double> l_;
};

}  // namespace SPNN_NAMESPACE::audit::detail
