// split/role/relay.hpp: how a word of the label owner reaches everyone: label owner -> server -> every other holder,
// first holder -> dealer. One number a message; the header's step says which epoch or table it is about.

#pragma once

#include <spnn/session/agreement.hpp>
#include <spnn/split/options.hpp>
#include <spnn/train/messages.hpp>

#include <algorithm>

namespace SPNN_NAMESPACE::split::detail {

// This party's part in passing on a word of kind M. `word` counts at the label owner alone. Returns the word. A party
// that has nothing to receive in between gets here first: it waits for `steps` steps of the others.
template <class M, FirstLayer First, net::Transport T>
typename M::value_type relay(party_session<T>& s, std::uint64_t about, std::size_t steps = 1,
                             typename M::value_type word = {}) {
    const auto receive_from = [&](party peer) {
        const auto came = s.to(peer).template receive<M>(about, 1, 1, steps).data()[0];
        require<protocol_error>(M::accepts(came), peer.name(), ": ", M::name, " is ", +came, ", which is not allowed");
        return came;
    };
    const auto send_to = [&](party peer) {
        auto message = make_matrix<typename M::value_type>(1, 1);
        message.data()[0] = word;
        s.to(peer).template send<M>(about, message);
    };
    const auto owner = s.plan.label_owner();
    if (s.self == owner) {
        send_to(the_server);
    } else if (s.self == the_server) {
        word = receive_from(owner);
        for (std::size_t j = 0; j < s.plan.holders(); ++j)
            if (the_holder(j) != owner) send_to(the_holder(j));
    } else {
        word = receive_from(s.self == the_dealer ? the_holder(0) : the_server);
    }
    if (First::links.dealer && s.self == the_holder(0)) send_to(the_dealer);
    return word;
}

// What follows that epoch, as the label owner says.
template <FirstLayer First, net::Transport T>
train::after_epoch hear(party_session<T>& s, std::size_t epoch, std::size_t steps = 1) {
    return static_cast<train::after_epoch>(relay<train::verdict, First>(s, epoch, steps));
}

// Who makes the run's id: all but a dealer, which is linked to holders alone.
template <FirstLayer First>
[[nodiscard]] session::founding founding_of(const plan& p) {
    session::founding by{parties_of({}, p), the_server, {}, the_holder(0)};
    if (First::links.dealer) by.onlooker = the_dealer;
    return by;
}

// Compares plan and run with every linked peer (session/agreement.hpp).
template <FirstLayer First, net::Transport T>
void agree(party_session<T>& s) {
    session::agree(s, founding_of<First>(s.plan));
}

// Refuses a party that the plan does not know, or that lacks a link it will need.
template <FirstLayer First, net::Transport T>
void check_links(party_session<T>& s) {
    const auto all = parties_of(First::links, s.plan);
    require<usage_error>(std::find(all.begin(), all.end(), s.self) != all.end(), "plan: has no ", s.self.name());
    for (const auto& peer : all)
        if (peer != s.self && are_linked(First::links, s.plan, s.self, peer)) static_cast<void>(s.to(peer));
}

// The plan, once this party has found that it can take part in it.
template <FirstLayer First>
[[nodiscard]] plan checked(plan p, const party_options& options) {
    check<First>(p, options);
    return p;
}

// Checks what this party is asked to do, then greets its peers; a run that begins gets its id.
template <FirstLayer First, net::Transport T>
party_session<T>& start(party_session<T>& s, const network_outline& network, const party_options& options) {
    check<First>(s.plan, options);
    require<usage_error>(network.first_width > 0 && network.last_width > 0, s.self.name(),
                         ": the network's outline has ", network.first_width, " units in the first layer and ",
                         network.last_width, " in the last hidden one; use outline_of<Net>(plan)");
    check_links<First>(s);
    const auto nonces = session::greet(s, fields_of<First>(s.plan, network));
    if (s.plan.first_epoch == 0) s.run = session::found_run(s, founding_of<First>(s.plan), nonces);
    return s;
}

}  // namespace SPNN_NAMESPACE::split::detail
