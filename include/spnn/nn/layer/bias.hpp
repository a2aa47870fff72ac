// nn/layer/bias.hpp: y = x + b, one number for each column: what is left of a dense layer whose product was
// computed elsewhere.

#pragma once

#include <spnn/nn/detail/rows.hpp>
#include <spnn/nn/placed.hpp>

namespace SPNN_NAMESPACE::nn {

namespace kinds {

struct bias : no_numbers, keeps_the_shape {
    static constexpr std::string_view word = "bias";
    static constexpr bool reads_input = false;
    static constexpr bool reads_output = false;
    static constexpr bool in_place = true;
    friend constexpr bool operator==(const bias&, const bias&) = default;

    template <class T>
    struct parameters {
        matrix<T> bias;  // b

        template <class F>
        void for_each(F&& f) {
            f(std::string_view("bias"), bias);
        }
        template <class F>
        void for_each(F&& f) const {
            f(std::string_view("bias"), bias);
        }
    };
    [[nodiscard]] static constexpr std::array<matrix_shape, 1> matrix_shapes(const shape& in) {
        return {matrix_shape{1, in.size()}};
    }

    template <class At, class T>
    static void forward(const At&, const parameters<T>& p, const matrix<T>& x, matrix<T>& y) {
        nn::detail::add_to_rows<nn::detail::width_of<At>>(p.bias, x, y);
    }
    template <class At, class T>
    static void backward(const At&, const parameters<T>&, const matrix<T>&, const matrix<T>&, const matrix<T>& dy,
                         parameters<T>& grads, matrix<T>& dx) {
        nn::detail::sum_rows<nn::detail::width_of<At>>(dy, grads.bias);
        nn::detail::copy(dy, dx);
    }
};

}  // namespace kinds

// Starts as zeros, whatever the initialiser.
template <std::size_t N = inferred>
struct bias : placed_layer<fixed_at<kind_of<kinds::bias>, shape::numbers(N)>> {};
// In nn::layers.
template <>
struct bias<inferred> : unplaced<kind_of<kinds::bias>> {};

static_assert(Layer<bias<3>>);

}  // namespace SPNN_NAMESPACE::nn
