// share/use.hpp: what the single-use streams of this room are for (crypto/single_use.hpp).
//
// The one mask that is read again on purpose is the feature mask of kept rows: it is bound to one immutable encoded
// table, opened once by table number (share/triple_source.hpp).

#pragma once

#include <spnn/crypto/single_use.hpp>

namespace SPNN_NAMESPACE::share {

// What a stream is for.
enum class use : std::uint8_t {
    zero_share = static_cast<std::uint8_t>(crypto::uses_of::share),  // pairwise: hides a holder's product
    feature_mask,                                                    // dealt: a holder's share of A
    weight_mask,                                                     // dealt: a holder's share of B
    product_mask,                                                    // dealt: a holder's share of C
};

// For crypto/single_use.hpp.
[[nodiscard]] constexpr crypto::uses_of room_of(use) { return crypto::uses_of::share; }

}  // namespace SPNN_NAMESPACE::share
