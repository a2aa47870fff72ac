// align/detail/rows_in_chunks.hpp: long lists in messages of a few thousand rows, so that a wait covers the work on one
// of them, and memory grows only with what has arrived: while a list grows, it takes at most three times that.

#pragma once

#include <spnn/align/detail/conversation.hpp>
#include <spnn/core/ring/z2k.hpp>
#include <spnn/net/cost.hpp>

namespace SPNN_NAMESPACE::align::detail {

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

// Chunk `number` of a list.
template <net::Message M, net::Transport T>
void send_chunk(conversation<T>& talk, std::size_t to, std::span<const uint128> list, std::size_t number) {
    const auto now = part(list, chunk_of(list.size(), number));
    auto x = make_matrix<uint128>(now.size(), 1);
    std::ranges::copy(now, x.data());
    talk.template send<M>(to, number, x);
}

template <net::Message M, net::Transport T>
void send_list(conversation<T>& talk, std::size_t to, std::span<const uint128> list) {
    for (std::size_t c = 0; c < chunk_count(list.size()); ++c) send_chunk<M>(talk, to, list, c);
}

// A list of `rows`; after_chunk() once each chunk is there.
template <net::Message M, net::Transport T, class AfterChunk>
[[nodiscard]] std::vector<uint128> receive_list(conversation<T>& talk, std::size_t from, std::size_t rows,
                                                AfterChunk&& after_chunk) {
    std::vector<uint128> list;
    for (std::size_t c = 0; c < chunk_count(rows); ++c) {
        const auto x = talk.template receive<M>(from, c, chunk_of(rows, c).size, 1);
        const auto values = elements(x);
        list.insert(list.end(), values.begin(), values.end());
        after_chunk();
    }
    return list;
}
template <net::Message M, net::Transport T>
[[nodiscard]] std::vector<uint128> receive_list(conversation<T>& talk, std::size_t from, std::size_t rows) {
    return receive_list<M>(talk, from, rows, [] {});
}

// What `rows` rows of `columns` values cost.
template <net::Message M>
[[nodiscard]] constexpr net::wire_cost chunks_cost(std::uint64_t rows, std::uint64_t columns) {
    return {rows * columns * sizeof(typename M::value_type) + chunk_count(rows) * net::message_bytes(0),
            chunk_count(rows)};
}

}  // namespace SPNN_NAMESPACE::align::detail
