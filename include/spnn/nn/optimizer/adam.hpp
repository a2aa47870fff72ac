// nn/optimizer/adam.hpp: Adam (Kingma & Ba, ICLR 2015, algorithm 1), with the biases of both moments corrected:
//
//   m <- beta1 m + (1 - beta1) g;   v <- beta2 v + (1 - beta2) g^2
//   p <- p - rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon),   t = step + 1

#pragma once

#include <spnn/nn/optimizer.hpp>

namespace SPNN_NAMESPACE::nn {

struct adam {
    // As in the formula; the values are the paper's.
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;

    [[nodiscard]] static constexpr std::string_view name() { return "adam"; }

    // Its fields and their bounds (core/record.hpp).
    template <class Self, class F>
    static void for_each_field(Self& self, F&& f) {
        f("beta1", detail::decay{}, self.beta1);
        f("beta2", detail::decay{}, self.beta2);
        f("epsilon", record::number<double>{1e-300, 1e6}, self.epsilon);
    }

    template <class T>
    struct state {
        matrix<T> mean;    // m
        matrix<T> square;  // v

        template <class F>
        void for_each(F&& f) {
            f(std::string_view("mean"), mean);
            f(std::string_view("square"), square);
        }
        template <class F>
        void for_each(F&& f) const {
            f(std::string_view("mean"), mean);
            f(std::string_view("square"), square);
        }
    };

    template <class T, RandomSource G>
    void update(state<T>& memory, matrix<T>& p, const matrix<T>& g, double rate, std::uint64_t step, G&) const {
        detail::require_same_shape(name(), p, g);
        record::check(*this, name());
        detail::shape_like(p, memory.mean);
        detail::shape_like(p, memory.square);
        const double t = static_cast<double>(step) + 1;
        const T scale = static_cast<T>(rate / (1 - std::pow(beta1, t)));
        const T unbias = static_cast<T>(1 / (1 - std::pow(beta2, t)));
        const T b1 = static_cast<T>(beta1), rest1 = static_cast<T>(1 - beta1);
        const T b2 = static_cast<T>(beta2), rest2 = static_cast<T>(1 - beta2);
        const T floor = static_cast<T>(epsilon);
        const auto to = elements(p);
        const auto slope = elements(g);
        const auto m = elements(memory.mean);
        const auto v = elements(memory.square);
        for (std::size_t i = 0; i < to.size(); ++i) {
            m[i] = b1 * m[i] + rest1 * slope[i];
            v[i] = b2 * v[i] + rest2 * slope[i] * slope[i];
            to[i] -= scale * m[i] / (std::sqrt(v[i] * unbias) + floor);
        }
    }
};

static_assert(Optimizer<adam>);

}  // namespace SPNN_NAMESPACE::nn
