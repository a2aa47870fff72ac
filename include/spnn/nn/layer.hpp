// nn/layer.hpp: what a layer is: a differentiable map of batches, m x in -> m x out.
//
// A layer is a value, mostly an empty one: all that it computes with is in its type, or, where widths are chosen at run
// time, in the value. `parameters<T>` is what it learns; gradients are a second value of the same type. Both ends of a
// batch belong to the caller: x and y of a forward pass are given to backward again as they were.
//
//   layer.in, layer.out, layer.name()                     widths, and a text such as "dense<8,4>"
//   layer.initialise(parameters, random, how)             first values
//   layer.forward(parameters, x, y)                       y from x
//   layer.backward(parameters, x, y, dy, grads, dx)       from dL/dy: dL/dparameters and dL/dx, both overwritten
//
// Static members can be called through an object: a layer of one's own may have nothing but static ones. It may have
// the member zero_parameters<T>(); of others a default-constructed parameters<T> has the shapes it needs.
//
// A layer that backward needs more of than its ends, such as a sequential, has a cache. Inference has none:
//
//   L::cache<T>                                           what training keeps between the two
//   layer.forward(parameters, x, y, cache)                y for training, and the cache
//   layer.backward(parameters, x, y, cache, dy, grads, dx)
//
// nn::forward and nn::backward below call either kind, with a cache_of<L, T>; the engine (nn/engine.hpp) that they are
// given goes to layers that multiply, as the last argument of all of these.
//
// Outputs take their shape; they must not be one of the inputs. A batch of another width is a usage_error.
// Every function works for any number of rows, and a row of y depends on the same row of x alone.
//
// A layer may promise more, and then a sequential keeps less:
//
//   L::reads_input = false, L::reads_output = false   backward does not look at x, at y: it may be anything, even empty
//   L::in_place = true                                y may be x, and dx may be dy
//
// or admit that it does not keep to all of it:
//
//   L::differs_in_training = true     with the cache, forward gives another y, in which rows may depend on each other;
//                                     it is this y that backward is the derivative of. It is a function of parameters
//                                     and x all the same: what changes from step to step is state among the parameters
//
// Laws (testing/laws/layer.hpp): the two forwards agree bit for bit, unless they differ in training; backward is the
// derivative of forward (central differences); it overwrites grads and dx; rows are independent; promises are kept;
// initialise depends on its random bytes alone; for_each keeps one order with distinct names.
//
// Models: nn/layer/*.hpp, nn/sequential.hpp, nn/any_network.hpp, placed_layer (nn/placed.hpp). A layer of your own
// needs no base class.

#pragma once

#include <spnn/core/random.hpp>
#include <spnn/nn/engine.hpp>
#include <spnn/nn/initialise.hpp>
#include <spnn/nn/parameters.hpp>
#include <spnn/nn/shape.hpp>

#include <cstddef>
#include <string>

namespace SPNN_NAMESPACE::nn {

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

// Whether both widths are in the type.
template <class L>
concept FixedWidths = !std::is_member_pointer_v<decltype(&L::in)> && !std::is_member_pointer_v<decltype(&L::out)>;

}  // namespace detail

// What training keeps for L between forward and backward; empty for a layer without a cache.
template <class L, class T>
using cache_of = typename detail::own_cache<L, T>::type;

// Whether L goes backward from its ends alone.
template <class L, class T>
inline constexpr bool has_no_cache = std::same_as<cache_of<L, T>, detail::no_cache>;

// L's set of parameters.
template <class L, class T>
using parameters_of = typename L::template parameters<T>;

// L is a layer over numbers of type T.
template <class L, class T>
concept LayerOver =
    std::copyable<L> && ParameterSet<parameters_of<L, T>, T> && std::default_initializable<cache_of<L, T>> &&
    requires(const L& layer, parameters_of<L, T>& p, const parameters_of<L, T>& constant, cache_of<L, T>& cache,
             const matrix<T>& x, matrix<T>& y, some_random_source& g) {
        { layer.in } -> std::convertible_to<std::size_t>;
        { layer.out } -> std::convertible_to<std::size_t>;
        { layer.name() } -> std::convertible_to<std::string>;
        layer.template initialise<T>(p, g, initialiser::zeros);
        layer.forward(constant, x, y);
        requires has_no_cache<L, T> || requires { layer.forward(constant, x, y, cache); };
        requires(has_no_cache<L, T> && requires { layer.backward(constant, x, x, x, p, y); }) ||
                    requires { layer.backward(constant, x, x, cache, x, p, y); };
    };

template <class L>
concept Layer = LayerOver<L, float> && LayerOver<L, double>;

// True for a Layer; for anything else the compiler says what it lacks. Stands first in what takes a layer from the
// user.
template <class L>
[[nodiscard]] consteval bool is_layer() {
    static_assert(
        requires(const L& layer) { std::size_t{layer.in} + std::size_t{layer.out}; },
        "layer: this type has no widths: static constexpr std::size_t in, out");
    static_assert(requires(const L& layer) { std::string(layer.name()); }, "layer: this type has no name()");
    static_assert(requires { typename L::template parameters<float>; }, "layer: needs a template parameters<T>");
    using parameters = parameters_of<L, float>;
    static_assert(
        requires(const L& layer, const parameters& p, const matrix<float>& x, matrix<float>& y) {
            layer.forward(p, x, y);
        }, "layer: has no forward(parameters, x, y)");
    static_assert(Layer<L>, "layer: lacks something that nn/layer.hpp asks of every layer, for float or for double");
    return true;
}

