// nn/layer.hpp: what a layer is: a differentiable map of batches, m x in -> m x out.
//
// Four things stay apart. The layer is a type without state. `parameters<T>` is what it learns; gradients are
// a second value of the same type. `cache<T>` is what backward needs from forward: training alone has
// one, inference takes two buffers, x and y, and keeps nothing.
//
//   L::in, L::out, L::name()                     widths, and a text such as "dense<8,4>"
//   L::initialise(parameters, random, how)       first values
//   L::forward(parameters, x, y)                 inference: y from x
//   L::forward(parameters, x, y, cache)          training: the same y, and the cache
//   L::backward(parameters, cache, dy, grads, dx)   from dL/dy: dL/dparameters and dL/dx, both overwritten
//
// Outputs take their shape; they must not be one of the inputs. A batch of another width is a usage_error.
// Every function works for any number of rows, and a row of y depends on the same row of x alone.
//
// Laws (tests/laws/layer.hpp): the two forwards agree bit for bit; backward is the derivative of forward
// (central differences); it overwrites grads and dx; rows are independent; initialise depends on its random
// bytes alone; for_each keeps one order with distinct names.
//
// Models: nn/layer/*.hpp, nn/sequential.hpp. A layer of your own needs no base class.

#pragma once

#include <spnn/core/random.hpp>
#include <spnn/nn/initialise.hpp>
#include <spnn/nn/parameters.hpp>

#include <cstddef>
#include <string>

namespace spnn::inline SPNN_ABI::nn {

// L is a layer over numbers of type T.
template <class L, class T>
concept LayerOver =
    ParameterSet<typename L::template parameters<T>, T> && std::default_initializable<typename L::template cache<T>> &&
    requires(typename L::template parameters<T>& p, const typename L::template parameters<T>& constant,
             typename L::template cache<T>& cache, const matrix<T>& x, matrix<T>& y, some_random_source& g) {
        { L::in } -> std::convertible_to<std::size_t>;
        { L::out } -> std::convertible_to<std::size_t>;
        { L::name() } -> std::convertible_to<std::string>;
        L::template initialise<T>(p, g, initialiser::zeros);
        L::forward(constant, x, y);
        L::forward(constant, x, y, cache);
        L::backward(constant, cache, x, p, y);
    };

template <class L>
concept Layer = LayerOver<L, float> && LayerOver<L, double>;

// True for a Layer; for anything else the compiler says what it lacks. Stands first in what takes a layer from the
// user.
template <class L>
[[nodiscard]] consteval bool is_layer() {
    static_assert(
        requires { std::size_t{L::in} + std::size_t{L::out}; },
        "layer: this type has no widths: static constexpr std::size_t in, out");
    static_assert(requires { std::string(L::name()); }, "layer: this type has no static name()");
    static_assert(
        requires {
            typename L::template parameters<float>;
            typename L::template cache<float>;
        }, "layer: needs templates parameters<T> and cache<T>");
    using parameters = typename L::template parameters<float>;
    static_assert(
        requires(const parameters& p, const matrix<float>& x, matrix<float>& y) { L::forward(p, x, y); },
        "layer: has no forward(parameters, x, y)");
    static_assert(Layer<L>, "layer: lacks something that nn/layer.hpp asks of every layer, for float or for double");
    return true;
}

// A layer that can also go backward from its own input and output: backward(parameters, x, y, dy, grads, dx).
// `reads_input` and `reads_output` say which of the two it looks at; the other may be empty. Inside a
// sequential, which holds both ends of every layer anyway, such a layer keeps no cache of its own.
template <class L, class T>
concept CachelessLayer = LayerOver<L, T> && requires(const typename L::template parameters<T>& p, const matrix<T>& x,
                                                     typename L::template parameters<T>& grads, matrix<T>& dx) {
    { L::reads_input } -> std::convertible_to<bool>;
    { L::reads_output } -> std::convertible_to<bool>;
    L::backward(p, x, x, x, grads, dx);
};

}  // namespace spnn::inline SPNN_ABI::nn
