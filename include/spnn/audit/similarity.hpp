// audit/similarity.hpp: how alike the rows are, read by the server from h1 and the gradients it sends.
//
// h1 = X T, and plain gradient descent moves T along XT G for the gradients G = dL/dh1 that the server itself computed.
// So a batch B moves h1 of *all* rows by -rate K_B G, with K = X XT the similarities of rows: linear equations for K,
// all else known, h for each row and each epoch but the first. K has the rank d of X. Once h (visits - 1) >= d, and the
// gradients of different visits differ enough, they determine K: X up to a rotation of its columns, which a few known
// rows undo.
//
// With one batch an epoch the equations of all rows are D = K A, D the moves of h1 and A those of the weights, solved
// by the Nystrom formula (detail/nystrom.hpp). With several, rows show their h1 at different moments, and between two
// visits to one row others move h1 in an order of their own. Then that formula, which takes each epoch as one moment,
// is only the start, and features that replay the run batch by batch are fitted to it (detail/replay.hpp), as long as
// they explain the moves of h1 better. That needs more equations than d: two or three times as many.
//
// Assumed: SGD without momentum, l2 and clipping. A defence of the label owner is no obstacle: holders are sent, and
// move along, the gradients that the server computed from what it was given. SGLD moves by half its rate and adds
// noise: give rate / 2. The number of columns of all holders together is in the plan, so the server knows it.

#pragma once

#include <spnn/audit/detail/checks.hpp>
#include <spnn/audit/detail/nystrom.hpp>
#include <spnn/audit/detail/replay.hpp>
#include <spnn/audit/recovered.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace SPNN_NAMESPACE::audit {

// What one look at h1 of some rows tells about how alike they are: H HT, which is X XT on average over random weights,
// the nearer to it the more units there are.
[[nodiscard]] inline matrix<double> similarities_at_once(const matrix<float>& h1) {
    auto h = make_matrix<double>(rows(h1), columns(h1));
    std::transform(h1.data(), h1.data() + h1.size(), h.data(), [](float x) { return static_cast<double>(x); });
    matrix<double> k;
    multiply_transposed_right(h, h, k);
    return k;
}

// What the estimate needs to know, and how long it may take.
struct similarity_options {
    std::size_t columns;  // d, of all holders together
    // Over several batches an epoch; each takes time n (p d^2 + d^3), with p = h (visits - 1).
    std::size_t passes = 100;
    workers threads = 1;  // of the estimate
};

// The attack on one run: it sees every training step, then estimates.
class similarity_attack {
public:
    // n training rows, h = `width` units in the first layer.
    similarity_attack(std::size_t rows, std::size_t width) : rows_(rows), width_(width), seen_(rows) {
        require<usage_error>(rows > 1 && width > 0, "similarity_attack: ", rows, " rows and ", width,
                             " units, at least 2 and 1 expected");
    }

    // One training step, in order: the numbers of its m rows, their h1 before the step (m x h), dL/dh1 as sent (m x h,
    // of the mean loss) and the rate of the step. Every epoch visits each row once; usage_error for a row that comes
    // again before all others had their turn, and for what does not fit.
    void see(row_numbers index, const matrix<float>& h1, const matrix<float>& d_first, double rate) {
        for (const auto* x : {&h1, &d_first}) {
            require<usage_error>(rows(*x) == index.size() && columns(*x) == width_,
                                 "similarity_attack: ", shape_text(*x), " values, expected ", index.size(), "x",
                                 width_);
            detail::require_finite("similarity_attack", *x);
        }
        require<usage_error>(rate > 0 && std::isfinite(rate), "similarity_attack: the rate is ", rate,
                             ", expected a positive number");
        if (seen_ == rows_) begin_epoch();
        auto visited = visited_;  // a step that is refused leaves no trace
        for (const auto i : index) {
            require<usage_error>(i < rows_, "similarity_attack: row ", i, " of ", rows_);
            require<usage_error>(!visited[i], "similarity_attack: row ", i, " again, before all rows had their turn");
            visited[i] = true;
        }
        visited_ = std::move(visited);
        for (std::size_t k = 0; k < index.size(); ++k)
            for (std::size_t j = 0; j < width_; ++j) {
                current_.h1(index[k], j) = static_cast<double>(h1(k, j));
                current_.moves(index[k], j) = -rate * static_cast<double>(d_first(k, j));
            }
        if (!index.empty()) current_.batches.emplace_back(index.begin(), index.end());
        seen_ += index.size();
        if (seen_ == rows_) epochs_.push_back(std::move(current_));
    }

    // Epochs seen to their end. One more than there are equations for each unit of a row.
    [[nodiscard]] std::size_t visits() const { return epochs_.size(); }

    // The estimate of K (n x n). usage_error before the second visit.
    [[nodiscard]] matrix<double> similarities(const similarity_options& options) const {
        require<usage_error>(visits() > 1, "similarity_attack: ", visits(), " visits, at least 2 needed");
        require<usage_error>(options.columns > 0 && options.passes > 0,
                             "similarity_attack: columns and passes must be positive");
        const auto start = detail::leading_part(at_one_moment(), options.columns);
        const auto f = visits_at_one_moment() ? start : fitted(start, options);
        matrix<double> k;
        multiply_transposed_right(f, f, k);
        return k;
    }

private:
    void begin_epoch() {
        current_ = {make_matrix<double>(rows_, width_), make_matrix<double>(rows_, width_), {}};
        visited_.assign(rows_, false);
        seen_ = 0;
    }

    [[nodiscard]] bool visits_at_one_moment() const {
        return std::all_of(epochs_.begin(), epochs_.end(), [](const auto& e) { return e.batches.size() == 1; });
    }

    // F (n x p) with F FT the estimate that takes each epoch as one moment.
    [[nodiscard]] matrix<double> at_one_moment() const {
        const std::size_t p = (visits() - 1) * width_;
        auto a = make_matrix<double>(rows_, p), d = make_matrix<double>(rows_, p);
        for (std::size_t i = 0; i < rows_; ++i)
            for (std::size_t q = 0; q < p; ++q) {
                const std::size_t e = q / width_, j = q % width_;
                a(i, q) = epochs_[e].moves(i, j);
                d(i, q) = epochs_[e + 1].h1(i, j) - epochs_[e].h1(i, j);
            }
        return detail::nystrom_factor(a, d);
    }

    // The features, of all that the passes come by, that explain the moves of h1 best.
    [[nodiscard]] matrix<double> fitted(const matrix<double>& start, const similarity_options& options) const {
        constexpr std::size_t most_passes_without_gain = 10;
        const detail::replay run(epochs_, options.threads);
        auto f = start, best = start;
        double least = std::numeric_limits<double>::infinity();
        for (std::size_t pass = 0, without_gain = 0; pass < options.passes; ++pass) {
            auto [residual, next] = run.pass(f);
            if (residual < least) {
                least = residual;
                best = f;
                without_gain = 0;
            } else if (++without_gain == most_passes_without_gain) {
                break;
            }
            f = std::move(next);
        }
        return best;
    }

    std::size_t rows_, width_;
    std::size_t seen_;  // rows of the current epoch that had their turn; all: the next step begins another
    std::vector<detail::seen_epoch> epochs_;
    detail::seen_epoch current_;
    std::vector<bool> visited_;
};

}  // namespace SPNN_NAMESPACE::audit
