// split/view.hpp: what a party learns in the clear at each step, shown to whoever audits it.
//
// A party's own view, given to nobody: it is there to be measured (audit/), by the party itself or in a run of all
// roles in one process. What hides a product, a mask or a ciphertext, is not a view: it has nothing to show.

#pragma once

#include <spnn/split/course.hpp>

#include <functional>

namespace spnn::inline SPNN_ABI::split {

// What is seen.
enum class sight : std::uint8_t {
    first_layer_sum,       // h1, m x h: at the server, in training and prediction
    last_hidden,           // the last hidden activations, m x L: at the label owner, in training and prediction
    last_hidden_gradient,  // dL/d last hidden, m x L: at the server
    first_layer_gradient,  // dL/dh1, m x h: at the server, which computes it, and at the holders
};

struct view {
    sight what;                   // which of them
    const step& at;               // which rows, and why
    const matrix<float>& values;  // a row for each of them; valid during the call
};

// Called in the party's own thread, before it uses what it sees.
using view_function = std::function<void(const view&)>;

namespace detail {

inline void show(const view_function& onlooker, sight what, const step& at, const matrix<float>& values) {
    if (onlooker) onlooker({what, at, values});
}

}  // namespace detail

}  // namespace spnn::inline SPNN_ABI::split
