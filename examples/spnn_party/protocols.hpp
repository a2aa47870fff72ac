// The protocols that the program takes part in.

#pragma once

#include <spnn/split/proposal.hpp>
#include <spnn/split/protocols.hpp>

namespace spnn_party {

// f<First>() for the protocol of a plan over its ring.
template <class F>
auto with_protocol(const spnn::split::proposal& p, F&& f) {
    spnn::require<spnn::usage_error>(p.protocol != spnn::split::in_the_clear<>::name,
                                     "this program takes part in no run that protects nothing");
    return spnn::split::with_protocol<spnn::z2k<32>, spnn::z2k<64>>(p.protocol, p.ring, p.cipher, std::forward<F>(f));
}

}  // namespace spnn_party
