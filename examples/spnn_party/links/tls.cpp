#include "meet.hpp"
#include "pinned.hpp"

namespace spnn_party {

linker link_by_tls(const config& c, const refusal_log& on_refusal) {
    const auto own = spnn::net::endpoint::parse(c.listen);
    return meet(spnn::net::tls_network(own, identity_of(c), pinned_parties(c)), c, on_refusal);
}

}  // namespace spnn_party
