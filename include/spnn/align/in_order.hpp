// align/in_order.hpp: rows that stand in one order already: the parties check that they do.
//
// For parties whose files were matched elsewhere, by somebody they trust. Needs no public-key cryptography.
//
//   who              message
//   each -> each     the greeting of align/detail/greeting.hpp; unequal numbers of rows end it here
//   each -> each     16 fresh bytes
//   each -> each     "at work" after each 4,096 rows (align/detail/conversation.hpp)
//   each -> each     SHA-256 of its number and of a digest of all those bytes and all its ids in order
//
// Who learns what: every party every party's number of rows, and whether its list of ids, in order, is its own.
// Besides, who can guess another party's whole list, every id in its place, can check the guess against the digest; one
// wrong id tells nothing, so each party asks one question in an alignment (on_sizes). So it is not for tables so small
// that the whole list can be guessed: align/intersect.hpp is. The fresh bytes of all parties are in every digest, so
// that none can be computed beforehand or used again; the number keeps a party from sending back what it was sent.

#pragma once

#include <spnn/align/detail/greeting.hpp>
#include <spnn/align/detail/rows_in_chunks.hpp>
#include <spnn/crypto/os_random.hpp>
#include <spnn/crypto/sha256.hpp>

#include <numeric>

namespace SPNN_NAMESPACE::align {

namespace detail {

using order_nonce = std::array<std::byte, 16>;

// each -> each: fresh bytes.
struct order_nonce_message : net::message_kind<net::first_kind::align + 1, "nonce of the order of rows", std::uint8_t> {
};
// each -> each: the digest of the order.
struct order_digest_message
    : net::message_kind<net::first_kind::align + 2, "digest of the order of rows", std::uint8_t> {};

// What the ids in this order are, under the nonces of all parties; after_chunk() after every chunk of them.
template <class AfterChunk>
[[nodiscard]] crypto::digest order_digest(std::span<const std::string> ids, std::span<const order_nonce> nonces,
                                          std::string_view session, AfterChunk&& after_chunk) {
    crypto::sha256_hasher hasher;
    const auto add = [&](std::string_view part) {
        const std::uint64_t length = part.size();
        hasher.update(std::as_bytes(std::span(&length, 1)));
        hasher.update(std::as_bytes(std::span(part)));
    };
    add("spnn order of rows");
    add(session);
    for (const auto& nonce : nonces) hasher.update(nonce);
    for (std::size_t c = 0; c < chunk_count(ids.size()); ++c) {
        for (const auto& id : part(ids, chunk_of(ids.size(), c))) add(id);
        after_chunk();
    }
    return hasher.finish();
}

// What party `number` sends for it.
[[nodiscard]] inline crypto::digest order_answer(const crypto::digest& order, std::size_t number) {
    const std::uint64_t party = number;
    crypto::sha256_hasher hasher;
    hasher.update(std::as_bytes(std::span(&party, 1)));
    hasher.update(order);
    return hasher.finish();
}

// Sends `own` to every peer and returns what each sent, `own` at the own place.
template <net::Message M, std::size_t Size, net::Transport T>
[[nodiscard]] std::vector<std::array<std::byte, Size>> exchange(conversation<T>& talk,
                                                                const std::array<std::byte, Size>& own) {
    auto x = make_matrix<std::uint8_t>(1, Size);
    std::memcpy(x.data(), own.data(), Size);
    for (std::size_t p = 0; p < talk.parties(); ++p)
        if (p != talk.self()) talk.template send<M>(p, 0, x);
    std::vector<std::array<std::byte, Size>> all(talk.parties(), own);
    for (std::size_t p = 0; p < talk.parties(); ++p) {
        if (p == talk.self()) continue;
        const auto theirs = talk.template receive<M>(p, 0, 1, Size);
        std::memcpy(all[p].data(), theirs.data(), Size);
    }
    return all;
}

}  // namespace detail

// Checks that row i of every party has the same id, for all i. Every party calls it. The rows of the result are all
// rows as they stand. data_error for ids that are missing or stand twice, for sizes that a party does not accept, and
// when the parties' rows differ; transport_error naming the peer that was waited for when the time is over.
template <net::Transport T>
[[nodiscard]] alignment in_order(std::span<const std::string> ids, const group<T>& peers,
                                 const align_options& options) {
    detail::require_group(peers, options);
    detail::require_ids(ids, options);
    detail::conversation<T> talk(peers, options);
    const auto agreed = detail::greet(talk, "rows in order, 2", ids.size());
    alignment all{{}, agreed.sizes};
    for (std::size_t p = 0; p < peers.parties(); ++p)
        require<mismatch_error>(all.set_sizes[p] == ids.size(), "rows in order: ", ids.size(), " rows here, ",
                                all.set_sizes[p], " at ", p == peers.self ? "this party" : peers.to(p).peer(),
                                "; bring the files into one order first, or use private set intersection");
    detail::show_sizes(talk, agreed, [](std::size_t) { return std::uint64_t{1}; });
    crypto::os_random random;
    detail::order_nonce nonce;
    random.fill(nonce);
    const auto nonces = detail::exchange<detail::order_nonce_message>(talk, nonce);
    std::size_t done = 0;
    const auto order = detail::order_digest(ids, nonces, options.session, [&] {
        talk.say_at_work();
        done = std::min(done + detail::chunk_rows, ids.size());
        talk.report("rows in order", done, ids.size());
    });
    for (std::size_t p = 0; p < peers.parties(); ++p)
        if (p != peers.self) talk.hear_at_work(p, detail::chunk_count(ids.size()));
    const auto answers = detail::exchange<detail::order_digest_message>(talk, detail::order_answer(order, peers.self));
    for (std::size_t p = 0; p < peers.parties(); ++p)
        require<mismatch_error>(
            answers[p] == detail::order_answer(order, p), "rows in order: the ids of ",
            p == peers.self ? "this party" : peers.to(p).peer(),
            " are not those here in the same order; sort both files by the same id column, check that ",
            "ids are written alike, or use private set intersection");
    all.rows.resize(ids.size());
    std::iota(all.rows.begin(), all.rows.end(), std::uint32_t{0});
    return all;
}

}  // namespace SPNN_NAMESPACE::align
