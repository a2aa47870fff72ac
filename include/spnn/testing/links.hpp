// testing/links.hpp: the links between the parties of a run in one process, whatever they are made of.
//
// Code under test is compiled once, for net::any_transport, and then runs over plain links, traced ones, faulty ones.

#pragma once

#include <spnn/net/any_transport.hpp>
#include <spnn/net/transport/memory.hpp>
#include <spnn/session/party.hpp>

#include <functional>
#include <utility>

namespace SPNN_NAMESPACE::testing {

// The end of the first party and that of the second.
using link_ends = std::pair<net::any_transport, net::any_transport>;

// Makes the link between two parties.
using link_factory = std::function<link_ends(session::party, session::party)>;

// Queues in memory.
[[nodiscard]] inline link_ends plain_link(session::party, session::party) {
    auto ends = net::make_memory_pair();
    return {net::any_transport(std::move(ends.first)), net::any_transport(std::move(ends.second))};
}

}  // namespace SPNN_NAMESPACE::testing
