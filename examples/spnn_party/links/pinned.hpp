// The parties and this party's identity, for transports with certificates.

#pragma once

#include "../config.hpp"

#include <spnn/net/network/tls.hpp>

namespace spnn_party {

[[nodiscard]] inline std::map<std::string, spnn::net::pinned_party> pinned_parties(const config& c) {
    using spnn::net::tls_pin;
    std::map<std::string, spnn::net::pinned_party> parties;
    for (const auto& [name, peer] : c.parties)
        parties.emplace(name,
                        spnn::net::pinned_party{spnn::net::endpoint::parse(peer.address),
                                                peer.certificate_name.empty() ? tls_pin::sha256(peer.certificate_sha256)
                                                                              : tls_pin::name(peer.certificate_name)});
    return parties;
}

[[nodiscard]] inline spnn::net::tls_identity identity_of(const config& c) {
    return {c.certificate, c.private_key, c.authorities};
}

}  // namespace spnn_party
