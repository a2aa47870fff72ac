// split/view.hpp: what the parties of a split network learn in the clear (train/view.hpp).

#pragma once

#include <spnn/train/view.hpp>

namespace SPNN_NAMESPACE::split {

// What is seen.
enum class seen : std::uint8_t {
    first_layer_sum,       // h1, m x h: at the server, in training and prediction
    last_hidden,           // the last hidden activations, m x L: at the label owner, in training and prediction
    last_hidden_gradient,  // dL/d last hidden, m x L: at the server
    first_layer_gradient,  // dL/dh1, m x h: at the server, which computes it, and at the holders
};

// What is told each time, and to whom.
using view = train::view<seen>;
using view_function = train::view_function<seen>;

namespace detail {

inline void show(const view_function& onlooker, seen what, const train::step& at, const matrix<float>& values) {
    if (onlooker) onlooker({what, at, values});
}

}  // namespace detail

}  // namespace SPNN_NAMESPACE::split
