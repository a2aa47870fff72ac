// net/transport.hpp: one ordered, reliable byte channel to one peer.
//
// This is what a user of the library brings: three functions over whatever carries bytes. Messages, shapes
// and checksums are built on top of it (net/channel.hpp). Who the peer is and that nobody listens or writes
// in between is the transport's business (TLS), not that of anything above it.
//
// Laws (testing/laws/transport.hpp checks them for any model):
//   the bytes arrive complete and in order, however they were cut into calls;
//   send may keep bytes back until flush; after flush all of them reach the peer without a further call;
//   two ends that both send 16 MiB and flush before either receives do not block each other;
//   what is queued is bounded: at the bound send waits for the peer, up to its deadline;
//   receive fills the whole span, or throws at its deadline; bytes that are there are taken even after it;
//   destroying one end lets the other drain what was sent, then fails its receive, and fails its send;
//   every failure is a transport_error; after one, the transport is good for destruction only.
// One thread may send while another receives; no two threads may do the same of the two at once.
//
// Models: memory_transport (net/transport/memory.hpp), and the decorators metered, traced, delayed and faulty
// (net/decorator/), each a transport around another.

#pragma once

#include <spnn/core/deadline.hpp>
#include <spnn/core/error.hpp>

#include <concepts>
#include <cstddef>
#include <span>

namespace SPNN_NAMESPACE::net {

template <class T>
concept Transport =
    std::movable<T> && requires(T& t, std::span<const std::byte> out, std::span<std::byte> in, deadline until) {
        { t.send(out, until) } -> std::same_as<void>;
        { t.receive(in, until) } -> std::same_as<void>;
        { t.flush(until) } -> std::same_as<void>;
    };

// True for a Transport; for anything else the compiler says what it lacks. Stands first in what takes a transport from
// the user.
template <class T>
[[nodiscard]] consteval bool is_transport() {
    static_assert(
        requires(T& t, std::span<const std::byte> data, deadline until) { t.send(data, until); },
        "transport: this type has no send(std::span<const std::byte>, spnn::deadline)");
    static_assert(
        requires(T& t, std::span<std::byte> data, deadline until) { t.receive(data, until); },
        "transport: this type has no receive(std::span<std::byte>, spnn::deadline)");
    static_assert(
        requires(T& t, deadline until) { t.flush(until); }, "transport: this type has no flush(spnn::deadline)");
    static_assert(std::movable<T>, "transport: this type cannot be moved; keep what cannot behind a std::unique_ptr");
    static_assert(Transport<T>, "transport: send, receive and flush must return void; failures are exceptions");
    return true;
}

}  // namespace SPNN_NAMESPACE::net
