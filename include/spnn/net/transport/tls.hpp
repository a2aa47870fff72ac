// net/transport/tls.hpp: TLS 1.3 over TCP (Boost.Asio, OpenSSL), both sides authenticated, the peer pinned.
//
// Older versions are refused, and so is a peer without a certificate, with one that no authority of ours has signed,
// that is not valid now, or that does not fit the pin. There is no call that leaves any of this out. All of it is
// checked within the handshake, so a peer that is refused is told so, by an alert of TLS.
// An end of the stream without TLS's closing notice counts as closed, nothing else: every message above says how
// long it is, so a stream that is cut short cannot pass for one that has ended.

#pragma once

#include <spnn/net/tls_identity.hpp>
#include <spnn/net/transport/tcp.hpp>

#include <boost/asio/ssl.hpp>

#include <memory>
#include <stop_token>
#include <vector>

namespace SPNN_NAMESPACE::net {

namespace detail {

using tls_stream = asio::ssl::stream<asio::ip::tcp::socket>;

[[nodiscard]] inline asio::ssl::context make_tls_context(const tls_identity& own) {
    own.check();
    asio::ssl::context context(asio::ssl::context::tls);
    const auto load = [](const std::filesystem::path& path, auto&& use) {
        error_code failed;
        use(path.string(), failed);
        require<data_error>(!failed, path.string(), ": ", failed.message());
    };
    load(own.certificate_chain,
         [&](const std::string& path, error_code& e) { context.use_certificate_chain_file(path, e); });
    load(own.private_key, [&](const std::string& path, error_code& e) {
        context.use_private_key_file(path, asio::ssl::context::pem, e);
    });
    load(own.authorities, [&](const std::string& path, error_code& e) { context.load_verify_file(path, e); });
    SSL_CTX* raw = context.native_handle();
    require<data_error>(SSL_CTX_check_private_key(raw) == 1, own.private_key.string(), ": is not the key of ",
                        own.certificate_chain.string());
    require<error>(SSL_CTX_set_min_proto_version(raw, TLS1_3_VERSION) == 1, "tls: this OpenSSL has no TLS 1.3");
    SSL_CTX_set_num_tickets(raw, 0);  // a session is never taken up again
    context.set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
    return context;
}

// Compares the peer's own certificate with the pins while the handshake is under way.
class pin_check {
public:
    explicit pin_check(std::vector<tls_pin> allowed) : allowed_(std::move(allowed)) {}

    // As OpenSSL asks, for each certificate of the chain; `sound`: its own opinion.
    [[nodiscard]] bool operator()(bool sound, X509_STORE_CTX* chain) noexcept {
        if (!sound || X509_STORE_CTX_get_error_depth(chain) > 0) return sound;
        try {
            wrong_ = misfit(X509_STORE_CTX_get_current_cert(chain), allowed_);
        } catch (...) {
            wrong_ = "no memory";
        }
        if (!wrong_.empty()) X509_STORE_CTX_set_error(chain, X509_V_ERR_CERT_REJECTED);
        return wrong_.empty();
    }
    // Why not; empty: a pin fits.
    [[nodiscard]] const std::string& wrong() const { return wrong_; }

private:
    std::vector<tls_pin> allowed_;
    std::string wrong_ = "the peer has shown no certificate";
};

// Why a handshake failed, with what was found wrong in the peer's certificate.
[[nodiscard]] inline std::string handshake_failure(tls_stream& stream, const error_code& failed,
                                                   const pin_check& check) {
    if (failed == asio::error::timed_out) return "the handshake was not over before the deadline";
    if (failed == asio::error::operation_aborted) return "the handshake was ended for want of room";
    const long found = SSL_get_verify_result(stream.native_handle());
    if (found == X509_V_ERR_CERT_REJECTED) return check.wrong();
    if (found != X509_V_OK) return text("the peer's certificate is refused: ", X509_verify_cert_error_string(found));
    return reason_of(failed);
}

// Whether a handshake has failed because the connection broke, which may go better another time.
[[nodiscard]] inline bool has_broken(const error_code& failed) {
    return failed == asio::error::eof || failed == asio::error::connection_reset ||
           failed == asio::error::broken_pipe || failed == asio::ssl::error::stream_truncated;
}

}  // namespace detail

class tls_transport : public detail::stream_transport<detail::tls_stream> {
public:
    // Whether the peer has shown the certificate that the pin asks for.
    [[nodiscard]] bool is(const tls_pin& pin) const { return pin.fits(peer_.get()); }

private:
    friend class tls_knock;
    friend tls_transport connect_tls(const endpoint&, const tls_identity&, const tls_pin&, deadline, std::size_t);

    tls_transport(std::unique_ptr<boost::asio::io_context> io, detail::tls_stream stream, certificate peer,
                  std::size_t queue_bytes, std::size_t inbox_limit)
        : stream_transport(std::move(io), std::move(stream), "tls", queue_bytes, inbox_limit), peer_(std::move(peer)) {}

