// session/tally.hpp: what each party sends, added up from the messages of a run told one by one.
//
// It is told them as a timeline is (session/timeline.hpp), so a protocol declares its messages once, and both what they
// cost and how long they take follow.

#pragma once

#include <spnn/net/cost.hpp>
#include <spnn/session/party.hpp>

#include <map>
#include <span>

namespace SPNN_NAMESPACE::session {

// Nothing at first.
class message_tally {
public:
    // A message from one to another, whenever the other waits for it.
    void send(party from, party /*to*/, const net::wire_cost& message) { sent_[from] += message; }
    void post(party from, party /*to*/, const net::wire_cost& message) { sent_[from] += message; }
    void take(party /*from*/, party /*to*/) {}
    // One from each of these parties to each other.
    void exchange(std::span<const party> among, const net::wire_cost& message) {
        for (const auto& from : among) sent_[from] += message * (among.size() - 1);
    }
    // The same again, so many times, and what another has added up.
    message_tally& operator*=(std::uint64_t times) {
        for (auto& [who, cost] : sent_) cost = cost * times;
        return *this;
    }
    message_tally& operator+=(const message_tally& other) {
        for (const auto& [who, cost] : other.sent_) sent_[who] += cost;
        return *this;
    }

    // What `who` sends; nothing for a party that was not named.
    [[nodiscard]] net::wire_cost of(const party& who) const {
        const auto found = sent_.find(who);
        return found == sent_.end() ? net::wire_cost{} : found->second;
    }
    // What all send.
    [[nodiscard]] net::wire_cost total() const {
        net::wire_cost sum;
        for (const auto& [who, cost] : sent_) sum += cost;
        return sum;
    }

private:
    std::map<party, net::wire_cost> sent_;
};

}  // namespace SPNN_NAMESPACE::session
