// session/messages.hpp: what parties say to each other before and between what they compute, whatever that is.

#pragma once

#include <spnn/net/message.hpp>

namespace SPNN_NAMESPACE::session {

// each -> each linked peer: name, nonce and the fields of the plan. Public.
struct hello : net::message_kind<net::first_kind::session, "hello", std::byte> {};
// between two parties: half of the key of the pair. Known to these two alone.
struct key_half : net::message_kind<net::first_kind::session + 1, "half of a pairwise key", std::byte> {};
// the hub -> each linked peer, a founder -> who has no weights (session/agreement.hpp says who these are): a nonce of
// every party with weights, from which the run's id is made. Public.
struct run_nonces : net::message_kind<net::first_kind::session + 2, "nonces of a new run", std::byte> {};
// each -> each linked peer, before training and before each prediction: a digest of the plan, and the run that the
// sender's weights belong to. Public.
struct agreement : net::message_kind<net::first_kind::session + 3, "agreement", std::byte> {};

}  // namespace SPNN_NAMESPACE::session
