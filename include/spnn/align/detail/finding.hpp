// align/detail/finding.hpp: the second half of private set intersection: the members' tags reach the leader, which
// finds the common ids and tells each member which of its own they are.

#pragma once

#include <spnn/align/detail/asking.hpp>
#include <spnn/align/detail/secret_shuffle.hpp>
#include <spnn/align/detail/zero_shares.hpp>
#include <spnn/align/okvs.hpp>

namespace spnn::inline SPNN_ABI::align::detail {

// The member of two parties -> leader: the tags of all its ids, increasing.
struct sorted_tags : net::message_kind<0x56, "tags of all ids", uint128> {};
// member -> leader: the seed of its store; uniform.
struct store_seed : net::message_kind<0x57, "seed of the store", std::uint8_t> {};
// member -> leader: the table of its store; uniform but where all parties have an id.
struct store_table : net::message_kind<0x58, "table of the store", uint128> {};
// leader -> member.
struct common_count : net::message_kind<0x59, "number of common ids", std::uint64_t> {};
// leader -> member: the member's own tags of the common ids, in the common order.
struct common_tags : net::message_kind<0x5a, "tags of common ids", uint128> {};

// Two parties: the member's tags as they are.

template <net::Transport T>
void send_tags(const run<T>& r, std::vector<uint128> own) {
    std::ranges::sort(own);
    send_list<sorted_tags>(r.to(leader), own);
}

// Tags in increasing order are all different, and say nothing of the order of rows. protocol_error otherwise.
inline void require_increasing(std::span<const uint128> tags, const std::string& peer) {
    const auto stray = std::adjacent_find(tags.begin(), tags.end(), [](uint128 a, uint128 b) { return a >= b; });
    require<protocol_error>(stray == tags.end(), peer,
                            ", tags of all ids: they do not increase, so one may stand twice");
}

// Places in `asked` of the ids both have.
template <net::Transport T>
[[nodiscard]] std::vector<std::uint32_t> common_of_two(const run<T>& r, std::span<const uint128> tags) {
    constexpr std::size_t member = 1;
    const auto theirs = receive_list<sorted_tags>(r.to(member), r.sizes[member], 1 + chunk_count(r.sizes[member]));
    require_increasing(theirs, r.to(member).peer());
    std::vector<std::uint32_t> common;
    for (std::size_t i = 0; i < tags.size(); ++i)
        if (std::ranges::binary_search(theirs, tags[i])) common.push_back(static_cast<std::uint32_t>(i));
    return common;
}

// Three parties or more: the member's tags under zero shares, in a store.

// The key of an id in a store; public, and the same at all parties.
[[nodiscard]] inline uint128 store_key(std::string_view session, std::string_view id) {
    const auto hash =
        crypto::derive_seed("spnn key of an id", {std::as_bytes(std::span(session)), std::as_bytes(std::span(id))});
    return std::bit_cast<uint128>(hash.declassify());  // a digest of what its reader knows
}

// The same for the ids in these rows.
template <net::Transport T>
[[nodiscard]] std::vector<uint128> store_keys(const run<T>& r, std::span<const std::uint32_t> rows) {
    std::vector<uint128> keys(rows.size());
    parallel_for(r.options.threads, rows.size(),
                 [&](std::size_t i) { keys[i] = store_key(r.options.session, r.ids[rows[i]]); });
    return keys;
}

template <net::Transport T>
void send_store(run<T>& r, const zero_shares& shares, std::vector<uint128> own) {
    std::vector<std::uint32_t> all(r.rows());
    std::iota(all.begin(), all.end(), std::uint32_t{0});
    const auto keys = store_keys(r, all);
    shares.add(keys, own);
    const auto store = okvs::encode(keys, own, r.random);
    auto seed = make_matrix<std::uint8_t>(1, sizeof(okvs::seed_bytes));
    std::memcpy(seed.data(), store.seed().data(), seed.size());
    r.to(leader).template send<store_seed>(0, seed);
    send_list<store_table>(r.to(leader), store.table());
}

template <net::Transport T>
[[nodiscard]] okvs receive_store(const run<T>& r, std::size_t member) {
    const std::size_t keys = r.sizes[member];
    okvs::seed_bytes seed;
    const auto raw = r.to(member).template receive<store_seed>(0, 1, seed.size(), 1 + chunk_count(keys));
    std::memcpy(seed.data(), raw.data(), seed.size());
    return {keys, seed, receive_list<store_table>(r.to(member), okvs::columns_for(keys), 1)};
}

// Places in `asked` of the ids all have.
template <net::Transport T>
[[nodiscard]] std::vector<std::uint32_t> common_of_all(const run<T>& r, std::span<const std::uint32_t> asked,
                                                       const std::vector<std::vector<uint128>>& tags) {
    const auto keys = store_keys(r, asked);
    std::vector<uint128> sums(asked.size(), 0), values(asked.size());
    for (std::size_t j = 1; j < tags.size(); ++j) {
        const auto store = receive_store(r, j);
        parallel_for(r.options.threads, chunk_count(keys.size()), [&](std::size_t c) {
            const auto now = chunk_of(keys.size(), c);
            store.decode(part(std::span(keys), now), part(std::span(values), now));
        });
        for (std::size_t i = 0; i < sums.size(); ++i) sums[i] ^= values[i] ^ tags[j][i];
        report(r.options, "reading stores", j * asked.size(), (tags.size() - 1) * asked.size());
    }
    std::vector<std::uint32_t> common;
    for (std::size_t i = 0; i < sums.size(); ++i)
        if (sums[i] == 0) common.push_back(static_cast<std::uint32_t>(i));
    return common;
}

// What is common, told and heard.

template <net::Transport T>
void announce(const run<T>& r, std::span<const std::uint32_t> common, const std::vector<std::vector<uint128>>& tags) {
    auto count = make_matrix<std::uint64_t>(1, 1);
    count(0, 0) = common.size();
    for (std::size_t j = 1; j < tags.size(); ++j) {
        r.to(j).template send<common_count>(0, count);
        std::vector<uint128> theirs;
        for (const auto i : common) theirs.push_back(tags[j][i]);
        send_list<common_tags>(r.to(j), theirs);
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
[[nodiscard]] std::vector<std::uint32_t> hear(const run<T>& r, std::span<const uint128> own) {
    const auto count = r.to(leader).template receive<common_count>(0, 1, 1, 1 + r.all_chunks())(0, 0);
    require<protocol_error>(count <= *std::ranges::min_element(r.sizes), r.to(leader).peer(),
                            ", number of common ids: ", count, ", more than the smallest party has rows");
    r.require_some(count);
    return rows_of_tags(receive_list<common_tags>(r.to(leader), count, 1), own, r.to(leader).peer());
}

}  // namespace spnn::inline SPNN_ABI::align::detail
