// nn/layer.hpp: what a layer is: a differentiable map of batches, m x in -> m x out.
//
// The layer is a type without state. `parameters<T>` is what it learns; gradients are a second value of the same type.
// Both ends of a batch belong to the caller: x and y of a forward pass are given to backward again as they were.
//
//   L::in, L::out, L::name()                          widths, and a text such as "dense<8,4>"
//   L::initialise(parameters, random, how)            first values
//   L::forward(parameters, x, y)                      y from x
//   L::backward(parameters, x, y, dy, grads, dx)      from dL/dy: dL/dparameters and dL/dx, both overwritten
//
// A layer that backward needs more of than its ends, such as a sequential, has a cache. Inference has none:
//
//   L::cache<T>                                       what training keeps between the two
//   L::forward(parameters, x, y, cache)               the same y, and the cache
//   L::backward(parameters, x, y, cache, dy, grads, dx)
//
// nn::forward<L> and nn::backward<L> below call either kind, with a cache_of<L, T>.
//
// Outputs take their shape; they must not be one of the inputs. A batch of another width is a usage_error.
// Every function works for any number of rows, and a row of y depends on the same row of x alone.
//
// A layer may promise more, and then a sequential keeps less:
//
//   L::reads_input = false, L::reads_output = false   backward does not look at x, at y: it may be anything, even empty
//   L::in_place = true                                y may be x, and dx may be dy
//
// Laws (tests/laws/layer.hpp): the two forwards agree bit for bit; backward is the derivative of forward
// (central differences); it overwrites grads and dx; rows are independent; promises are kept; initialise depends on its
// random bytes alone; for_each keeps one order with distinct names.
//
// Models: nn/layer/*.hpp, nn/sequential.hpp. A layer of your own needs no base class.

#pragma once

#include <spnn/core/random.hpp>
#include <spnn/nn/initialise.hpp>
#include <spnn/nn/parameters.hpp>

#include <cstddef>
#include <string>

namespace spnn::inline SPNN_ABI::nn {

namespace detail {

// The cache of a layer that has none.
struct no_cache {};

template <class L, class T>
struct own_cache {
    using type = no_cache;
};
template <class L, class T>
    requires requires { typename L::template cache<T>; }
struct own_cache<L, T> {
    using type = typename L::template cache<T>;
};

}  // namespace detail

// What training keeps for L between forward and backward; empty for a layer without a cache.
template <class L, class T>
using cache_of = typename detail::own_cache<L, T>::type;

// Whether L goes backward from its ends alone.
template <class L, class T>
inline constexpr bool has_no_cache = std::same_as<cache_of<L, T>, detail::no_cache>;

// L is a layer over numbers of type T.
template <class L, class T>
concept LayerOver = ParameterSet<typename L::template parameters<T>, T> && std::default_initializable<cache_of<L, T>> &&
                    requires(typename L::template parameters<T>& p, const typename L::template parameters<T>& constant,
                             cache_of<L, T>& cache, const matrix<T>& x, matrix<T>& y, some_random_source& g) {
                        { L::in } -> std::convertible_to<std::size_t>;
                        { L::out } -> std::convertible_to<std::size_t>;
                        { L::name() } -> std::convertible_to<std::string>;
                        L::template initialise<T>(p, g, initialiser::zeros);
                        L::forward(constant, x, y);
                        requires has_no_cache<L, T> || requires { L::forward(constant, x, y, cache); };
                        requires(has_no_cache<L, T> && requires { L::backward(constant, x, x, x, p, y); }) ||
                                    requires { L::backward(constant, x, x, cache, x, p, y); };
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
    static_assert(requires { typename L::template parameters<float>; }, "layer: needs a template parameters<T>");
    using parameters = typename L::template parameters<float>;
    static_assert(
        requires(const parameters& p, const matrix<float>& x, matrix<float>& y) { L::forward(p, x, y); },
        "layer: has no forward(parameters, x, y)");
    static_assert(Layer<L>, "layer: lacks something that nn/layer.hpp asks of every layer, for float or for double");
    return true;
}

// y from x, for a step of training.
template <class L, class T>
void forward(const typename L::template parameters<T>& p, const matrix<T>& x, matrix<T>& y,
             [[maybe_unused]] cache_of<L, T>& cache) {
    if constexpr (has_no_cache<L, T>)
        L::forward(p, x, y);
    else
        L::forward(p, x, y, cache);
}
// The gradients of that step, whose x and y are as they were.
template <class L, class T>
void backward(const typename L::template parameters<T>& p, const matrix<T>& x, const matrix<T>& y,
              [[maybe_unused]] cache_of<L, T>& cache, const matrix<T>& dy, typename L::template parameters<T>& grads,
              matrix<T>& dx) {
    if constexpr (has_no_cache<L, T>)
        L::backward(p, x, y, dy, grads, dx);
    else
        L::backward(p, x, y, cache, dy, grads, dx);
}

// What L promises (above); nothing when it says nothing.
template <class L>
[[nodiscard]] consteval bool reads_input() {
    if constexpr (requires { L::reads_input; })
        return L::reads_input;
    else
        return true;
}
template <class L>
[[nodiscard]] consteval bool reads_output() {
    if constexpr (requires { L::reads_output; })
        return L::reads_output;
    else
        return true;
}
template <class L>
[[nodiscard]] consteval bool in_place() {
    if constexpr (requires { L::in_place; })
        return L::in_place;
    else
        return false;
}

}  // namespace spnn::inline SPNN_ABI::nn
