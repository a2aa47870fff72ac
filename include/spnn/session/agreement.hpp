// session/agreement.hpp: that all parties compute the same run, compared by themselves.
//
// A new run's id: one party, the hub, sends every party the nonces that the parties with weights have said in hello; a
// party without weights hears them from one of these. Each finds its own among them, and those of the peers it has
// spoken to. The id is a digest of all, so no party can make a session pass for an earlier run as long as one other is
// honest. A session that takes up a run, or loads weights, has the id of the file.
//
// Agreement: before training and before each prediction, every party tells every linked peer the digest of the plan and
// the run its weights belong to. A difference ends the session, naming who said what. The links join all parties, so
// after it all agree: whoever proposed the run can only have stopped it.

#pragma once

#include <spnn/session/session.hpp>

#include <algorithm>
#include <vector>

namespace SPNN_NAMESPACE::session {

// Who makes a run's id, and who hears of it from whom.
struct founding {
    std::vector<party> founders;      // the parties with weights, in one order at all parties
    party hub;                        // the one of them that is linked to all the others
    std::optional<party> onlooker{};  // a party without weights
    party teller{};                   // the founder that it hears from

    // Whether that party has weights.
    [[nodiscard]] bool has_weights(const party& who) const {
        return std::ranges::find(founders, who) != founders.end();
    }
};

// The id of the run that begins with this session. `said`: what greet has returned.
template <net::Transport T>
[[nodiscard]] run_id found_run(session<T>& s, const founding& by, const std::map<party, nonce>& said) {
    const auto& founders = by.founders;
    bytes all;
    if (s.self == by.hub) {
        for (const auto& founder : founders)
            all.insert(all.end(), said.at(founder).begin(), said.at(founder).end());  // linked to all of them
        for (const auto& founder : founders)
            if (founder != s.self) s.to(founder).template send_bytes<run_nonces>(0, all);
    } else {
        const auto from = s.self == by.onlooker ? by.teller : by.hub;
        all = s.to(from).template receive_bytes<run_nonces>(0, founders.size() * sizeof(nonce));
        require<protocol_error>(all.size() == founders.size() * sizeof(nonce), from.name(), ": nonces of ",
                                all.size() / sizeof(nonce), " parties, expected ", founders.size());
        for (std::size_t i = 0; i < founders.size(); ++i) {
            const auto known = said.find(founders[i]);
            const auto told = std::span(all).subspan(i * sizeof(nonce), sizeof(nonce));
            require<protocol_error>(known == said.end() || std::ranges::equal(known->second, told), from.name(),
                                    ": says another nonce of ", founders[i].name(), " than it has said itself");
        }
    }
    if (by.onlooker && s.self == by.teller) s.to(*by.onlooker).template send_bytes<run_nonces>(0, all);
    const auto seed = crypto::derive_seed("spnn run", {s.agreed, all});
    return {seed.declassify()};  // public, as all it is made of
}

// Compares plan and run with every linked peer. data_error when weights belong to different runs; protocol_error when a
// peer goes by another plan.
template <net::Transport T>
void agree(session<T>& s, const founding& by) {
    const auto turn = s.agreements++;
    const bool has_weights = by.has_weights(s.self);
    auto own = has_weights ? s.run : std::nullopt;
    const auto stated = own.value_or(run_id{});
    bytes ours(s.agreed.begin(), s.agreed.end());
    ours.insert(ours.end(), stated.raw.begin(), stated.raw.end());
    for (auto& [peer, channel] : s.links) channel.template send_bytes<agreement>(turn, ours);
    for (auto& [peer, channel] : s.links) {
        const auto theirs = channel.template receive_bytes<agreement>(turn, ours.size());
        require<protocol_error>(theirs.size() == ours.size(), peer.name(), ", agreement: has ", theirs.size(),
                                " bytes, expected ", ours.size());
        require<protocol_error>(std::equal(s.agreed.begin(), s.agreed.end(), theirs.begin()), peer.name(),
                                " goes by another plan than in its hello");
        run_id said;
        std::copy(theirs.end() - sizeof said.raw, theirs.end(), said.raw.begin());
        if (!by.has_weights(peer)) continue;
        if (!own) own = said;  // a party without weights sees that its peers agree
        const auto source = !has_weights ? "others" : s.run_source.empty() ? "this session" : s.run_source;
        require<data_error>(said == *own, peer.name(), " brings weights of run ", said.name(), ", ", source,
                            " those of run ", own->name(), ": use files of one run at all parties");
    }
}

}  // namespace SPNN_NAMESPACE::session
