// defence/marvell.hpp: Marvell: normal noise that makes the gradients of two classes as alike as its power allows
// (Li et al., ICLR 2022, section 4.2). For labels 0 and 1, with any loss.
//
// In each batch the noise is shaped after the batch (defence/detail/marvell_noise.hpp), within a mean squared length of
// power |D|^2 for the noise of a row, D the difference of the means of both classes. The dimensions are those that the
// rows span, not all L: behind a head of one unit all rows are collinear, and noise of one class off their line would
// name that class. What rows have outside their span, which is rounding, is left out.
//
// What it guarantees (theorem 1): if the rows of each class are normal, and vary alike in all directions across D, no
// attack on one row of this gradient alone has an AUC above leak_auc_bound(remaining_sum_kl(...)). Rows are seldom so,
// variances are those of the batch, and whoever meets a row in every epoch can average: then it is a measure, not a
// bound. Classes that differ in spread more than in means are hidden badly, since the power follows the means.
//
// A batch of one class alone, or whose means are equal, gets the noise of the latest batch that had both (the state).
// Before there has been one, zeros leave instead: the server then learns that all batches so far were such.

#pragma once

#include <spnn/core/exact_text.hpp>
#include <spnn/defence/defence.hpp>
#include <spnn/defence/detail/class_statistics.hpp>
#include <spnn/nn/draw.hpp>

namespace SPNN_NAMESPACE::defence {

// The largest AUC that an attack on one row can have when the divergences between the classes have this sum: 1/2 for 0,
// 1 from 4 on.
[[nodiscard]] inline double leak_auc_bound(double sum_kl) {
    return sum_kl < 4 ? 0.5 + std::sqrt(sum_kl) / 2 - sum_kl / 8 : 1;
}

struct marvell {
    double power = 4;  // more hides more and disturbs the training of the others more

    [[nodiscard]] static constexpr std::string_view name() { return "marvell"; }
    [[nodiscard]] std::string describe() const { return text("marvell(power ", exact_text(power), ")"); }

    // The noise of the latest batch with both classes, for gradients of a sum over rows, not of a mean.
    struct state {
        std::vector<double> direction{};   // of the difference of means, of length 1: L numbers, none before the first
        std::vector<double> deviations{};  // along it for class 0 and 1, across it for class 0 and 1

        template <class Archive>
        void archive_state(Archive& a) {
            a.numbers("direction", direction);
            a.numbers("deviations", deviations);
            if constexpr (Archive::loads)
                a.check(
                    deviations.size() == (direction.empty() ? 0 : 4) && is_finite(direction) && is_finite(deviations),
                    "holds noise of marvell that is none");
        }

    private:
        [[nodiscard]] static bool is_finite(const std::vector<double>& list) {
            return std::ranges::all_of(list, [](double x) { return std::isfinite(x); });
        }
    };

    // Also refuses a power that is none.
    void check(const matrix<float>& targets) const {
        require<usage_error>(power > 0 && power <= 1e9, name(), ": power is ", power,
                             ", expected above 0, at most 1e9");
        require<usage_error>(columns(targets) == 1, name(), ": targets are ", shape_text(targets), ", expected m x 1");
        for (std::size_t i = 0; i < rows(targets); ++i)
            require<usage_error>(targets(i, 0) == 0 || targets(i, 0) == 1, name(), ": the target of row ", i + 1,
                                 " is neither 0 nor 1");
    }

    template <RandomSource G>
    void apply(state& memory, matrix<float>& gradient, const matrix<float>& targets, G& noise) const {
        require_fit(gradient, targets);
        require<usage_error>(memory.direction.empty() || memory.direction.size() == columns(gradient), name(),
                             ": a gradient of ", columns(gradient), " columns after one of ", memory.direction.size());
        if (gradient.size() == 0) return;
        auto span = detail::span_of_rows(gradient);
        const double m = static_cast<double>(rows(gradient));
        if (const auto seen = detail::statistics_of(span, elements(targets))) {
            remember(memory, span, *seen, m);
        } else if (memory.direction.empty()) {
            std::ranges::fill(elements(gradient), 0.0F);
            return;
        }
        if (span.rank() == 0) span = line(memory.direction, rows(gradient));
        add_noise(memory, span, targets, 1 / m, noise);
        for (std::size_t i = 0; i < rows(gradient); ++i)
            std::ranges::transform(span.row_at(i), row(gradient, i).begin(), detail::to_finite_float);
    }

    // sumKL between the classes of a batch once it is defended; nothing where the batch does not say.
    [[nodiscard]] std::optional<double> remaining_sum_kl(const matrix<float>& gradient,
                                                         const matrix<float>& targets) const {
        require_fit(gradient, targets);
        const auto seen = detail::statistics_of(detail::span_of_rows(gradient), elements(targets));
        if (!seen) return {};
        return sum_kl(seen->classes, detail::best_noise(seen->classes, power * seen->classes.distance2));
    }

private:
    void require_fit(const matrix<float>& gradient, const matrix<float>& targets) const {
        check(targets);
        require<usage_error>(rows(targets) == rows(gradient), name(), ": the gradient is ", shape_text(gradient),
                             ", targets are ", shape_text(targets));
    }

    void remember(state& memory, const detail::row_span& span, const detail::class_statistics& seen, double m) const {
        const auto best = detail::best_noise(seen.classes, power * seen.classes.distance2);
        memory.direction.assign(columns(span.basis), 0);
        for (std::size_t k = 0; k < span.rank(); ++k)
            for (std::size_t i = 0; i < memory.direction.size(); ++i)
                memory.direction[i] += seen.direction[k] * span.basis(k, i);
        memory.deviations.clear();
        for (const double variance : {best.along[0], best.along[1], best.across[0], best.across[1]})
            memory.deviations.push_back(m * std::sqrt(variance));
    }

    // For rows that are all zero: the direction alone.
    [[nodiscard]] static detail::row_span line(const std::vector<double>& direction, std::size_t m) {
        detail::row_span span{make_matrix<double>(1, direction.size()), zeros<double>(1, m)};
        std::ranges::copy(direction, span.basis.data());
        return span;
    }

    // The remembered direction in the span, of length 1.
    [[nodiscard]] static std::vector<double> direction_in(const detail::row_span& span, const state& memory) {
        std::vector<double> direction;
        for (std::size_t k = 0; k < span.rank(); ++k)
            direction.push_back(detail::dot(row(span.basis, k), memory.direction));
        const double length = std::sqrt(detail::dot(direction, direction));
        for (double& e : direction) e = length > 0 ? e / length : 0;
        if (!(length > 0)) direction[0] = 1;  // at right angles to the whole span: any will do
        return direction;
    }

    template <RandomSource G>
    static void add_noise(const state& memory, detail::row_span& span, const matrix<float>& targets, double scale,
                          G& noise) {
        const auto direction = direction_in(span, memory);
        std::vector<double> draws(span.rank());
        for (std::size_t i = 0; i < rows(targets); ++i) {
            const std::size_t c = targets(i, 0) == 1 ? 1 : 0;
            const double along = scale * memory.deviations[c], across = scale * memory.deviations[2 + c];
            nn::draw_normal(std::span(draws), 1, noise);
            const double excess = (along - across) * detail::dot(draws, direction);
            for (std::size_t k = 0; k < draws.size(); ++k)
                span.coordinates(k, i) += across * draws[k] + excess * direction[k];
        }
    }
};

static_assert(Defence<marvell>);

}  // namespace SPNN_NAMESPACE::defence
