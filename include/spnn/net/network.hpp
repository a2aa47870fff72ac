// net/network.hpp: what a network is: a way to reach every other party by its name, and to be reached.
//
// A network knows where each party listens and how it proves who it is. N is a type with
//   N::transport              the links it makes, which are a ReservedTransport (net/piped.hpp)
//   N::knock_type             somebody at this party's door, not yet authenticated
//   n.dial(party, until)      a link to that party, tried again until the deadline; who answers is verified
//   n.knock(until)            who knocks next; nothing at the deadline; transport_error when nobody can be let in now
//   n.source(knock)           where he comes from: the same text for all that one sender can send; empty: not known
//   n.open(knock, until, stop)  the link, when whoever knocked can be a party of the run. It ends soon after a stop is
//                             requested, as at its deadline: the place is wanted for somebody else
//   n.is(link, party)         whether that party may be behind the link
// dial may be called while another thread waits in knock, and open by several threads at once.
//
// Whoever knocks is a stranger, and so is whoever has been opened to until it is known what he wants. So a link that
// open returns takes in at most `unclaimed_bytes` of what its peer sends, until it is told to read_ahead(). What a
// library below has for buffers comes on top: see its transport.
//
// Models: tcp_network, tls_network, grpc_network (net/network/*.hpp). The links of an MPI job need none of this
// (net/transport/mpi.hpp).

#pragma once

#include <spnn/net/endpoint.hpp>
#include <spnn/net/piped.hpp>

#include <map>
#include <optional>
#include <stop_token>

namespace SPNN_NAMESPACE::net {

// What a link from open takes in before it is claimed: enough for an introduction (net/introduction.hpp).
inline constexpr std::size_t unclaimed_bytes = 4096;

template <class N>
concept Network =
    std::movable<N> && ReservedTransport<typename N::transport> &&
    requires(N& n, typename N::knock_type knock, const typename N::knock_type& knocking,
             const typename N::transport& link, const std::string& party, deadline until, const std::stop_token& stop) {
        { n.dial(party, until) } -> std::same_as<typename N::transport>;
        { n.knock(until) } -> std::same_as<std::optional<typename N::knock_type>>;
        { n.source(knocking) } -> std::same_as<std::string>;
        { n.open(std::move(knock), until, stop) } -> std::same_as<typename N::transport>;
        { n.is(link, party) } -> std::same_as<bool>;
    };

// What is known of the party `name`; usage_error when nothing is.
template <class Entry>
[[nodiscard]] const Entry& entry_of(const std::map<std::string, Entry>& parties, const std::string& name) {
    const auto found = parties.find(name);
    require<usage_error>(found != parties.end(), "network: knows no party named ", name);
    return found->second;
}

}  // namespace SPNN_NAMESPACE::net
