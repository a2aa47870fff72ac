// split/use.hpp: what the single-use streams of this room are for (crypto/single_use.hpp).

#pragma once

#include <spnn/crypto/single_use.hpp>

namespace SPNN_NAMESPACE::split {

// What a stream is for.
enum class use : std::uint8_t {
    feature_share = static_cast<std::uint8_t>(crypto::uses_of::split),  // pairwise: a share of the owner's features
    batch_share,   // pairwise: the same for a batch that is opened anew
    weight_share,  // pairwise: a share of the owner's weights
    nonce,         // local: randomness of an encryption
};

// For crypto/single_use.hpp.
[[nodiscard]] constexpr crypto::uses_of room_of(use) { return crypto::uses_of::split; }

}  // namespace SPNN_NAMESPACE::split