// Parameters of the shapes that the layer needs: zeros, but where its header names other first values.
template <class T, class L>
[[nodiscard]] parameters_of<L, T> zero_parameters(const L& layer) {
    if constexpr (requires { layer.template zero_parameters<T>(); })
        return layer.template zero_parameters<T>();
    else
        return {};
}

// The shapes of a row at both ends; of a layer that knows widths alone, plain numbers.
template <class L>
[[nodiscard]] constexpr shape in_shape(const L& layer) {
    if constexpr (requires { shape(layer.in_shape); })
        return layer.in_shape;
    else
        return shape::numbers(layer.in);
}
template <class L>
[[nodiscard]] constexpr shape out_shape(const L& layer) {
    if constexpr (requires { shape(layer.out_shape); })
        return layer.out_shape;
    else
        return shape::numbers(layer.out);
}

// y from x, for inference.
template <class L, class T, Engine E = own_products>
void infer(const L& layer, const parameters_of<L, T>& p, const matrix<T>& x, matrix<T>& y, const E& engine = {}) {
    if constexpr (requires { layer.forward(p, x, y, engine); })
        layer.forward(p, x, y, engine);
    else
        layer.forward(p, x, y);
}
// y from x, for a step of training.
template <class L, class T, Engine E = own_products>
void forward(const L& layer, const parameters_of<L, T>& p, const matrix<T>& x, matrix<T>& y,
             [[maybe_unused]] cache_of<L, T>& cache, const E& engine = {}) {
    if constexpr (has_no_cache<L, T>)
        infer(layer, p, x, y, engine);
    else if constexpr (requires { layer.forward(p, x, y, cache, engine); })
        layer.forward(p, x, y, cache, engine);
    else
        layer.forward(p, x, y, cache);
}
// The gradients of that step, whose x and y are as they were.
template <class L, class T, Engine E = own_products>
void backward(const L& layer, const parameters_of<L, T>& p, const matrix<T>& x, const matrix<T>& y,
              [[maybe_unused]] cache_of<L, T>& cache, const matrix<T>& dy, parameters_of<L, T>& grads, matrix<T>& dx,
              [[maybe_unused]] const E& engine = {}) {
    if constexpr (has_no_cache<L, T>) {
        if constexpr (requires { layer.backward(p, x, y, dy, grads, dx, engine); })
            layer.backward(p, x, y, dy, grads, dx, engine);
        else
            layer.backward(p, x, y, dy, grads, dx);
    } else {
        if constexpr (requires { layer.backward(p, x, y, cache, dy, grads, dx, engine); })
            layer.backward(p, x, y, cache, dy, grads, dx, engine);
        else
            layer.backward(p, x, y, cache, dy, grads, dx);
    }
}

// What L promises, and what it admits (above); nothing when it says nothing, or says it at run time alone.
template <class L>
[[nodiscard]] consteval bool reads_input() {
    if constexpr (requires { typename std::bool_constant<L::reads_input>; })
        return L::reads_input;
    else
        return true;
}
template <class L>
[[nodiscard]] consteval bool reads_output() {
    if constexpr (requires { typename std::bool_constant<L::reads_output>; })
        return L::reads_output;
    else
        return true;
}
template <class L>
[[nodiscard]] consteval bool in_place() {
    if constexpr (requires { typename std::bool_constant<L::in_place>; })
        return L::in_place;
    else
        return false;
}
template <class L>
[[nodiscard]] consteval bool differs_in_training() {
    if constexpr (requires { typename std::bool_constant<L::differs_in_training>; })
        return L::differs_in_training;
    else
        return false;
}

// The layer L with all its products by another engine; itself a layer, of the same name and parameters.
template <Engine E, class L>
class on : public L {
    static_assert(is_layer<L>());

public:
    // Of a layer, or of the one that L is by itself.
    on() = default;
    explicit on(L layer) : L(std::move(layer)) {}

    // As L's.
    template <class T>
    void forward(const parameters_of<L, T>& p, const matrix<T>& x, matrix<T>& y) const {
        infer(layer(), p, x, y, E{});
    }
    template <class T>
        requires(!has_no_cache<L, T>)
    void forward(const parameters_of<L, T>& p, const matrix<T>& x, matrix<T>& y, cache_of<L, T>& kept) const {
        nn::forward(layer(), p, x, y, kept, E{});
    }
    template <class T>
        requires has_no_cache<L, T>
    void backward(const parameters_of<L, T>& p, const matrix<T>& x, const matrix<T>& y, const matrix<T>& dy,
                  parameters_of<L, T>& grads, matrix<T>& dx) const {
        detail::no_cache none;
        nn::backward(layer(), p, x, y, none, dy, grads, dx, E{});
    }
    template <class T>
        requires(!has_no_cache<L, T>)
    void backward(const parameters_of<L, T>& p, const matrix<T>& x, const matrix<T>& y, cache_of<L, T>& kept,
                  const matrix<T>& dy, parameters_of<L, T>& grads, matrix<T>& dx) const {
        nn::backward(layer(), p, x, y, kept, dy, grads, dx, E{});
    }

private:
    [[nodiscard]] const L& layer() const { return *this; }
};

}  // namespace SPNN_NAMESPACE::nn
