// session/session.hpp: the first words between the parties, and what a party knows of its session afterwards.
//
// hello: each party sends every linked peer its own name, a fresh nonce and the fields that all must state alike (the
// plan, the network, the protocol), then reads theirs. A difference is a protocol_error that names the field. From both
// hellos come the session number and the checksum key of the link (net/channel.hpp); they tell sessions apart and
// protect against faults, not against an attacker on the wire, which is the transport's task.

#pragma once

#include <spnn/core/bytes.hpp>
#include <spnn/core/parallel.hpp>
#include <spnn/core/record.hpp>
#include <spnn/core/run_id.hpp>
#include <spnn/crypto/derive.hpp>
#include <spnn/crypto/os_random.hpp>
#include <spnn/crypto/single_use.hpp>
#include <spnn/session/links.hpp>
#include <spnn/session/messages.hpp>

#include <map>
#include <optional>

namespace SPNN_NAMESPACE::session {

// What a party knows of its session, but for its links.
struct state {
    party self;                              // this party
    workers threads{};                       // for local work, such as encryption
    crypto::ledger_handle ledger = nullptr;  // records every single-use stream when set
    crypto::os_random random{};              // root of every key and mask of the session
    crypto::digest agreed{};                 // of the fields that were compared in hello
    std::optional<run_id> run{};             // the run that this party's weights belong to, once it is known
    std::string run_source{};                // the file that says so; empty: this session has begun the run
    std::uint64_t agreements = 0;            // how often all have compared the two (session/agreement.hpp)
};

// The same with its links. A wing adds its plan (split/party_session.hpp).
template <net::Transport T>
struct session : state {
    // To all peers, and to one.
    spnn::session::links<T> links;
    using channel = net::channel<T>;

    // The channel to a peer; usage_error when there is none.
    [[nodiscard]] channel& to(party peer) { return links.to(peer); }
};

// Sixteen fresh bytes of one party.
using nonce = std::array<std::byte, 16>;

namespace detail {

inline constexpr std::size_t max_hello_bytes = 64 * 1024;
inline constexpr std::size_t max_field_bytes = 16 * 1024;

struct hello_content {
    std::string name;
    spnn::session::nonce nonce;
    record::texts fields;
};

[[nodiscard]] inline bytes store(const hello_content& h) {
    byte_writer out;
    out.string(h.name);
    out.array(std::span<const std::byte>(h.nonce));
    out.scalar(static_cast<std::uint32_t>(h.fields.size()));
    for (const auto& [name, value] : h.fields) {
        out.string(name);
        out.string(value);
    }
    return out.take();
}

[[nodiscard]] inline hello_content load_hello(std::span<const std::byte> raw) {
    byte_reader in(raw);
    hello_content h;
    h.name = in.string(64, "name");
    in.array(std::span<std::byte>(h.nonce), "nonce");
    const auto count = in.whole<std::uint32_t>("number of fields", 0, 64);
    for (std::uint32_t i = 0; i < count; ++i) {
        auto name = in.string(64, "field name");
        auto value = in.string(max_field_bytes, "field value");
        h.fields.emplace_back(std::move(name), std::move(value));
    }
    in.finish("hello");
    return h;
}

// Throws unless `theirs` is what `peer` must say to a party with the fields `ours`.
inline void compare(const record::texts& ours, const hello_content& theirs, const std::string& peer) {
    require<protocol_error>(theirs.name == peer, "hello: the party behind the link to ", peer, " says it is ",
                            printable(theirs.name), ": check who is connected to whom");
    for (std::size_t i = 0; i < std::max(ours.size(), theirs.fields.size()); ++i) {
        require<protocol_error>(
            i < ours.size() && i < theirs.fields.size() && ours[i].first == theirs.fields[i].first, "hello: ", peer,
            " states other fields of the plan: run library versions with the same wire_version everywhere");
        require<protocol_error>(ours[i].second == theirs.fields[i].second, "plan differs from ", peer,
                                "'s: ", ours[i].first, " is ", ours[i].second, " here and ",
                                printable(theirs.fields[i].second), " there");
    }
}

}  // namespace detail

// Equal for equal texts only.
[[nodiscard]] inline crypto::digest digest_of(const record::texts& fields) {
    byte_writer said;
    for (const auto& [name, value] : fields) {
        said.string(name);
        said.string(value);
    }
    return crypto::sha256(said.view());
}

// Says hello on every link of s, stating these fields, and starts each link's session. The nonces of all that were
// spoken to, and the own one.
template <net::Transport T>
std::map<party, nonce> greet(session<T>& s, const record::texts& fields) {
    std::map<party, nonce> nonces;
    s.random.fill(nonces[s.self]);
    const auto ours = detail::store({s.self.name(), nonces[s.self], fields});
    for (auto& [peer, channel] : s.links) channel.template send_bytes<hello>(0, ours);
    for (auto& [peer, channel] : s.links) {
        const auto raw = channel.template receive_bytes<hello>(0, detail::max_hello_bytes);
        const auto theirs = [&raw, &from = peer] {  // named anew: Clang 14 does not capture bindings
            try {
                return detail::load_hello(raw);
            } catch (const data_error& e) {
                throw protocol_error(text("hello from ", from.name(), ": ", e.what()));
            }
        }();
        detail::compare(fields, theirs, peer.name());
        nonces[peer] = theirs.nonce;
        const bool low = s.self < peer;
        const auto key = crypto::derive_seed("spnn link", {low ? ours : raw, low ? raw : ours});
        const auto number = crypto::derive_seed("spnn session", {key.declassify()});
        std::uint64_t session_number = 0;
        std::memcpy(&session_number, number.declassify().data(), sizeof session_number);
        channel.start_session(session_number | 1, key, low);
    }
    s.agreed = digest_of(fields);
    return nonces;
}

}  // namespace SPNN_NAMESPACE::session
