// audit/detail/replay.hpp: features found from what training did to h1, batch after batch.
//
// Features F (n x r) replay a run: weights U that start at zero move along F_BT m_B with every batch B, m = -rate
// dL/dh1 being known. If F FT = X XT, then F_i (U(t') - U(t)) is what the h1 of row i really moves by between its
// visits at t and t', in whatever order batches came. So, with U from the replay of F, every row has linear equations
// of its own, h for each pair of visits, for what its features ought to be. Where F = X S they give X S^-T, and the
// mean of both is Newton's iteration for the orthogonal factor of S (Higham, SIAM J. Sci. Stat. Comput. 1986): it ends
// at F FT = K. Where F lies elsewhere the mean draws it in, provided that there are more equations than r.

#pragma once

#include <spnn/audit/detail/cholesky.hpp>
#include <spnn/core/matmul.hpp>
#include <spnn/core/parallel.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace SPNN_NAMESPACE::audit::detail {

// What one epoch shows, by row (n x h): h1 at the row's visit and the move -rate dL/dh1 that it caused.
struct seen_epoch {
    matrix<double> h1, moves;
    std::vector<std::vector<std::uint32_t>> batches;  // rows, in the order in which batches came
};

class replay {
public:
    // At least two epochs, all of the same rows; they must outlive this.
    replay(const std::vector<seen_epoch>& epochs, const workers& threads)
        : epochs_(epochs), threads_(threads), rows_(rows(epochs.front().h1)), width_(columns(epochs.front().h1)) {}

    struct outcome {
        double residual;      // of all equations, squared, with the features that came in
        matrix<double> next;  // features halfway to those that fit better
    };

    [[nodiscard]] outcome pass(const matrix<double>& f) const {
        const auto path = weights_at_visits(f);
        auto next = make_matrix<double>(rows_, columns(f));
        std::vector<double> residuals(rows_);
        parallel_for(threads_, rows_, [&](std::size_t i) { residuals[i] = fit_row(f, path, i, row(next, i)); });
        return {std::accumulate(residuals.begin(), residuals.end(), 0.0), std::move(next)};
    }

private:
    // The weights before each batch, transposed (h x r), and which batch each row came in, by epoch.
    struct weight_path {
        std::vector<matrix<double>> weights;
        std::vector<std::vector<std::size_t>> visit;
    };

    [[nodiscard]] weight_path weights_at_visits(const matrix<double>& f) const {
        weight_path path;
        auto weights = zeros<double>(width_, columns(f));
        matrix<double> features, moves, change;
        for (const auto& epoch : epochs_) {
            auto& visit = path.visit.emplace_back(rows_);
            for (const auto& batch : epoch.batches) {
                for (const auto i : batch) visit[i] = path.weights.size();
                path.weights.push_back(weights);
                take_rows(f, batch, features);
                take_rows(epoch.moves, batch, moves);
                multiply_transposed_left(moves, features, change);
                for (std::size_t k = 0; k < change.size(); ++k) weights.data()[k] += change.data()[k];
            }
        }
        return path;
    }

    // Writes the mean of row i and of its own solution, and returns the squared error of the row as it is. The ridge, a
    // thousandth of the mean square, holds a row back where its equations say little; it draws it to where it was, so
    // it does not shift where the passes end.
    double fit_row(const matrix<double>& f, const weight_path& path, std::size_t i, std::span<double> next) const {
        constexpr double ridge = 1e-3;
        const std::size_t r = columns(f), equations = (epochs_.size() - 1) * width_;
        auto moved = make_matrix<double>(equations, r);
        std::vector<double> gap(equations);  // what row i as it is leaves of the moves that were seen
        double squares = 0, residual = 0;
        for (std::size_t q = 0; q < equations; ++q) {
            const std::size_t e = q / width_, j = q % width_;
            const auto from = row(path.weights[path.visit[e][i]], j), to = row(path.weights[path.visit[e + 1][i]], j);
            gap[q] = epochs_[e + 1].h1(i, j) - epochs_[e].h1(i, j);
            for (std::size_t k = 0; k < r; ++k) {
                const double x = to[k] - from[k];
                moved(q, k) = x;
                squares += x * x;
                gap[q] -= f(i, k) * x;
            }
            residual += gap[q] * gap[q];
        }
        std::vector<double> step(r, 0.0);
        for (std::size_t q = 0; q < equations; ++q)
            for (std::size_t k = 0; k < r; ++k) step[k] += gap[q] * moved(q, k);
        matrix<double> normal;
        multiply_transposed_left(moved, moved, normal);
        for (std::size_t k = 0; k < r; ++k) normal(k, k) += ridge * squares;
        if (const auto solvable = cholesky::of(std::move(normal)))
            solvable->solve(step);
        else
            std::fill(step.begin(), step.end(), 0.0);  // nothing has moved
        for (std::size_t k = 0; k < r; ++k) next[k] = f(i, k) + step[k] / 2;
        return residual;
    }

    const std::vector<seen_epoch>& epochs_;
    workers threads_;
    std::size_t rows_, width_;
};

}  // namespace SPNN_NAMESPACE::audit::detail
