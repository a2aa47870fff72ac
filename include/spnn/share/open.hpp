// share/open.hpp: all holders learn a shared value.
//
// Every holder sends its share to every other one and adds up what comes: k - 1 messages out of each holder, of
// the value's size, one round. All send before any receives, so the transport must hold one message per peer.
// Learns: every holder the value, nothing about single shares beyond it. Only masked values are ever opened.

#pragma once

#include <spnn/core/matmul.hpp>
#include <spnn/net/channel.hpp>
#include <spnn/net/cost.hpp>
#include <spnn/share/single_use.hpp>

#include <span>

namespace spnn::inline SPNN_ABI::share {

// What one holder sends to open an m x n value among k holders.
template <net::Message M>
constexpr net::wire_cost open_cost(std::size_t holders, std::size_t m, std::size_t n) {
    return net::message_cost<M>(m, n) * (holders - 1);
}

// `value`, this holder's share, becomes the sum of all shares. `peers` are the channels to the other holders.
template <Ring R, net::Message M, class Channel>
void open(std::span<Channel* const> peers, step_id at, matrix<element<R>>& value) {
    for (auto* peer : peers) peer->template send<M>(at.tag(), value);
    for (auto* peer : peers) add_to<R>(value, peer->template receive<M>(at.tag(), rows(value), columns(value)));
}

}  // namespace spnn::inline SPNN_ABI::share