    struct manner {
        boost::asio::ssl::stream_base::handshake_type side;
        std::size_t queue_bytes;
        std::size_t inbox_limit = detail::byte_pipe::no_limit;
        bool tries_again = false;  // when the connection breaks
    };

    // The handshake, within which one of the pins must fit what the peer shows; none when the connection has broken and
    // there is another try.
    [[nodiscard]] static std::optional<tls_transport> open(detail::connection c, boost::asio::ssl::context& context,
                                                           const std::vector<tls_pin>& allowed, const manner& how,
                                                           deadline until, const std::stop_token& stop = {}) {
        detail::tls_stream stream(std::move(c.socket), context);
        const auto check = std::make_shared<detail::pin_check>(allowed);
        stream.set_verify_callback([check](bool sound, boost::asio::ssl::verify_context& chain) {
            return (*check)(sound, chain.native_handle());
        });
        const auto failed = detail::wait_for(
            *c.io, until, [&](auto done) { stream.async_handshake(how.side, done); },
            [&] {
                detail::error_code ignored;
                stream.lowest_layer().close(ignored);
            },
            stop);
        if (how.tries_again && detail::has_broken(failed)) return std::nullopt;
        require<connection_error>(!failed, "tls: ", detail::handshake_failure(stream, failed, *check));
        require<connection_error>(check->wrong().empty(), "tls: ", check->wrong());
        certificate peer(SSL_get1_peer_certificate(stream.native_handle()), X509_free);
        return tls_transport(std::move(c.io), std::move(stream), std::move(peer), how.queue_bytes, how.inbox_limit);
    }

    certificate peer_;
};

// Connects as the identity `own` to the party that fits `peer`; tries again while nobody listens there, and when the
// connection breaks before the end of the handshake.
[[nodiscard]] inline tls_transport connect_tls(const endpoint& to, const tls_identity& own, const tls_pin& peer,
                                               deadline until, std::size_t queue_bytes = default_queue_bytes) {
    auto context = detail::make_tls_context(own);
    tls_transport::manner how{boost::asio::ssl::stream_base::client, queue_bytes};
    for (auto pause = std::chrono::milliseconds(10);; pause = std::min(2 * pause, std::chrono::milliseconds(250))) {
        how.tries_again = until.left() > 2 * pause;
        auto link = tls_transport::open(detail::connect(to, until, "tls"), context, {peer}, how, until);
        if (link) return std::move(*link);
        std::this_thread::sleep_for(pause);
    }
}

// Somebody at the door: connected, not yet authenticated.
class tls_knock {
public:
    // Where he comes from; empty when he has left.
    [[nodiscard]] std::string source() const { return connection_.source(); }

    // The handshake; transport_error when the peer's certificate fits none of the pins, at the deadline, or when a stop
    // is requested. `inbox_limit`: how much of what the peer sends is taken in before read_ahead().
    [[nodiscard]] tls_transport open(const std::vector<tls_pin>& allowed, deadline until,
                                     const std::stop_token& stop = {},
                                     std::size_t inbox_limit = detail::byte_pipe::no_limit) {
        return std::move(*tls_transport::open(std::move(connection_), *context_, allowed,
                                              {boost::asio::ssl::stream_base::server, queue_bytes_, inbox_limit}, until,
                                              stop));
    }

private:
    friend class tls_listener;
    tls_knock(detail::connection c, std::shared_ptr<boost::asio::ssl::context> context, std::size_t queue_bytes)
        : connection_(std::move(c)), context_(std::move(context)), queue_bytes_(queue_bytes) {}

    detail::connection connection_;
    std::shared_ptr<boost::asio::ssl::context> context_;
    std::size_t queue_bytes_;
};

// Where callers are waited for.
class tls_listener {
public:
    // Listens at once. transport_error when the address cannot be had, data_error for bad files.
    tls_listener(const endpoint& at, const tls_identity& own, std::size_t queue_bytes = default_queue_bytes)
        : listener_(at, "tls"),
          context_(std::make_shared<boost::asio::ssl::context>(detail::make_tls_context(own))),
          queue_bytes_(queue_bytes) {}

    // The address, with the port that was taken.
    [[nodiscard]] const endpoint& at() const { return listener_.at(); }

    // Who knocks next; nothing at the deadline. So handshakes can be done by other threads, and a slow one holds up
    // nobody else.
    [[nodiscard]] std::optional<tls_knock> knock(deadline until) {
        auto who = listener_.knock(until);
        if (!who) return std::nullopt;
        return tls_knock(std::move(*who), context_, queue_bytes_);
    }
    // The next one whose certificate fits; transport_error when it does not, or at the deadline.
    [[nodiscard]] tls_transport accept(const std::vector<tls_pin>& allowed, deadline until) {
        return tls_knock(listener_.accept(until), context_, queue_bytes_).open(allowed, until);
    }

private:
    detail::stream_listener listener_;
    std::shared_ptr<boost::asio::ssl::context> context_;
    std::size_t queue_bytes_;
};

static_assert(ReservedTransport<tls_transport>);

}  // namespace SPNN_NAMESPACE::net
