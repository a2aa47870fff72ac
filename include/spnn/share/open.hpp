// share/open.hpp: all holders learn a shared value.
//
// Every holder sends its share to every other one and adds up what comes: k - 1 times the value's size out of
// each holder. A large value goes in blocks of rows of at most 8 MiB: all send a block before any receives it, so
// that much a transport must hold per peer, however large the value is.
// Learns: every holder the value, nothing about single shares beyond it. Only masked values are ever opened.

#pragma once

#include <spnn/core/matmul.hpp>
#include <spnn/core/step.hpp>
#include <spnn/net/channel.hpp>
#include <spnn/net/cost.hpp>
#include <spnn/session/party.hpp>
#include <spnn/share/additive.hpp>
#include <spnn/share/elements.hpp>

#include <span>
#include <utility>

namespace SPNN_NAMESPACE::share {

// Rows of n values that one message of an opening holds.
template <net::Message M>
[[nodiscard]] constexpr std::size_t rows_per_opening(std::size_t n) {
    constexpr std::size_t block_bytes = std::size_t{8} << 20;
    return std::max<std::size_t>(1, block_bytes / std::max<std::size_t>(1, n * sizeof(typename M::value_type)));
}

// The messages of opening an m x n value among `holders`, block by block, told to a `wire` (session/tally.hpp).
template <net::Message M, class Wire>
void open_messages(std::span<const session::party> holders, std::size_t m, std::size_t n, Wire& wire) {
    const std::size_t block = rows_per_opening<M>(n);
    for (std::size_t from = 0; from < m; from += block)
        wire.exchange(holders, net::message_cost<M>(std::min(block, m - from), n));
}

// value = the sum of all shares, of which `share` is this holder's: it is used up, and gives its memory. `peers` are
// the channels to the other holders; `came` is work space.
template <Ring R, net::Message M, class Channel>
void open(std::span<Channel* const> peers, step_id at, additive_share<R>& share, matrix<element<R>>& value,
          matrix<element<R>>& came) {
    std::swap(share.part, value);
    const std::size_t n = columns(value);
    for (std::size_t from = 0; from < rows(value);) {
        const std::size_t block_rows = std::min(rows_per_opening<M>(n), rows(value) - from);
        auto* const first = value.data() + from * n;
        for (auto* peer : peers) peer->template send<M>(at.tag(), value, from, block_rows);
        for (auto* peer : peers) {
            receive_elements<R, M>(*peer, at.tag(), block_rows, n, came);
            for (std::size_t i = 0; i < came.size(); ++i) first[i] = R::add(first[i], came.data()[i]);
        }
        from += block_rows;
    }
}

}  // namespace SPNN_NAMESPACE::share
