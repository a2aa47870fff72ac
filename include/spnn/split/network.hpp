// split/network.hpp: a network cut in three zones, composed at compile time.
//
//   holders   h1 = X_1 T_1 + ... + X_k T_k        first_width columns, no bias
//   server    bias, then Hidden                   first_width -> last_width
//   labeler   Head, then Loss                     last_width -> Loss::scores
//
// The first layer's bias belongs to the server: it is the server's own parameter and needs no protection.
//
// One that is chosen at run time is split::any_network (split/any_network.hpp): it can stand wherever Net stands here,
// in roles, simulations and estimates, and is then the one that the plan names.

#pragma once

#include <spnn/nn/layer/bias.hpp>
#include <spnn/nn/loss.hpp>
#include <spnn/nn/sequential.hpp>
#include <spnn/nn/show.hpp>
#include <spnn/split/plan.hpp>

#include <string>

namespace SPNN_NAMESPACE::split {

template <class Hidden, class Head, class Loss>
struct network {
    static_assert(nn::is_layer<Hidden>() && nn::is_layer<Head>() && nn::is_loss<Loss>());
    static_assert(Head::in == Hidden::out, "network: the head's `in` must equal the hidden zone's `out`");
    static_assert(Loss::scores == Head::out, "network: the loss's `scores` must equal the head's `out`");

    // What the server computes, and what the label owner does.
    using server_zone = nn::sequential<nn::bias<Hidden::in>, Hidden>;
    using head = Head;
    using loss = Loss;

    // Columns of h1, and of the last hidden activations.
    static constexpr std::size_t first_width = Hidden::in;
    static constexpr std::size_t last_width = Hidden::out;

    // "8: bias, sigmoid, dense 8, sigmoid | dense 1 | binary_cross_entropy": equal at two parties only for equal
    // networks (split/description.hpp).
    static std::string name() {
        return text(nn::text_of(server_zone{}), " | ", nn::text_of_layers(head{}), " | ", loss::name);
    }
    [[nodiscard]] static network_outline outline() { return {name(), first_width, last_width}; }
};

// Net is chosen at run time: it is the network that a plan names.
template <class Net>
concept ChosenNetwork = std::constructible_from<Net, const plan&>;

// That of a network composed at compile time, and that of any in a run by this plan; usage_error for a plan that names
// another.
template <class Net>
[[nodiscard]] network_outline outline_of() {
    return Net::outline();
}
template <class Net>
[[nodiscard]] network_outline outline_of(const plan& p) {
    if constexpr (ChosenNetwork<Net>) {
        return Net(p).outline();
    } else {
        auto outline = Net::outline();
        require_network(p, outline.name);
        return outline;
    }
}

namespace detail {

// The layers of a zone.
template <class Net>
[[nodiscard]] typename Net::server_zone hidden_layers_of(const plan& p) {
    if constexpr (ChosenNetwork<Net>)
        return Net(p).hidden_layers();
    else
        return {};
}
template <class Net>
[[nodiscard]] typename Net::head head_layers_of(const plan& p) {
    if constexpr (ChosenNetwork<Net>)
        return Net(p).head_layers();
    else
        return {};
}

}  // namespace detail

}  // namespace SPNN_NAMESPACE::split
