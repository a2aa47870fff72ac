// align/intersect.hpp: private set intersection: parties find the ids that all of them have, and one order for them.
//
// Party 0 is the leader (in practice the label owner), the others are members; member j holds a fresh key of a
// pseudorandom function F_j (align/oprf.hpp). tag_j(x) is the first 16 bytes of F_j(protocol, session label, x).
//
//   who                what                                                                     on the wire
//   each -> each       greeting: how many rows it has, how few common rows it accepts           some bytes
//   member -> member   halves of a key of the pair (three parties or more)                      32 bytes
//   leader -> members  its ids in a secret order, blinded: uniform points                       32 bytes an id
//   member -> leader   these times its key; the leader finalizes to tag_j(x)                    32 bytes an id
//   member -> leader   two parties: tag_1(y) of all its ids y, in the order of the tags         16 bytes an id
//                      more: a store y -> tag_j(y) ^ s_j(y) (align/okvs.hpp)                    17.6 bytes an id
//   leader -> member   how many are common; their tag_j(x), in a secret order, the same to all  16 bytes a common id
// and "at work" in between (align/detail/schedule.hpp), so that no wait is longer than a timeout of the channel, or two
// for the leader of three parties or more (align/detail/conversation.hpp).
//
// s_j are zero shares over the members: x is common exactly if the stores' values at x and the tags xor to zero over
// all members (up to 2^-128 an id). Where one member lacks x, what the others' stores give is uniform: nothing is
// learned of any smaller intersection. Kolesnikov, Matania, Pinkas, Rosulek, Trieu, "Practical Multi-party Private Set
// Intersection from Symmetric-Key Techniques", CCS 2017, augmented semi-honest, with RFC 9497 as its pseudorandom
// function.
//
// Who learns what, and who must not pool views: what_each_learns below, whose text programs print. Assumed: transports
// that authenticate and hide; parties that follow the protocol, on ids of their choice. Deviation is not
// detected, but nothing a peer sends can cause more than an error, and that within align_options::within.
//
// Questions. Whoever brings a row asks all others for its id: the leader gets the tag of each of its ids, a member
// finds its own in the result. So nobody can ask for more ids than it has rows, but a member of three parties or more
// for as many as its store has entries (it can fill all of them). on_sizes tells how many these are before anything
// is answered; what an answer has said cannot be taken back.
//
// Too few common rows (min_common_rows). A party with fewer rows than the largest min_common_rows ends the alignment
// before anything is asked. Later the leader looks at the number first, and tells the members nothing but that it is
// too small; each looks again before it reads a tag. So a member learns no count and no id. The leader itself has then
// learned which of its ids all have, and a leader that lies is not stopped by this: against it help the checks of sizes
// and on_sizes.
//
// Memory: 16 bytes for each own row and party, and about 40 more for each own row (while a member makes its store:
// 200); of the others' at most one list or store at a time, 17.6 bytes for each row that has arrived, and three times
// that while it grows. Rows that are only claimed take none.

#pragma once

#include <spnn/align/detail/finding.hpp>
#include <spnn/crypto/os_random.hpp>

#include <numeric>

namespace SPNN_NAMESPACE::align {

// Every party's view, and what comes out when parties pool theirs, in plain words.
[[nodiscard]] inline std::string what_each_learns(std::size_t parties) {
    require<usage_error>(parties >= 2, "what_each_learns: ", parties, " parties, at least 2 expected");
    std::string all =
        "Every party learns how many rows every party has, and which of its own ids all parties have; nothing else of "
        "the others' ids or of the order of their rows. A party that lists ids it only guesses learns the same of "
        "those.";
    if (parties == 2) return all;
    all +=
        text(" No party alone learns which ids some but not all of the ", parties, " parties have. Members (parties ",
             "1 to ", parties - 1, ") that pool their views learn nothing more. The leader (party 0) and some ",
             "members that pool theirs learn which of the leader's ids all the remaining members have");
    all += parties == 3 ? ": all that the leader and the third party have in common."
                        : "; when one member remains, all that the leader and this one have in common.";
    return all +
           " The links between members must be closed to the leader: whoever reads them pools with their members.";
}

namespace detail {

template <net::Transport T>
[[nodiscard]] std::vector<std::uint32_t> lead(run<T>& r) {
    std::vector<std::uint32_t> asked(r.rows());
    std::iota(asked.begin(), asked.end(), std::uint32_t{0});
    secret_shuffle(std::span(asked), r.random);
    const auto tags = ask(r, asked);
    auto common = r.parties() == 2 ? common_of_two(r, tags[1]) : common_of_all(r, asked, tags);
    secret_shuffle(std::span(common), r.random);
    announce(r, common, tags);
    r.require_enough(common.size());
    std::vector<std::uint32_t> rows;
    for (const auto place : common) rows.push_back(asked[place]);
    return rows;
}

template <net::Transport T>
[[nodiscard]] std::vector<std::uint32_t> follow(run<T>& r) {
    if (r.parties() == 2) {
        const auto own = answer(r);
        send_tags(r, own);
        return hear(r, own);
    }
    const auto shares = zero_shares::agree(r.talk, leader, r.random);
    const auto own = answer(r);
    send_store(r, shares, own);
    return hear(r, own);
}

}  // namespace detail

// This party's rows of the ids that all parties have, in an order common to all of them and uniformly random. Every
// party calls it, with one id a row, and the same session label. data_error for ids that are missing or
// stand twice, for sizes that a party does not accept, and, at all parties, when fewer ids are common than one accepts;
// protocol_error naming the peer that does not follow the protocol; transport_error naming the peer that was waited for
// when the time is over.
template <net::Transport T>
[[nodiscard]] alignment intersect(std::span<const std::string> ids, const group<T>& peers,
                                  const align_options& options) {
    detail::require_group(peers, options);
    detail::require_ids(ids, options);
    auto talk = detail::conversation_of(peers, options);
    auto agreed = detail::greet(talk, detail::procedure, ids.size());
    detail::show_sizes(talk, agreed, [&](std::size_t p) { return detail::schedule{agreed.sizes}.questions(p); });
    crypto::os_random system;
    detail::run<T> r{ids, talk, std::move(agreed), crypto::prg(crypto::fresh_seed(system))};
    auto rows = peers.self == detail::leader ? detail::lead(r) : detail::follow(r);
    return {std::move(rows), std::move(r.agreed.sizes)};
}

}  // namespace SPNN_NAMESPACE::align
