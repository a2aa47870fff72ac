// split/messages.hpp: every message of the split protocols: its number, name and element type.
//
// Who sends it to whom, and what it lets the receiver know, stands with each. Those of all wings are in
// session/messages.hpp and train/messages.hpp, shares' own in share/triples/dealer.hpp.

#pragma once

#include <spnn/core/ring.hpp>
#include <spnn/net/stepped_kind.hpp>

namespace SPNN_NAMESPACE::split {

// Numbers outside the ring, at every party.
using real = float;

// Set-up.

// server -> each holder: the server's public key.
struct public_key : net::message_kind<net::first_kind::split + 4, "public key", std::byte> {};

// First layer.

// holder -> server, m x h: in `masked` and `shared` uniform alone, only the sum over all holders means something.
template <Ring R>
struct first_layer_part : net::stepped_kind<net::first_kind::split, "part of the first layer", element<R>> {};
// holder -> next holder, the last -> server: the encrypted running sum of some values, as one row.
struct running_sum : net::stepped_kind<net::first_kind::split + 1, "encrypted running sum", std::byte> {};
// holder -> each other holder, rows x d: a share of the masked features, uniform.
template <Ring R>
struct masked_features : net::stepped_kind<net::first_kind::split + 2, "share of the masked features", element<R>> {};
// holder -> each other holder, d x h: a share of the masked weights, uniform.
template <Ring R>
struct masked_weights : net::stepped_kind<net::first_kind::split + 3, "share of the masked weights", element<R>> {};

// Hidden and label zones.

// server -> label owner, m x L.
struct last_hidden : net::stepped_kind<net::first_kind::split + 8, "last hidden activations", real> {};
// label owner -> server, m x L. Gives the server the labels almost exactly: a property of split learning.
struct last_hidden_gradient
    : net::stepped_kind<net::first_kind::split + 9, "gradient of the last hidden activations", real> {};
// server -> each holder, m x h.
struct first_layer_gradient : net::stepped_kind<net::first_kind::split + 10, "gradient of the first layer", real> {};

// Between steps.

// server -> holder, label owner -> server, first holder -> dealer: that it has come to this step (split/role/pace.hpp).
struct pace : net::stepped_kind<net::first_kind::split + 11, "word of pace", std::uint8_t> {};

}  // namespace SPNN_NAMESPACE::split
