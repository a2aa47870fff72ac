// nn/layer/quadratic.hpp: y = a x^2 + b x + c with a, b and c learned, for each unit its own: a polynomial that finds
// its form. It starts as y = x^2 / 4 + x / 2, near to max(x, 0) around 0, whatever the initialiser.

#pragma once

#include <spnn/nn/placed.hpp>

namespace SPNN_NAMESPACE::nn {

namespace kinds {

struct quadratic : no_numbers, keeps_the_shape {
    static constexpr std::string_view word = "quadratic";
    static constexpr bool reads_output = false;
    friend constexpr bool operator==(const quadratic&, const quadratic&) = default;

    template <class T>
    struct parameters {
        // As in the formula, one row each.
        matrix<T> a, b, c;

        template <class F>
        void for_each(F&& f) {
            f(std::string_view("a"), a), f(std::string_view("b"), b), f(std::string_view("c"), c);
        }
        template <class F>
        void for_each(F&& f) const {
            f(std::string_view("a"), a), f(std::string_view("b"), b), f(std::string_view("c"), c);
        }
    };
    [[nodiscard]] static constexpr std::array<matrix_shape, 3> matrix_shapes(const shape& in) {
        const matrix_shape one{1, in.size()};
        return {one, one, one};
    }
    template <class T, RandomSource G>
    static void initialise(parameters<T>& p, const shape&, G&, initialiser) {
        std::ranges::fill(elements(p.a), T{0.25});
        std::ranges::fill(elements(p.b), T{0.5});
    }

    template <class At, class T>
    static void forward(const At& at, const parameters<T>& p, const matrix<T>& x, matrix<T>& y) {
        resize(y, rows(x), at.out);
        const T *a = p.a.data(), *b = p.b.data(), *c = p.c.data();
        for (std::size_t i = 0; i < rows(x); ++i) {
            const auto from = row(x, i);
            const auto to = row(y, i);
            for (std::size_t j = 0; j < to.size(); ++j) to[j] = (a[j] * from[j] + b[j]) * from[j] + c[j];
        }
    }
    template <class At, class T>
    static void backward(const At& at, const parameters<T>& p, const matrix<T>& x, const matrix<T>&,
                         const matrix<T>& dy, parameters<T>& grads, matrix<T>& dx) {
        resize(dx, rows(dy), at.in);
        nn::detail::zero(grads, matrix_shapes(at.in_shape));
        T *a = grads.a.data(), *b = grads.b.data(), *c = grads.c.data();
        for (std::size_t i = 0; i < rows(x); ++i) {
            const auto from = row(x, i), slope = row(dy, i);
            const auto to = row(dx, i);
            for (std::size_t j = 0; j < to.size(); ++j) {
                a[j] += slope[j] * from[j] * from[j], b[j] += slope[j] * from[j], c[j] += slope[j];
                to[j] = slope[j] * (T{2} * p.a.data()[j] * from[j] + p.b.data()[j]);
            }
        }
    }
};

}  // namespace kinds

template <std::size_t N = inferred>
struct quadratic : placed_layer<fixed_at<kind_of<kinds::quadratic>, shape::numbers(N)>> {};
// In nn::layers.
template <>
struct quadratic<inferred> : unplaced<kind_of<kinds::quadratic>> {};

static_assert(Layer<quadratic<3>>);

}  // namespace SPNN_NAMESPACE::nn
