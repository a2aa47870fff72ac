// nn/kinds.hpp: every kind of layer, in one list, and descriptions of layers that have no types.
//
// A new kind of layer stands in its header (nn/layer/), in its test and here; texts, files, networks chosen at run time
// and their tests follow from this list. Other rooms compute the same layers in another form by one function for each
// kind: std::visit over layer_description::kind, and a compiler error where a kind has none.

#pragma once

#include <spnn/nn/layer/average_pool.hpp>
#include <spnn/nn/layer/batch_norm.hpp>
#include <spnn/nn/layer/bias.hpp>
#include <spnn/nn/layer/conv.hpp>
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/dropout.hpp>
#include <spnn/nn/layer/flatten.hpp>
#include <spnn/nn/layer/identity.hpp>
#include <spnn/nn/layer/max_pool.hpp>
#include <spnn/nn/layer/quadratic.hpp>
#include <spnn/nn/layer/relu.hpp>
#include <spnn/nn/layer/residual.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/layer/square.hpp>
#include <spnn/nn/layer/sum_pool.hpp>
#include <spnn/nn/layer/tanh.hpp>

#include <variant>
#include <vector>

namespace SPNN_NAMESPACE::nn {

struct layer_description;

namespace kinds {

// All of them, but for the two below. Their order means nothing.
using every = std::tuple<dense, conv, relu, sigmoid, tanh, square, quadratic, max_pool, average_pool, sum_pool, flatten,
                         batch_norm, dropout, bias, identity>;

// x + layers(x).
struct residual {
    // The layers that x is added to, and the word in texts.
    std::vector<layer_description> inside;
    static constexpr std::string_view word = "residual";
};
// Whether the insides are equal.
[[nodiscard]] bool operator==(const residual& a, const residual& b);

// A layer of somebody's own: only the code that it was taken from can run it.
struct own_code {
    // What it calls itself, and the shapes at its ends.
    std::string name;
    shape from, to;
    friend bool operator==(const own_code&, const own_code&) = default;
};

}  // namespace kinds

namespace detail {

template <class Tuple, class... More>
struct variant_of;
template <class... Each, class... More>
struct variant_of<std::tuple<Each...>, More...> {
    using type = std::variant<Each..., More...>;
};

static_assert([]<class... Each>(std::tuple<Each...>*) {
    return (Kind<Each> && ...);
}(static_cast<kinds::every*>(nullptr)));

// Whether K is in the list.
template <class K>
inline constexpr bool is_listed = []<class... Each>(std::tuple<Each...>*) {
    return (std::same_as<K, Each> || ...);
}(static_cast<kinds::every*>(nullptr));

}  // namespace detail

// One layer: its kind with its numbers.
struct layer_description {
    // Of the list, or one of the two beside it.
    detail::variant_of<kinds::every, kinds::residual, kinds::own_code>::type kind;
    friend bool operator==(const layer_description&, const layer_description&) = default;
};

// As announced.
inline bool kinds::operator==(const residual& a, const residual& b) { return a.inside == b.inside; }

}  // namespace SPNN_NAMESPACE::nn
