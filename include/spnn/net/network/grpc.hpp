// net/network/grpc.hpp: parties by their addresses and certificates, over gRPC (net/transport/grpc.hpp).

#pragma once

#include <spnn/net/network/tls.hpp>
#include <spnn/net/transport/grpc.hpp>

namespace SPNN_NAMESPACE::net {

class grpc_network {
public:
    using transport = grpc_transport;
    using knock_type = grpc_knock;

    // Listens at `own`; `parties`: where the others listen and what they must show.
    grpc_network(const endpoint& own, tls_identity identity, std::map<std::string, pinned_party> parties)
        : listener_(own, identity),
          identity_(std::move(identity)),
          parties_(std::move(parties)),
          pins_(pins_of(parties_)) {}

    // Where it listens, with the port that was taken.
    [[nodiscard]] const endpoint& at() const { return listener_.at(); }

    [[nodiscard]] grpc_transport dial(const std::string& party, deadline until) const {
        const auto& [at, pin] = entry_of(parties_, party);
        return connect_grpc(at, identity_, pin, until);
    }
    [[nodiscard]] std::optional<grpc_knock> knock(deadline until) { return listener_.knock(until); }
    [[nodiscard]] std::string source(const grpc_knock& who) const { return who.source(); }
    [[nodiscard]] grpc_transport open(grpc_knock who, deadline until, const std::stop_token& stop) const {
        return who.open(pins_, until, stop, unclaimed_bytes);
    }
    [[nodiscard]] bool is(const grpc_transport& link, const std::string& party) const {
        return parties_.contains(party) && link.is(parties_.at(party).pin);
    }

private:
    grpc_listener listener_;
    tls_identity identity_;
    std::map<std::string, pinned_party> parties_;
    std::vector<tls_pin> pins_;
};

static_assert(Network<grpc_network>);

}  // namespace SPNN_NAMESPACE::net
