// defence/max_norm.hpp: every row as long as the longest, on the mean (Li et al., ICLR 2022, section 4.1):
//
//   g_j <- g_j (1 + e_j),   e_j normal of mean 0 and variance M^2 / |g_j|^2 - 1,   M = max_i |g_i|
//
// so that the mean of |g_j|^2 is M^2 for every row. A row of zeros, for which the variance is infinite, becomes a
// normal multiple, of variance 1, of the longest row: what the formula gives in the limit where rows are collinear, as
// they are with a head of one unit. A batch of zeros stays one.
//
// It blunts attacks by norm, with any loss, and guarantees nothing: the longest row leaves as it is, sign and all, and
// a row keeps its direction up to the sign.

#pragma once

#include <spnn/defence/defence.hpp>
#include <spnn/nn/draw.hpp>

namespace SPNN_NAMESPACE::defence {

struct max_norm {
    [[nodiscard]] static constexpr std::string_view name() { return "max_norm"; }
    [[nodiscard]] static std::string describe() { return "max_norm"; }

    using state = detail::no_memory;

    static void check(const matrix<float>&) {}

    template <RandomSource G>
    void apply(state&, matrix<float>& gradient, const matrix<float>&, G& noise) const {
        if (gradient.size() == 0) return;
        std::vector<double> lengths(rows(gradient)), draws(rows(gradient));
        for (std::size_t j = 0; j < lengths.size(); ++j) lengths[j] = length_of(row(std::as_const(gradient), j));
        const auto longest = static_cast<std::size_t>(std::ranges::max_element(lengths) - lengths.begin());
        const double most = lengths[longest];
        if (most == 0) return;
        nn::draw_normal(std::span(draws), 1, noise);
        for (std::size_t j = 0; j < lengths.size(); ++j) {
            const double own = lengths[j];
            // sqrt(M^2 / own^2 - 1) = sqrt((M - own) (M + own)) / own
            const double factor = own == 0 ? draws[j] : 1 + draws[j] * std::sqrt((most - own) * (most + own)) / own;
            const auto from = row(std::as_const(gradient), own == 0 ? longest : j);
            const auto to = row(gradient, j);
            for (std::size_t k = 0; k < to.size(); ++k)
                to[k] = detail::to_finite_float(factor * static_cast<double>(from[k]));
        }
    }

private:
    [[nodiscard]] static double length_of(std::span<const float> g) {
        double sum = 0;
        for (const float x : g) sum += static_cast<double>(x) * static_cast<double>(x);
        return std::sqrt(sum);
    }
};

static_assert(Defence<max_norm>);

}  // namespace SPNN_NAMESPACE::defence
