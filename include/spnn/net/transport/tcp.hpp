// net/transport/tcp.hpp: plain TCP sockets (Boost.Asio). Nothing is encrypted and nobody is authenticated: for tests,
// and for networks that nobody else can reach or that protect their links themselves. Otherwise: net/transport/tls.hpp.
//
// Parties may start in any order: connecting is tried again until its deadline.

#pragma once

#include <spnn/net/detail/asio_wait.hpp>
#include <spnn/net/detail/source.hpp>
#include <spnn/net/detail/stream_pump.hpp>
#include <spnn/net/endpoint.hpp>

#include <boost/asio/connect.hpp>

#include <optional>

namespace SPNN_NAMESPACE::net {

using tcp_transport = detail::stream_transport<boost::asio::ip::tcp::socket>;

namespace detail {

// A socket and the loop that serves it; the loop outlives the socket.
struct connection {
    std::unique_ptr<asio::io_context> io = std::make_unique<asio::io_context>(1);
    asio::ip::tcp::socket socket{*io};

    // Where the peer is; empty when it has left already.
    [[nodiscard]] std::string source() const {
        error_code failed;
        const auto peer = socket.remote_endpoint(failed);
        return failed ? "" : source_of(peer.address().to_string());
    }
};

inline void set_options(asio::ip::tcp::socket& socket) {
    error_code ignored;  // they make a link quicker or a loss seen sooner, no more
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket.set_option(asio::socket_base::keep_alive(true), ignored);
}

// One attempt, on a connection of its own.
[[nodiscard]] inline error_code try_to_connect(std::optional<connection>& made, const endpoint& to,
                                               deadline until) try {
    auto& c = made.emplace();
    asio::ip::tcp::resolver resolver(*c.io);
    asio::ip::tcp::resolver::results_type addresses;
    auto failed = wait_for(
        *c.io, until,
        [&](auto done) {
            resolver.async_resolve(to.host, std::to_string(to.port), [&, done](const error_code& e, auto found) {
                addresses = std::move(found);
                done(e);
            });
        },
        [&] { resolver.cancel(); });
    if (failed) return failed;
    failed = wait_for(
        *c.io, until,
        [&](auto done) {
            asio::async_connect(c.socket, addresses, [done](const error_code& e, const auto&) { done(e); });
        },
        [&] { c.socket.close(); });
    if (!failed) set_options(c.socket);
    return failed;
} catch (const boost::system::system_error& e) {  // no descriptors
    return e.code();
}

// Attempts until one succeeds or the deadline passes.
[[nodiscard]] inline connection connect(const endpoint& to, deadline until, std::string_view transport_name) {
    for (auto pause = std::chrono::milliseconds(10);; pause = std::min(2 * pause, std::chrono::milliseconds(250))) {
        std::optional<connection> c;
        const auto failed = try_to_connect(c, to, until);
        if (!failed) return std::move(*c);
        const bool is_final = until.passed() || deadline::clock::now() + pause > until.at();
        require<connection_error>(!is_final, transport_name, ": cannot connect to ", to.name(), ": ", failed.message(),
                                  "; is the other party running, and is this its address?");
        std::this_thread::sleep_for(pause);
    }
}

// A listening socket.
class stream_listener {
public:
    stream_listener(const endpoint& at, std::string_view transport_name) : name_(transport_name) {
        error_code failed;
        const auto found = asio::ip::tcp::resolver(io_).resolve(at.host, std::to_string(at.port),
                                                                asio::ip::tcp::resolver::passive, failed);
        if (!failed) {
            const auto address = found.begin()->endpoint();
            acceptor_.open(address.protocol(), failed);
            if (!failed) acceptor_.set_option(asio::socket_base::reuse_address(true), failed);
            if (!failed) acceptor_.bind(address, failed);
            if (!failed) acceptor_.listen(asio::socket_base::max_listen_connections, failed);
        }
        require<connection_error>(!failed, name_, ": cannot listen at ", at.name(), ": ", failed.message());
        at_ = {at.host, acceptor_.local_endpoint().port()};
    }

    // The address, with the port that was taken.
    [[nodiscard]] const endpoint& at() const { return at_; }

    // Who knocks next; nothing at the deadline. transport_error when the system has no descriptors left: whoever
    // knocks then waits, and a later call finds him.
    [[nodiscard]] std::optional<connection> knock(deadline until) try {
        connection c;
        const auto failed = wait_for(
            io_, until, [&](auto done) { acceptor_.async_accept(c.socket, done); }, [&] { acceptor_.cancel(); });
        if (failed == asio::error::timed_out) return std::nullopt;
        require<connection_error>(!failed, name_, ": cannot accept at ", at_.name(), ": ", failed.message());
        set_options(c.socket);
        return c;
    } catch (const boost::system::system_error& e) {  // of what makes the new connection
        throw connection_error(text(name_, ": cannot accept at ", at_.name(), ": ", e.code().message()));
    }
    // The same; transport_error at the deadline.
    [[nodiscard]] connection accept(deadline until) {
        auto who = knock(until);
        require<connection_error>(who.has_value(), name_, ": nobody has connected to ", at_.name(),
                                  " before the deadline");
        return std::move(*who);
    }

private:
    std::string name_;
    asio::io_context io_{1};
    asio::ip::tcp::acceptor acceptor_{io_};
    endpoint at_;
};

}  // namespace detail

// transport_error at the deadline, naming the address and what is wrong with it.
[[nodiscard]] inline tcp_transport connect_tcp(const endpoint& to, deadline until,
                                               std::size_t queue_bytes = default_queue_bytes) {
    auto c = detail::connect(to, until, "tcp");
    return {std::move(c.io), std::move(c.socket), "tcp", queue_bytes};
}

// Where callers are waited for.
class tcp_listener {
public:
    // Listens at once; transport_error when the address cannot be had.
    explicit tcp_listener(const endpoint& at, std::size_t queue_bytes = default_queue_bytes)
        : listener_(at, "tcp"), queue_bytes_(queue_bytes) {}

    // The address, with the port that was taken.
    [[nodiscard]] const endpoint& at() const { return listener_.at(); }
    // The link to who calls next; transport_error at the deadline.
    [[nodiscard]] tcp_transport accept(deadline until) {
        auto c = listener_.accept(until);
        return {std::move(c.io), std::move(c.socket), "tcp", queue_bytes_};
    }

private:
    detail::stream_listener listener_;
    std::size_t queue_bytes_;
};

static_assert(ReservedTransport<tcp_transport>);

}  // namespace SPNN_NAMESPACE::net
