// net/transport/grpc.hpp: a bidirectional gRPC stream over mutual TLS, the peer pinned: for networks that already
// carry gRPC. The method is /spnn.Link/Carry; a message is a piece of the byte stream, at most 256 KiB, an empty one
// its end.
//
// A peer is accepted only with a certificate that one of our authorities has signed, that is valid now, and that fits
// the pin. There is no call that leaves any of this out. Two of these ends agree on TLS 1.3, and its handshake fails
// when somebody in between talks them down; gRPC 1.51 has no switch that refuses 1.2, so a peer that offers no more
// gets that (net/transport/tls.hpp refuses it).
//
// Memory for each link is bounded whatever the peer does: two queues, one message in hand, and gRPC's flow control
// window of 4 MiB. Handshakes are gRPC's own work, out of sight of net/meeting.hpp: a connection gets two seconds for
// its handshake and two more until it calls, and carries one call. gRPC 1.51 bounds neither the number of connections
// nor how many come from one address, and stops to listen when accept finds no descriptor left; a quota of memory would
// end links that are in use. So who must expect crowds puts a proxy in front that bounds connections, or uses TLS.
// Nothing is compressed. Each link is a connection of its own. Proxies that the environment names are not used.
//
// Closing sends what was sent before; the peer is waited for no longer than 5 seconds without progress. After that a
// connecting end takes back what the peer has not yet received.

#pragma once

#include <spnn/net/detail/grpc_credentials.hpp>
#include <spnn/net/detail/grpc_pump.hpp>
#include <spnn/net/detail/grpc_server.hpp>
#include <spnn/net/endpoint.hpp>

#include <grpcpp/create_channel.h>

#include <optional>
#include <stop_token>

namespace SPNN_NAMESPACE::net {

class grpc_transport {
public:
    grpc_transport(grpc_transport&&) = default;
    grpc_transport& operator=(grpc_transport&& other) noexcept {
        auto next = std::move(other);  // what was here ends as it goes
        std::swap(link_, next.link_);
        std::swap(peer_, next.peer_);
        std::swap(end_, next.end_);
        return *this;
    }
    ~grpc_transport() = default;

    void send(std::span<const std::byte> data, deadline until) { end_.send(data, until); }
    void receive(std::span<std::byte> data, deadline until) { end_.receive(data, until); }
    void flush(deadline until) { end_.flush(until); }
    [[nodiscard]] link_cutter cutter() const { return end_.cutter(); }
    void read_ahead() { end_.read_ahead(); }
    [[nodiscard]] presence peer() const { return end_.peer(); }

    // Whether the peer has shown the certificate that the pin asks for.
    [[nodiscard]] bool is(const tls_pin& pin) const { return pin.fits(peer_.get()); }

private:
    friend class grpc_knock;
    friend grpc_transport connect_grpc(const endpoint&, const tls_identity&, const tls_pin&, deadline, std::size_t);

    template <class Call>
    grpc_transport(std::unique_ptr<Call> call, certificate peer, std::size_t queue_bytes,
                   std::size_t inbox_limit = detail::byte_pipe::no_limit)
        : grpc_transport(std::move(call), std::move(peer), std::make_shared<detail::byte_pipe>(queue_bytes, "grpc"),
                         std::make_shared<detail::byte_pipe>(queue_bytes, "grpc", inbox_limit)) {}
    template <class Call>
    grpc_transport(std::unique_ptr<Call> call, certificate peer, detail::shared_pipe out, detail::shared_pipe in)
        : link_(std::make_unique<detail::grpc_pump<Call>>(std::move(call), out, in)),
          peer_(std::move(peer)),
          end_(std::move(out), std::move(in)) {}

    std::unique_ptr<detail::grpc_link> link_;
    certificate peer_;
    detail::piped_end end_;  // goes first
};

// Connects as the identity `own` to the party that fits `peer`, and returns when that has accepted. Tries again while
// nobody listens there. transport_error at the deadline, or when one of the two refuses the other.
[[nodiscard]] inline grpc_transport connect_grpc(const endpoint& to, const tls_identity& own, const tls_pin& peer,
                                                 deadline until, std::size_t queue_bytes = default_queue_bytes) {
    require<usage_error>(queue_bytes > 0, "connect_grpc: queues of 0 bytes, expected at least 1");
    for (auto pause = std::chrono::milliseconds(10);; pause = std::min(2 * pause, std::chrono::milliseconds(250))) {
        auto attempt = detail::try_to_connect(to, own, peer, until);
        if (attempt.call) {
            auto shown = detail::peer_of(*attempt.call->context.auth_context());
            const auto wrong = misfit(shown.get(), {peer});
            require<connection_error>(wrong.empty(), "grpc: ", wrong);
            return {std::move(attempt.call), std::move(shown), queue_bytes};
        }
        require<connection_error>(!attempt.final, "grpc: no link to ", to.name(), ": ", attempt.why);
        require<connection_error>(deadline::clock::now() + pause < until.at(), "grpc: cannot connect to ", to.name(),
                                  ": ", attempt.why, "; is the other party running, and is this its address?");
        std::this_thread::sleep_for(pause);
    }
}

// Somebody at the door: with a handshake behind it, not yet taken for a party.
class grpc_knock {
public:
    // Where he comes from.
    [[nodiscard]] std::string source() const { return detail::grpc_source(call_->context.peer()); }

