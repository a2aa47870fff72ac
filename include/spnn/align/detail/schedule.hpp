// align/detail/schedule.hpp: how often who says "at work" in a private set intersection, from the sizes alone.
//
// A member says it to the leader after each chunk of its own ids beyond those that go along with the leader's
// questions, and, among three parties or more, after each chunk of making its store. The leader says it to every member
// after each chunk it finalizes for one, each chunk of keys, each "at work" or list it hears from one, each chunk it
// searches or reads in a store.
//
// What a party has not read yet waits in the queue of its channel: 64 bytes each. 16 MiB, which every transport
// queues, hold those for ten parties of ten million rows.

#pragma once

#include <spnn/align/detail/rows_in_chunks.hpp>
#include <spnn/align/okvs.hpp>

namespace SPNN_NAMESPACE::align::detail {

inline constexpr std::size_t leader = 0;

struct schedule {
    std::span<const std::size_t> sizes;  // rows, by the number of the party

    [[nodiscard]] constexpr std::size_t members() const { return sizes.size() - 1; }
    [[nodiscard]] constexpr bool has_stores() const { return members() > 1; }
    // Chunks of the leader's ids.
    [[nodiscard]] constexpr std::size_t asked() const { return chunk_count(sizes[leader]); }

    // By member j, all of them before its tags or store.
    [[nodiscard]] constexpr std::size_t of_member(std::size_t j) const {
        const auto own = chunk_count(sizes[j]);
        return own - std::min(own, asked()) + (has_stores() ? own + okvs::steps_for(sizes[j]) : 0);
    }
    // Messages in which its tags or the table of its store come.
    [[nodiscard]] constexpr std::size_t lists_of(std::size_t j) const {
        return chunk_count(has_stores() ? okvs::columns_for(sizes[j]) : sizes[j]);
    }

    // By the leader to each member, in all, before it sends the points of chunk c.
    [[nodiscard]] constexpr std::size_t before_points(std::size_t c) const { return c == 0 ? 0 : (c - 1) * members(); }
    // In all, before it takes the tags or store of member j; j = members() + 1: in all.
    [[nodiscard]] constexpr std::size_t before_turn(std::size_t j) const {
        std::size_t sum = (members() + (has_stores() ? 1 : 0)) * asked();
        for (std::size_t i = 1; i < j; ++i) sum += of_member(i) + lists_of(i) + asked();
        return sum;
    }
    [[nodiscard]] constexpr std::size_t of_leader() const { return before_turn(members() + 1); }

    // Ids that party p can ask the others for: its rows, but a store has room for as many as its table has entries.
    [[nodiscard]] constexpr std::size_t questions(std::size_t p) const {
        return p != leader && has_stores() ? okvs::columns_for(sizes[p]) : sizes[p];
    }
};

}  // namespace SPNN_NAMESPACE::align::detail
