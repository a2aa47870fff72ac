// net/network/tcp.hpp: parties by their addresses, over plain TCP: for tests and closed networks. Anybody who reaches
// the port can pass for any party.

#pragma once

#include <spnn/net/network.hpp>
#include <spnn/net/transport/tcp.hpp>

namespace SPNN_NAMESPACE::net {

class tcp_network {
public:
    using transport = tcp_transport;
    using knock_type = detail::connection;

    // Listens at `own`; `parties`: where the others listen.
    tcp_network(const endpoint& own, std::map<std::string, endpoint> parties)
        : listener_(std::make_unique<detail::stream_listener>(own, "tcp")), parties_(std::move(parties)) {}

    // Where it listens, with the port that was taken.
    [[nodiscard]] const endpoint& at() const { return listener_->at(); }

    [[nodiscard]] tcp_transport dial(const std::string& party, deadline until) const {
        return connect_tcp(entry_of(parties_, party), until);
    }
    [[nodiscard]] std::optional<knock_type> knock(deadline until) { return listener_->knock(until); }
    [[nodiscard]] std::string source(const knock_type& who) const { return who.source(); }
    [[nodiscard]] tcp_transport open(knock_type who, deadline, const std::stop_token&) const {
        return {std::move(who.io), std::move(who.socket), "tcp", default_queue_bytes, unclaimed_bytes};
    }
    [[nodiscard]] bool is(const tcp_transport&, const std::string& party) const { return parties_.contains(party); }

private:
    std::unique_ptr<detail::stream_listener> listener_;
    std::map<std::string, endpoint> parties_;
};

static_assert(Network<tcp_network>);

}  // namespace SPNN_NAMESPACE::net
