// split/receive.hpp: values from a peer, checked to be values: a finite number, an element of the ring.
//
// The channel has checked the message; what it carries is still the peer's word. A number that is none would spread
// through every weight, and a word that is no element makes later sums wrong without a sign.

#pragma once

#include <spnn/core/finite.hpp>
#include <spnn/share/elements.hpp>
#include <spnn/split/course.hpp>
#include <spnn/split/messages.hpp>

namespace spnn::inline SPNN_ABI::split::detail {

// x = the matrix of kind M that belongs to this step, one row for each of its rows.
template <net::Message M, class Channel>
const matrix<real>& receive_finite(Channel& from, const step& now, std::size_t width, matrix<real>& x) {
    from.template receive<M>(now.at.tag(), now.rows.size(), width, x);
    require<protocol_error>(all_finite(elements(std::as_const(x))), from.peer(), ", ", now.at, ", ", M::name,
                            ": holds something that is no finite number; training has diverged, or the peer has");
    return x;
}

}  // namespace spnn::inline SPNN_ABI::split::detail
