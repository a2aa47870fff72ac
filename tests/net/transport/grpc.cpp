#include <spnn/testing/laws/cuttable_transport.hpp>
#include <support/pinned_transport.hpp>

#include <spnn/net/transport/grpc.hpp>

#include <support/certificates.hpp>
#include <support/errors.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <functional>

namespace {

namespace laws = spnn::testing::laws;
namespace net = spnn::net;
using net::tls_pin;
using spnn::bytes;
using spnn::data_error;
using spnn::deadline;
using spnn::transport_error;
using spnn::usage_error;

const support::authority& the_authority() {
    static const support::authority made;
    return made;
}

using test::contains;

struct two_ends {
    net::tls_identity listening = the_authority().issue("bank.test");
    net::tls_identity connecting = the_authority().issue("processor.test");
    std::vector<tls_pin> expected_by_listener{tls_pin::name("processor.test")};
    tls_pin expected_by_connecting = tls_pin::name("bank.test");

    [[nodiscard]] std::pair<net::grpc_transport, net::grpc_transport> join(std::size_t queue_bytes = std::size_t{20}
                                                                                                     << 20) const {
        net::grpc_listener listener({"127.0.0.1", 0}, listening, queue_bytes);
        auto far =
            std::async(std::launch::async, [&] { return listener.accept(expected_by_listener, laws::patient()); });
        auto near = net::connect_grpc(listener.at(), connecting, expected_by_connecting, laws::patient(), queue_bytes);
        return {std::move(near), far.get()};
    }

