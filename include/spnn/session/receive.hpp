// session/receive.hpp: real numbers from a peer.

#pragma once

#include <spnn/core/finite.hpp>
#include <spnn/core/step.hpp>
#include <spnn/net/channel.hpp>

namespace SPNN_NAMESPACE::session {

// Receives M of this step, rows x width, into x, and refuses what holds a number that is none: protocol_error that
// names peer, step and message.
template <net::Message M, class Channel>
const matrix<typename M::value_type>& receive_finite(Channel& from, const step_id& at, std::size_t rows,
                                                     std::size_t width, matrix<typename M::value_type>& x) {
    from.template receive<M>(at.tag(), rows, width, x);
    require<protocol_error>(all_finite(elements(std::as_const(x))), from.peer(), ", ", at, ", ", M::name,
                            ": holds something that is no finite number; training has diverged, or the peer has");
    return x;
}

}  // namespace SPNN_NAMESPACE::session
