#include "meet.hpp"
#include "pinned.hpp"

#include <spnn/net/network/grpc.hpp>

namespace spnn_party {

linker link_by_grpc(const config& c, const refusal_log& on_refusal) {
    const auto own = spnn::net::endpoint::parse(c.listen);
    return meet(spnn::net::grpc_network(own, identity_of(c), pinned_parties(c)), c, on_refusal);
}

}  // namespace spnn_party
