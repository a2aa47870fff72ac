// net/transport/tls.hpp: TLS 1.3 over TCP (Boost.Asio, OpenSSL), both sides authenticated, the peer pinned.
//
// Older versions are refused, and so is a peer without a certificate, with one that no authority of ours has signed,
// that is not valid now, or that does not fit the pin. There is no call that leaves any of this out.
// An end of the stream without TLS's closing notice counts as closed, nothing else: every message above says how
// long it is, so a stream that is cut short cannot pass for one that has ended.

#pragma once

#include <spnn/net/tls_identity.hpp>
#include <spnn/net/transport/tcp.hpp>

#include <boost/asio/ssl.hpp>

#include <vector>

namespace spnn::inline SPNN_ABI::net {

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

// Why a handshake failed, with what OpenSSL found wrong in the peer's certificate.
[[nodiscard]] inline std::string handshake_failure(tls_stream& stream, const error_code& failed) {
    if (failed == asio::error::timed_out) return "the handshake was not over before the deadline";
    if (const long found = SSL_get_verify_result(stream.native_handle()); found != X509_V_OK)
        return text("the peer's certificate is refused: ", X509_verify_cert_error_string(found));
    return reason_of(failed);
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
                  std::size_t queue_bytes)
        : stream_transport(std::move(io), std::move(stream), "tls", queue_bytes), peer_(std::move(peer)) {}

    // The handshake, and whether one of the pins fits what the peer has shown.
    [[nodiscard]] static tls_transport open(detail::connection c, boost::asio::ssl::context& context,
                                            boost::asio::ssl::stream_base::handshake_type side,
                                            const std::vector<tls_pin>& allowed, deadline until,
                                            std::size_t queue_bytes) {
        detail::tls_stream stream(std::move(c.socket), context);
        const auto failed = detail::wait_for(
            *c.io, until, [&](auto done) { stream.async_handshake(side, done); },
            [&] {
                detail::error_code ignored;
                stream.lowest_layer().close(ignored);
            });
        require<transport_error>(!failed, "tls: ", detail::handshake_failure(stream, failed));
        certificate peer(SSL_get1_peer_certificate(stream.native_handle()), X509_free);
        const auto wrong = misfit(peer.get(), allowed);
        require<transport_error>(wrong.empty(), "tls: ", wrong);
        return {std::move(c.io), std::move(stream), std::move(peer), queue_bytes};
    }

    certificate peer_;
};

// Connects as the identity `own` to the party that fits `peer`; tries again while nobody listens there.
[[nodiscard]] inline tls_transport connect_tls(const endpoint& to, const tls_identity& own, const tls_pin& peer,
                                               deadline until, std::size_t queue_bytes = default_queue_bytes) {
    auto context = detail::make_tls_context(own);
    return tls_transport::open(detail::connect(to, until, "tls"), context, boost::asio::ssl::stream_base::client,
                               {peer}, until, queue_bytes);
}

// Somebody at the door: connected, not yet authenticated.
class tls_knock {
public:
    // The handshake; transport_error when the peer's certificate fits none of the pins.
    [[nodiscard]] tls_transport open(const std::vector<tls_pin>& allowed, deadline until) {
        return tls_transport::open(std::move(connection_), *context_, boost::asio::ssl::stream_base::server, allowed,
                                   until, queue_bytes_);
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

static_assert(CuttableTransport<tls_transport>);

}  // namespace spnn::inline SPNN_ABI::net
