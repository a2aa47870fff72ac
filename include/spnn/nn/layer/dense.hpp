// nn/layer/dense.hpp: y = x W + b, with W In x Out and b one row. An image goes in as the numbers it is made of.

#pragma once

#include <spnn/nn/detail/rows.hpp>
#include <spnn/nn/placed.hpp>

namespace SPNN_NAMESPACE::nn {

namespace kinds {

struct dense {
    std::size_t units;  // numbers that come out

    static constexpr std::string_view word = "dense";
    static constexpr bool reads_output = false;
    template <class Self, class F>
    static constexpr void for_each_number(Self& self, F&& f) {
        f("units", self.units, number_bounds{1, shape::most});
    }
    friend constexpr bool operator==(const dense&, const dense&) = default;

    [[nodiscard]] constexpr misfit fits(const shape& in) const {
        if (!nn::detail::numbers_allowed(*this)) return misfit::bad_number;
        return nn::detail::parameters_allowed(in.size(), units) ? misfit::none : misfit::too_large;
    }
    [[nodiscard]] constexpr shape out(const shape&) const { return shape::numbers(units); }

    template <class T>
    using parameters = weights_and_bias<T>;  // W and b
    [[nodiscard]] constexpr std::array<matrix_shape, 2> matrix_shapes(const shape& in) const {
        return {matrix_shape{in.size(), units}, matrix_shape{1, units}};
    }
    // Draws the weights; the bias starts at zero.
    template <class T, RandomSource G>
    void initialise(weights_and_bias<T>& p, const shape& in, G& random, initialiser how) const {
        nn::initialise(p.weights, in.size(), units, how, random);
    }

    template <class At, class T, Engine E>
    static void forward(const At&, const weights_and_bias<T>& p, const matrix<T>& x, matrix<T>& y, const E& engine) {
        engine.multiply(x, p.weights, y);
        nn::detail::add_to_rows<nn::detail::width_of<At>>(p.bias, y, y);
    }
    template <class At, class T, Engine E>
    static void backward(const At&, const weights_and_bias<T>& p, const matrix<T>& x, const matrix<T>&,
                         const matrix<T>& dy, weights_and_bias<T>& grads, matrix<T>& dx, const E& engine) {
        engine.multiply_transposed_left(x, dy, grads.weights);
        nn::detail::sum_rows<nn::detail::width_of<At>>(dy, grads.bias);
        engine.multiply_transposed_right(dy, p.weights, dx);
    }
};

}  // namespace kinds

// With both widths a layer; dense<Out> stands in nn::layers.
template <std::size_t In, std::size_t Out = inferred>
struct dense : placed_layer<fixed_at<kind_of<kinds::dense, Out>, shape::numbers(In)>> {};
// In nn::layers.
template <std::size_t Out>
struct dense<Out, inferred> : unplaced<kind_of<kinds::dense, Out>> {};

static_assert(Layer<dense<3, 2>>);

}  // namespace SPNN_NAMESPACE::nn
