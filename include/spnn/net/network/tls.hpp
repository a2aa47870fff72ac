// net/network/tls.hpp: parties by their addresses and certificates, over TLS 1.3 (net/transport/tls.hpp).

#pragma once

#include <spnn/net/network.hpp>
#include <spnn/net/transport/tls.hpp>

namespace SPNN_NAMESPACE::net {

// Where a party listens, and the certificate it must show, whoever of the two connects.
struct pinned_party {
    // The address, and the pin.
    endpoint at;
    tls_pin pin;
};

// The pins of all parties.
[[nodiscard]] inline std::vector<tls_pin> pins_of(const std::map<std::string, pinned_party>& parties) {
    std::vector<tls_pin> pins;
    pins.reserve(parties.size());
    for (const auto& [name, party] : parties) pins.push_back(party.pin);
    return pins;
}

class tls_network {
public:
    using transport = tls_transport;
    using knock_type = tls_knock;

    // Listens at `own`; `parties`: where the others listen and what they must show.
    tls_network(const endpoint& own, tls_identity identity, std::map<std::string, pinned_party> parties)
        : listener_(std::make_unique<tls_listener>(own, identity)),
          identity_(std::move(identity)),
          parties_(std::move(parties)),
          pins_(pins_of(parties_)) {}

    // Where it listens, with the port that was taken.
    [[nodiscard]] const endpoint& at() const { return listener_->at(); }

    [[nodiscard]] tls_transport dial(const std::string& party, deadline until) const {
        const auto& [at, pin] = entry_of(parties_, party);
        return connect_tls(at, identity_, pin, until);
    }
    [[nodiscard]] std::optional<tls_knock> knock(deadline until) { return listener_->knock(until); }
    [[nodiscard]] std::string source(const tls_knock& who) const { return who.source(); }
    [[nodiscard]] tls_transport open(tls_knock who, deadline until, const std::stop_token& stop) const {
        return who.open(pins_, until, stop, unclaimed_bytes);
    }
    [[nodiscard]] bool is(const tls_transport& link, const std::string& party) const {
        return parties_.contains(party) && link.is(parties_.at(party).pin);
    }

private:
    std::unique_ptr<tls_listener> listener_;
    tls_identity identity_;
    std::map<std::string, pinned_party> parties_;
    std::vector<tls_pin> pins_;
};

static_assert(Network<tls_network>);

}  // namespace SPNN_NAMESPACE::net