    // The link; transport_error when the peer's certificate fits none of the pins, which the peer is told, at the
    // deadline, or when a stop is requested. `inbox_limit`: how much of what the peer sends is taken into the inbox
    // before read_ahead().
    [[nodiscard]] grpc_transport open(const std::vector<tls_pin>& allowed, deadline until,
                                      const std::stop_token& stop = {},
                                      std::size_t inbox_limit = detail::byte_pipe::no_limit) {
        auto shown = detail::peer_of(*call_->context.auth_context());
        const auto wrong = call_->context.method() != detail::grpc_method
                               ? text("the peer calls a method that is not ", detail::grpc_method)
                               : misfit(shown.get(), allowed);
        {
            const std::stop_callback give_up(stop, [this] { call_->context.TryCancel(); });
            if (!wrong.empty()) detail::refuse(*call_, grpc::StatusCode::PERMISSION_DENIED, wrong, until);
            require<connection_error>(wrong.empty(), "grpc: ", wrong);
            call_->context.AddInitialMetadata(detail::grpc_welcome, "1");
            call_->stream.SendInitialMetadata(nullptr);
            require<connection_error>(detail::next_report(call_->queue, until) == detail::grpc_report::success,
                                      "grpc: the peer left before it was accepted");
        }
        return {std::move(call_), std::move(shown), queue_bytes_, inbox_limit};
    }

private:
    friend class grpc_listener;
    grpc_knock(std::unique_ptr<detail::grpc_server_call> call, std::size_t queue_bytes)
        : call_(std::move(call)), queue_bytes_(queue_bytes) {}

    std::unique_ptr<detail::grpc_server_call> call_;
    std::size_t queue_bytes_;
};

// Where callers are waited for.
class grpc_listener {
public:
    // Listens at once. transport_error when the address cannot be had, data_error for bad files.
    grpc_listener(const endpoint& at, const tls_identity& own, std::size_t queue_bytes = default_queue_bytes)
        : server_(std::make_shared<detail::grpc_server>(at, own)), queue_bytes_(queue_bytes) {
        require<usage_error>(queue_bytes > 0, "grpc_listener: queues of 0 bytes, expected at least 1");
    }
    grpc_listener(grpc_listener&&) = default;
    grpc_listener& operator=(grpc_listener&& other) noexcept {
        auto next = std::move(other);
        std::swap(server_, next.server_);
        std::swap(queue_bytes_, next.queue_bytes_);
        return *this;
    }
    ~grpc_listener() {
        if (server_) server_->stop_listening();
    }

    // The address, with the port that was taken.
    [[nodiscard]] const endpoint& at() const { return server_->at(); }

    // The next peer whose handshake succeeds; nothing at the deadline. Handshakes go on while somebody waits here; who
    // fails his is refused there and never gets this far. One thread at a time.
    [[nodiscard]] std::optional<grpc_knock> knock(deadline until) {
        auto call = server_->next(until);
        if (call == nullptr) return std::nullopt;
        call->server = server_;
        return grpc_knock(std::move(call), queue_bytes_);
    }
    // The same, opened; transport_error when its certificate fits none of the pins (the peer is told so, and accept may
    // be called again), or at the deadline.
    [[nodiscard]] grpc_transport accept(const std::vector<tls_pin>& allowed, deadline until) {
        auto who = knock(until);
        require<connection_error>(who.has_value(), "grpc: nobody has connected to ", at().name(),
                                  " before the deadline");
        return who->open(allowed, until);
    }

private:
    std::shared_ptr<detail::grpc_server> server_;
    std::size_t queue_bytes_;
};

static_assert(ReservedTransport<grpc_transport>);

}  // namespace SPNN_NAMESPACE::net
