// align/detail/rows_in_chunks.hpp: long lists over a channel in messages of a few thousand rows, so that a wait covers
// the work on one of them, and memory grows only with what has arrived.

#pragma once

#include <spnn/core/ring/z2k.hpp>
#include <spnn/net/channel.hpp>
#include <spnn/net/cost.hpp>

namespace spnn::inline SPNN_ABI::align::detail {

inline constexpr std::size_t chunk_rows = 4096;

// Rows begin to begin + size - 1 of a list.
struct chunk {
    std::size_t begin = 0;
    std::size_t size = 0;
};

[[nodiscard]] constexpr std::size_t chunk_count(std::size_t rows) { return (rows + chunk_rows - 1) / chunk_rows; }

// Chunk `number` of a list of `rows`.
[[nodiscard]] constexpr chunk chunk_of(std::size_t rows, std::size_t number) {
    const std::size_t begin = number * chunk_rows;
    return {begin, std::min(chunk_rows, rows - begin)};
}

template <class T>
[[nodiscard]] std::span<T> part(std::span<T> of, chunk at) {
    return of.subspan(at.begin, at.size);
}

template <net::Message M, net::Transport T>
void send_list(net::channel<T>& to, std::span<const uint128> list) {
    for (std::size_t c = 0; c < chunk_count(list.size()); ++c) {
        const auto now = part(list, chunk_of(list.size(), c));
        auto x = make_matrix<uint128>(now.size(), 1);
        std::ranges::copy(now, x.data());
        to.template send<M>(c, x);
    }
}

// A list of `rows`, from a peer that has `steps` chunks of work to do before it sends.
template <net::Message M, net::Transport T>
[[nodiscard]] std::vector<uint128> receive_list(net::channel<T>& from, std::size_t rows, std::size_t steps) {
    std::vector<uint128> list;
    for (std::size_t c = 0; c < chunk_count(rows); ++c) {
        const auto x = from.template receive<M>(c, chunk_of(rows, c).size, 1, c == 0 ? steps : 1);
        const auto values = elements(x);
        list.insert(list.end(), values.begin(), values.end());
    }
    return list;
}

// What `rows` rows of `columns` values cost.
template <net::Message M>
[[nodiscard]] constexpr net::wire_cost chunks_cost(std::uint64_t rows, std::uint64_t columns) {
    return {rows * columns * sizeof(typename M::value_type) + chunk_count(rows) * net::message_bytes(0),
            chunk_count(rows)};
}

}  // namespace spnn::inline SPNN_ABI::align::detail
