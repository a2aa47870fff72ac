// nn/optimizer/sgd.hpp: gradient descent, with momentum (Polyak) or Nesterov's look-ahead:
//
//   v <- momentum v + g;   p <- p - rate v        or, with nesterov,   p <- p - rate (g + momentum v)
//
// The form of Sutskever et al. 2013 with the rate outside the velocity, as common frameworks have it.

#pragma once

#include <spnn/nn/optimizer.hpp>

namespace SPNN_NAMESPACE::nn {

struct sgd {
    // As in the formula; momentum is at least 0 and below 1.
    double momentum = 0;
    bool nesterov = false;

    [[nodiscard]] static constexpr std::string_view name() { return "sgd"; }

    // Its fields and their bounds (core/record.hpp).
    template <class Self, class F>
    static void for_each_field(Self& self, F&& f) {
        f("momentum", detail::decay{}, self.momentum);
        f("nesterov", record::flag{}, self.nesterov);
    }

    template <class T>
    struct state {
        matrix<T> velocity;  // empty as long as momentum is 0

        template <class F>
        void for_each(F&& f) {
            f(std::string_view("velocity"), velocity);
        }
        template <class F>
        void for_each(F&& f) const {
            f(std::string_view("velocity"), velocity);
        }
    };

    template <class T, RandomSource G>
    void update(state<T>& memory, matrix<T>& p, const matrix<T>& g, double rate, std::uint64_t, G&) const {
        detail::require_same_shape(name(), p, g);
        record::check(*this, name());
        const T step = static_cast<T>(rate);
        const T keep = static_cast<T>(momentum);
        const auto to = elements(p);
        const auto slope = elements(g);
        if (momentum == 0) {
            for (std::size_t i = 0; i < to.size(); ++i) to[i] -= step * slope[i];
            return;
        }
        detail::shape_like(p, memory.velocity);
        const auto v = elements(memory.velocity);
        for (std::size_t i = 0; i < to.size(); ++i) {
            v[i] = keep * v[i] + slope[i];
            to[i] -= step * (nesterov ? slope[i] + keep * v[i] : v[i]);
        }
    }
};

static_assert(Optimizer<sgd>);

}  // namespace SPNN_NAMESPACE::nn
