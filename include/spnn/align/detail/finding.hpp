// align/detail/finding.hpp: the second half of private set intersection: the members' tags reach the leader, which
// finds the common ids and tells each member which of its own they are.

#pragma once

#include <spnn/align/detail/asking.hpp>
#include <spnn/align/detail/secret_shuffle.hpp>
#include <spnn/align/detail/zero_shares.hpp>
#include <spnn/align/okvs.hpp>

namespace SPNN_NAMESPACE::align::detail {

// The member of two parties -> leader: the tags of all its ids, increasing.
struct sorted_tags : net::message_kind<net::first_kind::align + 6, "tags of all ids", uint128> {};
// member -> leader: the seed of its store; uniform.
struct store_seed : net::message_kind<net::first_kind::align + 7, "seed of the store", std::uint8_t> {};
// member -> leader: the table of its store; uniform but where all parties have an id.
struct store_table : net::message_kind<net::first_kind::align + 8, "table of the store", uint128> {};
// leader -> member: 0 if they are fewer than a party accepts.
struct common_count : net::message_kind<net::first_kind::align + 9, "number of common ids", std::uint64_t> {};
// leader -> member: the member's own tags of the common ids, in the common order.
struct common_tags : net::message_kind<net::first_kind::align + 10, "tags of common ids", uint128> {};

// Leader: hears from member j that it is at work until its tags or store come, and passes that on to all.
template <net::Transport T>
void pass_on_work(run<T>& r, std::size_t j) {
    for (std::size_t i = 1; i <= r.work().of_member(j); ++i) {
        r.talk.hear_at_work(j, i);
        r.talk.say_at_work();
    }
}

// Two parties: the member's tags as they are.

template <net::Transport T>
void send_tags(run<T>& r, std::vector<uint128> own) {
    std::ranges::sort(own);
    send_list<sorted_tags>(r.talk, leader, own);
}

// Tags in increasing order are all different, and say nothing of the order of rows. protocol_error otherwise.
inline void require_increasing(std::span<const uint128> tags, const std::string& peer) {
    const auto stray = std::adjacent_find(tags.begin(), tags.end(), [](uint128 a, uint128 b) { return a >= b; });
    require<protocol_error>(stray == tags.end(), peer,
                            ", tags of all ids: they do not increase, so one may stand twice");
}

// Places in `asked` of the ids both have.
template <net::Transport T>
[[nodiscard]] std::vector<std::uint32_t> common_of_two(run<T>& r, std::span<const uint128> tags) {
    constexpr std::size_t member = 1;
    pass_on_work(r, member);
    const auto theirs =
        receive_list<sorted_tags>(r.talk, member, r.agreed.sizes[member], [&] { r.talk.say_at_work(); });
    require_increasing(theirs, r.talk.name(member));
    std::vector<std::uint32_t> common;
    for (std::size_t c = 0; c < chunk_count(tags.size()); ++c) {
        const auto now = chunk_of(tags.size(), c);
        for (std::size_t i = now.begin; i < now.begin + now.size; ++i)
            if (std::ranges::binary_search(theirs, tags[i])) common.push_back(static_cast<std::uint32_t>(i));
        r.talk.say_at_work();
    }
    return common;
}

// Three parties or more: the member's tags under zero shares, in a store.

// The key of an id in a store; public, and the same at all parties.
[[nodiscard]] inline uint128 store_key(std::string_view session, std::string_view id) {
    const auto hash =
        crypto::derive_seed("spnn key of an id", {std::as_bytes(std::span(session)), std::as_bytes(std::span(id))});
    return std::bit_cast<uint128>(hash.declassify());  // a digest of what its reader knows
}

// The same for the ids in these rows; after_chunk(which) when each chunk is done.
template <net::Transport T, class AfterChunk>
[[nodiscard]] std::vector<uint128> store_keys(const run<T>& r, std::span<const std::uint32_t> rows,
                                              AfterChunk&& after_chunk) {
    std::vector<uint128> keys(rows.size());
    for (std::size_t c = 0; c < chunk_count(rows.size()); ++c) {
        const auto now = chunk_of(rows.size(), c);
        parallel_for(r.options().threads, now.size, [&](std::size_t i) {
            keys[now.begin + i] = store_key(r.options().session, r.ids[rows[now.begin + i]]);
        });
        after_chunk(part(std::span(keys), now), now);
    }
    return keys;
}

template <net::Transport T>
void send_store(run<T>& r, const zero_shares& shares, std::vector<uint128> own) {
    std::vector<std::uint32_t> all(r.rows());
    std::iota(all.begin(), all.end(), std::uint32_t{0});
    const auto keys = store_keys(r, all, [&](std::span<const uint128> done, chunk now) {
        shares.add(done, part(std::span(own), now));
        r.talk.say_at_work(leader);
    });
    const auto store = okvs::encode(keys, own, r.random, [&] { r.talk.say_at_work(leader); });
    auto seed = make_matrix<std::uint8_t>(1, sizeof(okvs::seed_bytes));
    std::memcpy(seed.data(), store.seed().data(), seed.size());
    r.talk.hear_at_work(leader, r.work().before_turn(r.talk.self()));
    r.talk.template send<store_seed>(leader, 0, seed);
    send_list<store_table>(r.talk, leader, store.table());
}

template <net::Transport T>
[[nodiscard]] okvs receive_store(run<T>& r, std::size_t member) {
    const std::size_t keys = r.agreed.sizes[member];
    okvs::seed_bytes seed;
    const auto raw = r.talk.template receive<store_seed>(member, 0, 1, seed.size());
    std::memcpy(seed.data(), raw.data(), seed.size());
    return {keys, seed,
            receive_list<store_table>(r.talk, member, okvs::columns_for(keys), [&] { r.talk.say_at_work(); })};
}

// Places in `asked` of the ids all have.
template <net::Transport T>
[[nodiscard]] std::vector<std::uint32_t> common_of_all(run<T>& r, std::span<const std::uint32_t> asked,
                                                       const std::vector<std::vector<uint128>>& tags) {
    constexpr std::size_t block = 256;  // keys that one thread decodes at a time
    const auto keys = store_keys(r, asked, [&](auto, auto) { r.talk.say_at_work(); });
    std::vector<uint128> sums(asked.size(), 0), values(std::min(chunk_rows, asked.size()));
    for (std::size_t j = 1; j < tags.size(); ++j) {
        pass_on_work(r, j);
        const auto store = receive_store(r, j);
        for (std::size_t c = 0; c < chunk_count(keys.size()); ++c) {
            const auto now = chunk_of(keys.size(), c);
            parallel_for(r.options().threads, (now.size + block - 1) / block, [&](std::size_t b) {
                const chunk mine{b * block, std::min(block, now.size - b * block)};
                store.decode(part(part(std::span(keys), now), mine), part(std::span(values), mine));
            });
            for (std::size_t i = 0; i < now.size; ++i) sums[now.begin + i] ^= values[i] ^ tags[j][now.begin + i];
            r.talk.say_at_work();
        }
        r.talk.report("reading stores", j * asked.size(), (tags.size() - 1) * asked.size());
    }
    std::vector<std::uint32_t> common;
    for (std::size_t i = 0; i < sums.size(); ++i)
        if (sums[i] == 0) common.push_back(static_cast<std::uint32_t>(i));
    for (std::size_t j = 1; j < tags.size(); ++j)
        require<protocol_error>(common.size() <= r.agreed.sizes[j], r.talk.name(j),
                                ", table of the store: it holds more ids than the party has rows");
    return common;
}

// What is common, told and heard.

// To all members at once, so that none waits for the list of another. Too few are not told of but as too few.
template <net::Transport T>
void announce(run<T>& r, std::span<const std::uint32_t> common, const std::vector<std::vector<uint128>>& tags) {
    const bool enough = common.size() >= r.agreed.min_common_rows;
    auto count = make_matrix<std::uint64_t>(1, 1);
    count(0, 0) = enough ? common.size() : 0;
    for (std::size_t j = 1; j < tags.size(); ++j) r.talk.template send<common_count>(j, 0, count);
    for (std::size_t c = 0; enough && c < chunk_count(common.size()); ++c) {
        const auto now = chunk_of(common.size(), c);
        auto theirs = make_matrix<uint128>(now.size, 1);
        for (std::size_t j = 1; j < tags.size(); ++j) {
            for (std::size_t i = 0; i < now.size; ++i) theirs(i, 0) = tags[j][common[now.begin + i]];
            r.talk.template send<common_tags>(j, c, theirs);
        }
    }
}

// The rows whose tags are announced, in their order. protocol_error for a tag that is no row's or stands twice.
[[nodiscard]] inline std::vector<std::uint32_t> rows_of_tags(std::span<const uint128> announced,
                                                             std::span<const uint128> own, const std::string& peer) {
    std::vector<std::pair<uint128, std::uint32_t>> index;
    for (std::size_t i = 0; i < own.size(); ++i) index.emplace_back(own[i], static_cast<std::uint32_t>(i));
    std::ranges::sort(index);
    std::vector<std::uint32_t> found;
    std::vector<bool> taken(own.size());
    for (const auto tag : announced) {
        const auto at = std::ranges::lower_bound(index, tag, {}, [](const auto& entry) { return entry.first; });
        require<protocol_error>(at != index.end() && at->first == tag, peer,
                                ", tags of common ids: one is of no id of this party");
        require<protocol_error>(!taken[at->second], peer, ", tags of common ids: one stands twice");
        taken[at->second] = true;
        found.push_back(at->second);
    }
    return found;
}

template <net::Transport T>
[[nodiscard]] std::vector<std::uint32_t> hear(run<T>& r, std::span<const uint128> own) {
    r.talk.hear_at_work(leader, r.work().of_leader());
    const auto count = r.talk.template receive<common_count>(leader, 0, 1, 1)(0, 0);
    const auto& peer = r.talk.name(leader);
    require<protocol_error>(count <= r.agreed.smallest(), peer, ", number of common ids: ", count,
                            ", more than the smallest party has rows");
    require<protocol_error>(count == 0 || count >= r.agreed.min_common_rows, peer, ", number of common ids: ", count,
                            ", but a party accepts no fewer than ", r.agreed.min_common_rows, " (min_common_rows)");
    r.require_enough(count);
    return rows_of_tags(receive_list<common_tags>(r.talk, leader, count), own, peer);
}

}  // namespace SPNN_NAMESPACE::align::detail
