// hostile/support/roles.hpp: one role of a run over any transport: trains and predicts once. Each protocol is compiled
// once, in roles_*.cpp.

#pragma once

#include <spnn/net/any_transport.hpp>
#include <spnn/split/options.hpp>

#include <split/support/runs.hpp>

namespace hostile_tests {

namespace split = spnn::split;
using test::run_request;
using own_links = split::links<spnn::net::any_transport>;

// Plays the role of `who`. std::logic_error when it ends well, but with weights or predictions that are no finite
// numbers.
using role_play = void (*)(split::party who, const run_request&, own_links, const split::party_options&);

void play_masked(split::party, const run_request&, own_links, const split::party_options&);     // over mersenne61
void play_shared(split::party, const run_request&, own_links, const split::party_options&);     // over z2k<64>
void play_encrypted(split::party, const run_request&, own_links, const split::party_options&);  // short Paillier keys
void play_encrypted_by_rlwe(split::party, const run_request&, own_links, const split::party_options&);

}  // namespace hostile_tests
