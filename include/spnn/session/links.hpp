// session/links.hpp: the links a party has to the others.

#pragma once

#include <spnn/net/channel.hpp>
#include <spnn/session/party.hpp>

#include <map>

namespace SPNN_NAMESPACE::session {

// The channels of one party, by peer. T is the user's transport.
template <class T>
class links {
    static_assert(net::is_transport<T>());

public:
    // To one peer.
    using channel = net::channel<T>;

    // `timeout` bounds every single wait for a peer.
    explicit links(std::chrono::milliseconds timeout = std::chrono::seconds(60)) : timeout_(timeout) {}

    // Adds the link to a peer; usage_error when there is one.
    links& connect(party peer, T transport) {
        require<usage_error>(!channels_.contains(peer), "links: ", peer.name(), " is connected twice");
        channels_.emplace(peer, channel(std::move(transport), peer.name(), timeout_));
        return *this;
    }

    // Whether there is a link to that peer; the link, or usage_error.
    [[nodiscard]] bool has(party peer) const { return channels_.contains(peer); }
    [[nodiscard]] channel& to(party peer) {
        const auto found = channels_.find(peer);
        require<usage_error>(found != channels_.end(), "links: this party needs a transport to ", peer.name(),
                             ": call connect for it");
        return found->second;
    }
    // All of them, with their peers.
    [[nodiscard]] auto begin() { return channels_.begin(); }
    [[nodiscard]] auto end() { return channels_.end(); }

private:
    std::chrono::milliseconds timeout_;
    std::map<party, channel> channels_;
};

}  // namespace SPNN_NAMESPACE::session
