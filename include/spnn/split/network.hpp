// split/network.hpp: a network cut in three zones, composed at compile time.
//
//   holders   h1 = X_1 T_1 + ... + X_k T_k        first_width columns, no bias
//   server    bias, then Hidden                   first_width -> last_width
//   labeler   Head, then Loss                     last_width -> Loss::scores
//
// The first layer's bias belongs to the server: it is the server's own parameter and needs no protection.

#pragma once

#include <spnn/nn/layer/bias.hpp>
#include <spnn/nn/loss.hpp>
#include <spnn/nn/sequential.hpp>

#include <string>

namespace spnn::inline SPNN_ABI::split {

// What every party knows of a network: its name, equal at two parties only for equal networks, and how many numbers of
// a row cross from zone to zone.
struct network_outline {
    std::string name;             // Net::name()
    std::size_t first_width = 0;  // columns of h1
    std::size_t last_width = 0;   // columns of the last hidden activations
};

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

    // "bias<8> sigmoid<8> ... | dense<8,1> | binary cross-entropy": equal at two parties only for equal networks.
    static std::string name() { return text(server_zone{}.name(), " | ", head{}.name(), " | ", loss::name); }
};

// That of a network composed at compile time.
template <class Net>
[[nodiscard]] network_outline outline_of() {
    return {Net::name(), Net::first_width, Net::last_width};
}

}  // namespace spnn::inline SPNN_ABI::split
