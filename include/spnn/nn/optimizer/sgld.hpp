// nn/optimizer/sgld.hpp: stochastic gradient Langevin dynamics (Welling & Teh, ICML 2011):
//
//   p <- p - (rate / 2 g + eta),   eta normal of mean 0 and variance rate * temperature
//
// At temperature 1 this is the rule as written for the gradient of a loss summed over all N rows. Losses here are
// means, so the same chain for them has N times the rate and temperature 1 / N; left at 1, the noise outweighs the
// gradient at any rate.
//
// In SPNN it blurs what the weights, and with them the hidden activations, say about single rows: an empirical
// effect, not differential privacy. The noise comes from the caller's own random source.

#pragma once

#include <spnn/nn/draw.hpp>
#include <spnn/nn/optimizer.hpp>

namespace SPNN_NAMESPACE::nn {

struct sgld {
    double temperature = 1;  // of the noise; 0: none

    [[nodiscard]] static constexpr std::string_view name() { return "sgld"; }

    // Its fields and their bounds (core/record.hpp).
    template <class Self, class F>
    static void for_each_field(Self& self, F&& f) {
        f("temperature", record::number<double>{0, 1e9}, self.temperature);
    }

    template <class T>
    using state = no_parameters<T>;

    template <class T, RandomSource G>
    void update(state<T>&, matrix<T>& p, const matrix<T>& g, double rate, std::uint64_t, G& noise) const {
        detail::require_same_shape(name(), p, g);
        record::check(*this, name());
        const T half = static_cast<T>(rate / 2);
        const double deviation = std::sqrt(rate * temperature);
        const auto to = elements(p);
        const auto slope = elements(g);
        std::array<T, 128> eta;
        for (std::size_t i = 0; i < to.size(); i += eta.size()) {
            const std::size_t count = std::min(eta.size(), to.size() - i);
            draw_normal(std::span(eta).first(count), deviation, noise);
            for (std::size_t j = 0; j < count; ++j) to[i + j] -= half * slope[i + j] + eta[j];
        }
    }
};

static_assert(Optimizer<sgld>);

}  // namespace SPNN_NAMESPACE::nn
