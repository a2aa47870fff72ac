// split/party_session.hpp: what a party of a split network knows of its session: the common plan besides.

#pragma once

#include <spnn/session/pairwise_keys.hpp>
#include <spnn/session/session.hpp>
#include <spnn/share/pairwise.hpp>
#include <spnn/split/messages.hpp>
#include <spnn/split/plan.hpp>

namespace SPNN_NAMESPACE::split {

template <net::Transport T>
struct party_session : session::session<T> {
    // Of the party `who`, linked to its peers; threads and ledger as in session::state.
    party_session(split::plan p, party who, links<T> peers, workers own_threads = {},
                  crypto::ledger_handle own_ledger = nullptr)
        : session::session<T>{{who, std::move(own_threads), std::move(own_ledger)}, std::move(peers)},
          plan(std::move(p)) {}

    split::plan plan;                                            // the common one
    matrix<std::uint8_t> pace_word = zeros<std::uint8_t>(1, 1);  // what is said and heard (split/role/pace.hpp)
};

// Agrees on a key with every other holder (session/pairwise_keys.hpp).
template <Ring R, net::Transport T>
[[nodiscard]] share::pairwise_keys<R> agree_pairwise_keys(party_session<T>& s) {
    share::pairwise_keys<R> keys(s.self.number, s.plan.holders());
    const auto seeds = session::agree_pairwise_keys(
        keys.self(), keys.holders(), [&s](std::size_t peer) { return &s.to(the_holder(peer)); }, "spnn pair of holders",
        s.random);
    for (std::size_t peer = 0; peer < keys.holders(); ++peer)
        if (seeds[peer]) keys.insert(peer, crypto::single_use_key(*seeds[peer], s.ledger));
    return keys;
}

}  // namespace SPNN_NAMESPACE::split
