// split/party.hpp: who takes part, and the links a party has to the others.

#pragma once

#include <spnn/net/channel.hpp>

#include <charconv>
#include <compare>
#include <map>
#include <optional>
#include <string>

namespace spnn::inline SPNN_ABI::split {

// What a party does in a run.
enum class role : std::uint8_t { server, holder, labeler, dealer };

// One participant. Holders are counted from 0 here and from 1 in texts. A label owner that also holds features
// is the holder it is; the role `labeler` as a party of its own holds labels only.
struct party {
    // What it does, and which of the holders it is.
    split::role role = role::server;
    std::size_t number = 0;

    // "server", "holder_1", "labeler", "dealer".
    [[nodiscard]] std::string name() const {
        switch (role) {
            case role::server: return "server";
            case role::labeler: return "labeler";
            case role::dealer: return "dealer";
            default: return text("holder_", number + 1);
        }
    }
    friend auto operator<=>(const party&, const party&) = default;
};

// The parties of a run; holders are counted from 0.
inline constexpr party the_server{role::server, 0};
inline constexpr party the_labeler{role::labeler, 0};
inline constexpr party the_dealer{role::dealer, 0};
[[nodiscard]] constexpr party the_holder(std::size_t number) { return {role::holder, number}; }

// The party that has this name; none when no party has.
[[nodiscard]] inline std::optional<party> party_named(std::string_view name) {
    for (const auto& one : {the_server, the_labeler, the_dealer})
        if (name == one.name()) return one;
    constexpr std::string_view stem = "holder_";
    if (!name.starts_with(stem)) return std::nullopt;
    std::size_t number = 0;
    const auto* const end = name.data() + name.size();
    const auto [rest, error] = std::from_chars(name.data() + stem.size(), end, number);
    if (error != std::errc() || rest != end || number == 0) return std::nullopt;
    const auto found = the_holder(number - 1);
    return name == found.name() ? std::optional(found) : std::nullopt;  // not holder_01
}

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
    [[nodiscard]] auto begin() { return channels_.begin(); }
    [[nodiscard]] auto end() { return channels_.end(); }

private:
    std::chrono::milliseconds timeout_;
    std::map<party, channel> channels_;
};

}  // namespace spnn::inline SPNN_ABI::split