    // What each end says when they do not come together; empty for an end that does not complain. A listener never
    // hears of a peer that fails the handshake, so it is told when to stop waiting.
    struct complaints {
        std::string connecting, listening;
    };
    [[nodiscard]] complaints fail() const {
        complaints said;
        said.listening = listen_while([&](const net::endpoint& at) {
            said.connecting = test::error_of<transport_error>(
                [&] { static_cast<void>(net::connect_grpc(at, connecting, expected_by_connecting, laws::patient())); });
        });
        return said;
    }
    // What a listener says that waits for its peer while something else is going on.
    template <class Work>
    [[nodiscard]] std::string listen_while(Work&& work) const {
        net::grpc_listener listener({"127.0.0.1", 0}, listening);
        std::atomic<bool> is_over = false;
        auto far = std::async(std::launch::async, [&] {
            std::string words;
            do
                words = test::error_of<transport_error>(
                    [&] { static_cast<void>(listener.accept(expected_by_listener, laws::brief())); });
            while (!is_over && contains(words, "nobody has connected"));
            return words;
        });
        work(listener.at());
        is_over = true;
        return far.get();
    }
};

TEST_CASE("net/transport/grpc: obeys the laws of a transport that can be cut, either end first") {
    const two_ends ends;
    laws::cuttable_transport([&](std::size_t queue_bytes) { return ends.join(queue_bytes); }, "grpc");
    laws::cuttable_transport(
        [&](std::size_t queue_bytes) {
            auto joined = ends.join(queue_bytes);
            std::swap(joined.first, joined.second);
            return joined;
        },
        "grpc");
}

TEST_CASE("net/transport/grpc: links outlive their listener, and the address is free again") {
    const two_ends ends;
    std::optional<net::grpc_listener> listener(std::in_place, net::endpoint{"127.0.0.1", 0}, ends.listening);
    const auto at = listener->at();
    const auto connect = [&] {
        return net::connect_grpc(at, ends.connecting, ends.expected_by_connecting, laws::patient());
    };
    auto connecting = std::async(std::launch::async, connect);
    auto far = listener->accept(ends.expected_by_listener, laws::patient());
    auto near = connecting.get();
    listener.reset();
    listener.emplace(at, ends.listening);
    connecting = std::async(std::launch::async, connect);
    auto second_far = listener->accept(ends.expected_by_listener, laws::patient());
    auto second_near = connecting.get();
    for (auto* pair : {&far, &second_far}) laws::send_all(*pair, laws::pattern(1000));
    CHECK((laws::receive_all(near, 1000) == laws::pattern(1000)));
    CHECK((laws::receive_all(second_near, 1000) == laws::pattern(1000)));
}

TEST_CASE("net/transport/grpc: peers are pinned by digest or name, and another name is refused by either end") {
    test::pinned_transport<two_ends>(the_authority(), "is for processor.test");
}

TEST_CASE("net/transport/grpc: an expired certificate, and one not yet valid") {
    for (const auto& [from, to] : {std::pair{-7200L, -3600L}, {3600L, 7200L}}) {
        two_ends ends;
        ends.listening = the_authority().issue("bank.test", from, to);
        auto said = ends.fail();
        CHECK_MESSAGE(contains(said.connecting, "certificate verify failed"), said.connecting);
        ends = {};
        ends.connecting = the_authority().issue("processor.test", from, to);
        said = ends.fail();
        CHECK_MESSAGE(contains(said.connecting, "the other end refused the connection"), said.connecting);
    }
}

TEST_CASE("net/transport/grpc: a certificate of an authority that is not ours") {
    const support::authority stranger;
    two_ends ends;
    ends.connecting = stranger.issue("processor.test");
    ends.connecting.authorities = ends.listening.authorities;  // it would accept us
    auto said = ends.fail();
    CHECK_MESSAGE(contains(said.connecting, "the other end refused the connection"), said.connecting);
    ends = {};
    ends.listening = stranger.issue("bank.test");
    ends.listening.authorities = ends.connecting.authorities;
    said = ends.fail();
    CHECK_MESSAGE(contains(said.connecting, "handshake failed"), said.connecting);
}

// A client of plain gRPC that does what ours never would: `method`, with or without a certificate, then one message.
class strange_client {
public:
    strange_client(const two_ends& ends, const net::endpoint& at, const std::string& method, bool with_certificate) {
        grpc::SslCredentialsOptions options;
        options.pem_root_certs = net::detail::content_of(ends.connecting.authorities);
        if (with_certificate) {
            options.pem_private_key = net::detail::content_of(ends.connecting.private_key);
            options.pem_cert_chain = net::detail::content_of(ends.connecting.certificate_chain);
        }
        grpc::ChannelArguments arguments;
        arguments.SetSslTargetNameOverride("bank.test");
        call_.channel = grpc::CreateCustomChannel(at.name(), grpc::SslCredentials(options), arguments);
        call_.stream = grpc::GenericStub(call_.channel).PrepareCall(&call_.context, method, &call_.queue);
        call_.stream->StartCall(nullptr);
        good_ = finished(laws::patient());
    }
    void send(std::size_t size) {
        const grpc::Slice piece(std::string(size, 'x'));
        call_.stream->Write(grpc::ByteBuffer(&piece, 1), nullptr);
        good_ = good_ && finished(laws::patient());
    }
    // How the call ends.
    grpc::Status end() {
        call_.stream->Finish(&call_.status, nullptr);
        static_cast<void>(finished(laws::patient()));
        return call_.status;
    }
    [[nodiscard]] bool good() const { return good_; }

private:
    bool finished(deadline until) {
        return net::detail::next_report(call_.queue, until) == net::detail::grpc_report::success;
    }
    net::detail::grpc_client_call call_;
    bool good_ = false;
};

TEST_CASE("net/transport/grpc: nobody without a certificate") {
    const two_ends ends;
    const auto said = ends.listen_while([&](const net::endpoint& at) {
        strange_client nameless(ends, at, net::detail::grpc_method, false);
        CHECK(nameless.end().error_code() == grpc::StatusCode::UNAVAILABLE);
    });
    CHECK_MESSAGE(contains(said, "nobody has connected"), said);
}

// Whether the listener closes the connection by itself before a patient deadline, far before gRPC's default.
template <class Stream>
bool is_closed_in_time(Stream& stream, boost::asio::io_context& io) {
    std::array<char, 4096> in{};
    bool is_over = false;
    std::function<void()> read = [&] {
        stream.async_read_some(boost::asio::buffer(in), [&](const boost::system::error_code& failed, std::size_t) {
            is_over = !!failed;
            if (!failed) read();
        });
    };
    read();
    io.restart();
    io.run_for(std::chrono::seconds(60));
    return is_over;
}

TEST_CASE("net/transport/grpc: whoever connects and is silent, before its handshake or after, is not kept") {
    namespace asio = boost::asio;
    const two_ends ends;
    static_cast<void>(ends.listen_while([&](const net::endpoint& at) {
        const asio::ip::tcp::endpoint there(asio::ip::make_address("127.0.0.1"), at.port);
        asio::io_context io;
        asio::ip::tcp::socket silent(io);
        silent.connect(there);
        CHECK(is_closed_in_time(silent, io));

        asio::ssl::context context(asio::ssl::context::tls_client);
        context.use_certificate_chain_file(ends.connecting.certificate_chain.string());
        context.use_private_key_file(ends.connecting.private_key.string(), asio::ssl::context::pem);
        asio::ssl::stream<asio::ip::tcp::socket> idle(io, context);
        constexpr std::array<unsigned char, 3> http2{2, 'h', '2'};
        SSL_set_alpn_protos(idle.native_handle(), http2.data(), http2.size());
        idle.lowest_layer().connect(there);
        idle.handshake(asio::ssl::stream_base::client);
        CHECK(is_closed_in_time(idle, io));
    }));
}

TEST_CASE("net/transport/grpc: where a peer comes from") {
    CHECK(net::detail::grpc_source("ipv4:10.0.0.1:7000") == "10.0.0.1");
    CHECK(net::detail::grpc_source("ipv6:%5B::1%5D:7000") == "::/64");
    CHECK(net::detail::grpc_source("ipv6:[2001:db8::5]:7000") == "2001:db8::/64");
    CHECK(net::detail::grpc_source("unix:/a/path").empty());
    CHECK(net::detail::grpc_source("").empty());
}

// Both ends against plain OpenSSL.
TEST_CASE("net/transport/grpc: either end takes TLS 1.3 from a peer that has it") {
    namespace asio = boost::asio;
    using ssl_stream = asio::ssl::stream<asio::ip::tcp::socket>;
    const two_ends ends;
    asio::io_context io;
    const auto load = [](asio::ssl::context& context, const net::tls_identity& own) {
        context.use_certificate_chain_file(own.certificate_chain.string());
        context.use_private_key_file(own.private_key.string(), asio::ssl::context::pem);
    };
    std::string version;
    const auto shake = [&](ssl_stream& stream, asio::ssl::stream_base::handshake_type side) {
        boost::system::error_code ignored;
        stream.handshake(side, ignored);
        version = SSL_get_version(stream.native_handle());
        stream.lowest_layer().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
    };
    static_cast<void>(ends.listen_while([&](const net::endpoint& at) {
        asio::ssl::context context(asio::ssl::context::tls_client);
        load(context, ends.connecting);
        ssl_stream client(io, context);
        client.lowest_layer().connect({asio::ip::make_address("127.0.0.1"), at.port});
        shake(client, asio::ssl::stream_base::client);
    }));
    CHECK(version == "TLSv1.3");

    version.clear();
    asio::ssl::context context(asio::ssl::context::tls_server);
    load(context, ends.listening);
    asio::ip::tcp::acceptor acceptor(io, {asio::ip::make_address("127.0.0.1"), 0});
    auto connecting = std::async(std::launch::async, [&] {
        const net::endpoint at{"127.0.0.1", acceptor.local_endpoint().port()};
        return test::error_of<transport_error>([&] {
            static_cast<void>(net::connect_grpc(at, ends.connecting, ends.expected_by_connecting, laws::patient()));
        });
    });
    ssl_stream server(acceptor.accept(), context);
    shake(server, asio::ssl::stream_base::server);
    server.lowest_layer().close();
    CHECK(version == "TLSv1.3");
    const auto words = connecting.get();  // it speaks no HTTP/2
    CHECK_MESSAGE(contains(words, "no link to"), words);
}

TEST_CASE("net/transport/grpc: another method is refused, and the listener goes on") {
    const two_ends ends;
    net::grpc_listener listener({"127.0.0.1", 0}, ends.listening);
    const auto accept = [&] { return listener.accept(ends.expected_by_listener, laws::patient()); };
    auto far = std::async(std::launch::async, accept);
    strange_client lost(ends, listener.at(), "/other.Service/Call", true);
    CHECK(lost.end().error_code() == grpc::StatusCode::PERMISSION_DENIED);
    CHECK_THROWS_WITH_AS(far.get(), doctest::Contains("calls a method that is not"), transport_error);
    far = std::async(std::launch::async, accept);
    auto near = net::connect_grpc(listener.at(), ends.connecting, ends.expected_by_connecting, laws::patient());
    auto found = far.get();
    laws::send_all(near, laws::pattern(10));
    CHECK((laws::receive_all(found, 10) == laws::pattern(10)));
}

TEST_CASE("net/transport/grpc: a message beyond the largest ends the link, with nothing of it taken") {
    const two_ends ends;
    net::grpc_listener listener({"127.0.0.1", 0}, ends.listening);
    for (const std::size_t beyond : {0U, 1U}) {
        auto accepting =
            std::async(std::launch::async, [&] { return listener.accept(ends.expected_by_listener, laws::patient()); });
        std::optional<strange_client> client(std::in_place, ends, listener.at(), net::detail::grpc_method, true);
        auto far = accepting.get();
        client->send(100);
        client->send(net::detail::grpc_piece + beyond);
        CHECK((laws::receive_all(far, 100) == bytes(100, std::byte{'x'})));
        if (beyond == 0) {
            CHECK((laws::receive_all(far, net::detail::grpc_piece) == bytes(net::detail::grpc_piece, std::byte{'x'})));
        } else {
            CHECK_THROWS_AS(laws::receive_all(far, 1), transport_error);
        }
        client.reset();
    }
}

TEST_CASE("net/transport/grpc: connecting waits for a listener that starts later") {
    const two_ends ends;
    const auto at = net::grpc_listener({"127.0.0.1", 0}, ends.listening).at();  // a port that is free again
    auto connecting = std::async(std::launch::async, [&] {
        return net::connect_grpc(at, ends.connecting, ends.expected_by_connecting, laws::patient());
    });
    CHECK(connecting.wait_for(std::chrono::milliseconds(50)) == std::future_status::timeout);
    net::grpc_listener listener(at, ends.listening);
    auto far = listener.accept(ends.expected_by_listener, laws::patient());
    auto near = connecting.get();
    laws::send_all(near, laws::pattern(10));
    CHECK((laws::receive_all(far, 10) == laws::pattern(10)));
}

TEST_CASE("net/transport/grpc: nobody there, nobody coming, a port that is taken: a sentence each") {
    const two_ends ends;
    net::grpc_listener listener({"127.0.0.1", 0}, ends.listening);
    const auto connect = [&](const net::endpoint& to) {
        return test::error_of<transport_error>([&] {
            static_cast<void>(net::connect_grpc(to, ends.connecting, ends.expected_by_connecting,
                                                deadline::after(std::chrono::seconds(1))));
        });
    };
    CHECK_THROWS_WITH_AS(static_cast<void>(listener.accept(ends.expected_by_listener, laws::brief())),
                         doctest::Contains("nobody has connected"), transport_error);
    CHECK_THROWS_WITH_AS(net::grpc_listener(listener.at(), ends.listening),
                         doctest::Contains("cannot listen at 127.0.0.1:"), transport_error);
    const auto unused = net::grpc_listener({"127.0.0.1", 0}, ends.listening).at();
    const auto words = connect(unused);
    CHECK_MESSAGE(contains(words, unused.name()), words);
    const auto unaccepted = connect(listener.at());
    CHECK_MESSAGE(contains(unaccepted, listener.at().name()), unaccepted);
    const auto nowhere = connect({"no.such.host.invalid", 1});
    CHECK_MESSAGE(contains(nowhere, "no.such.host.invalid:1"), nowhere);
}

TEST_CASE("net/transport/grpc: says what is wrong with its use") {
    const two_ends ends;
    CHECK_THROWS_AS(net::grpc_listener({"127.0.0.1", 0}, ends.listening, 0), usage_error);
    CHECK_THROWS_AS(static_cast<void>(net::connect_grpc({"127.0.0.1", 1}, ends.connecting, ends.expected_by_connecting,
                                                        laws::brief(), 0)),
                    usage_error);
    auto mixed = ends.listening;
    mixed.private_key = ends.connecting.private_key;
    CHECK_THROWS_WITH_AS(net::grpc_listener({"127.0.0.1", 0}, mixed), doctest::Contains("is not the key of"),
                         data_error);
    auto no_certificate = ends.connecting;
    no_certificate.certificate_chain = ends.connecting.private_key;
    CHECK_THROWS_WITH_AS(static_cast<void>(net::connect_grpc({"127.0.0.1", 1}, no_certificate,
                                                             ends.expected_by_connecting, laws::patient())),
                         doctest::Contains("holds no PEM certificate"), data_error);
    auto no_authority = ends.connecting;
    no_authority.authorities = ends.connecting.private_key;
    CHECK_THROWS_WITH_AS(static_cast<void>(net::connect_grpc({"127.0.0.1", 1}, no_authority,
                                                             ends.expected_by_connecting, laws::patient())),
                         doctest::Contains("holds no PEM certificate"), data_error);
}

}  // namespace
