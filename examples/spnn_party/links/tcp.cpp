#include "meet.hpp"

#include <spnn/net/network/tcp.hpp>

namespace spnn_party {

linker link_by_tcp(const config& c, const refusal_log& on_refusal) {
    using spnn::net::endpoint;
    std::map<std::string, endpoint> parties;
    for (const auto& [name, peer] : c.parties) parties[name] = endpoint::parse(peer.address);
    return meet(spnn::net::tcp_network(endpoint::parse(c.listen), std::move(parties)), c, on_refusal);
}

}  // namespace spnn_party
