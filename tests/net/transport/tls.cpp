#include <spnn/testing/laws/cuttable_transport.hpp>
#include <support/pinned_transport.hpp>

#include <spnn/net/transport/tls.hpp>

#include <support/certificates.hpp>
#include <support/errors.hpp>

#include <doctest/doctest.h>

namespace {

namespace laws = spnn::testing::laws;
namespace net = spnn::net;
using net::tls_pin;
using spnn::data_error;
using spnn::transport_error;
using spnn::usage_error;

const support::authority& the_authority() {
    static const support::authority made;
    return made;
}

struct two_ends {
    net::tls_identity listening = the_authority().issue("bank.test");
    net::tls_identity connecting = the_authority().issue("processor.test");
    std::vector<tls_pin> expected_by_listener{tls_pin::name("processor.test")};
    tls_pin expected_by_connecting = tls_pin::name("bank.test");

    [[nodiscard]] std::pair<net::tls_transport, net::tls_transport> join(std::size_t queue_bytes = std::size_t{20}
                                                                                                   << 20) const {
        net::tls_listener listener({"127.0.0.1", 0}, listening, queue_bytes);
        auto far =
            std::async(std::launch::async, [&] { return listener.accept(expected_by_listener, laws::patient()); });
        auto near = net::connect_tls(listener.at(), connecting, expected_by_connecting, laws::patient(), queue_bytes);
        return {std::move(near), far.get()};
    }

    // What each end says when they do not come together; empty for an end that does not complain.
    struct complaints {
        std::string connecting, listening;
    };
    [[nodiscard]] complaints fail() const {
        net::tls_listener listener({"127.0.0.1", 0}, listening);
        auto far = std::async(std::launch::async, [&] {
            return test::error_of<transport_error>(
                [&] { static_cast<void>(listener.accept(expected_by_listener, laws::patient())); });
        });
        auto near = test::error_of<transport_error>([&] {  // in TLS 1.3 the client learns of a refusal when it reads
            auto end = net::connect_tls(listener.at(), connecting, expected_by_connecting, laws::patient());
            laws::receive_all(end, 1);
        });
        return {near, far.get()};
    }
};

using test::contains;

TEST_CASE("net/transport/tls: obeys the laws of a transport that can be cut") {
    const two_ends ends;
    laws::cuttable_transport([&](std::size_t queue_bytes) { return ends.join(queue_bytes); }, "tls");
}

TEST_CASE("net/transport/tls: peers are pinned by digest or name, and another name is refused by either end") {
    test::pinned_transport<two_ends>(the_authority(), "the other end refused the connection");
}

TEST_CASE("net/transport/tls: a connection that breaks before the end of the handshake is tried again") {
    const two_ends ends;
    std::optional<net::tcp_listener> breaking(std::in_place, net::endpoint{"127.0.0.1", 0});
    const auto at = breaking->at();
    const auto connect = [&](spnn::deadline until) {
        return net::connect_tls(at, ends.connecting, ends.expected_by_connecting, until);
    };
    auto connecting = std::async(std::launch::async, [&] { return connect(laws::patient()); });
    for (int i = 0; i < 3; ++i) static_cast<void>(breaking->accept(laws::patient()));
    breaking.reset();
    {
        net::tls_listener listener(at, ends.listening);
        auto far = listener.accept(ends.expected_by_listener, laws::patient());
        auto near = connecting.get();
        laws::send_all(far, laws::pattern(10));
        CHECK((laws::receive_all(near, 10) == laws::pattern(10)));
    }
    breaking.emplace(at);
    auto hanging_up = std::async(std::launch::async, [&] {
        for (;;) static_cast<void>(breaking->accept(spnn::deadline::after(std::chrono::seconds(2))));
    });
    CHECK_THROWS_AS(static_cast<void>(connect(spnn::deadline::after(std::chrono::milliseconds(500)))), transport_error);
    CHECK_THROWS_AS(hanging_up.get(), transport_error);
}

TEST_CASE("net/transport/tls: an expired certificate, and one not yet valid") {
    for (const auto& [from, to, word] : {std::tuple{-7200L, -3600L, "expired"}, {3600L, 7200L, "not yet valid"}}) {
        two_ends ends;
        ends.listening = the_authority().issue("bank.test", from, to);
        auto said = ends.fail();
        CHECK_MESSAGE(contains(said.connecting, word), said.connecting);
        CHECK_MESSAGE(contains(said.listening, "the other end refused the connection"), said.listening);
        ends = {};
        ends.connecting = the_authority().issue("processor.test", from, to);
        said = ends.fail();
        CHECK_MESSAGE(contains(said.listening, word), said.listening);
        CHECK_MESSAGE(contains(said.connecting, "the other end refused the connection"), said.connecting);
    }
}

TEST_CASE("net/transport/tls: a certificate of an authority that is not ours, and a self-signed one") {
    const support::authority stranger;
    two_ends ends;
    ends.connecting = stranger.issue("processor.test");
    ends.connecting.authorities = ends.listening.authorities;  // it would accept us
    const auto said = ends.fail();
    CHECK_MESSAGE(contains(said.listening, "the peer's certificate is refused"), said.listening);
    CHECK_MESSAGE(contains(said.connecting, "the other end refused the connection"), said.connecting);
}

// A client of plain OpenSSL that does what ours never would.
std::string listener_says_to(int highest_version, bool with_certificate) {
    const two_ends ends;
    net::tls_listener listener({"127.0.0.1", 0}, ends.listening);
    auto far = std::async(std::launch::async, [&] {
        return test::error_of<transport_error>(
            [&] { static_cast<void>(listener.accept(ends.expected_by_listener, laws::patient())); });
    });
    boost::asio::io_context io;
    boost::asio::ssl::context context(boost::asio::ssl::context::tls_client);
    SSL_CTX_set_max_proto_version(context.native_handle(), highest_version);
    if (with_certificate) {
        context.use_certificate_chain_file(ends.connecting.certificate_chain.string());
        context.use_private_key_file(ends.connecting.private_key.string(), boost::asio::ssl::context::pem);
    }
    boost::asio::ssl::stream<boost::asio::ip::tcp::socket> client(io, context);
    client.lowest_layer().connect({boost::asio::ip::make_address("127.0.0.1"), listener.at().port});
    boost::system::error_code ignored;
    client.handshake(boost::asio::ssl::stream_base::client, ignored);
    client.lowest_layer().shutdown(boost::asio::ip::tcp::socket::shutdown_both, ignored);
    return far.get();
}

TEST_CASE("net/transport/tls: nothing older than TLS 1.3, and nobody without a certificate") {
    CHECK(listener_says_to(TLS1_3_VERSION, true).empty());
    const auto old = listener_says_to(TLS1_2_VERSION, true);
    CHECK_MESSAGE(contains(old, "unsupported protocol"), old);
    const auto nameless = listener_says_to(TLS1_3_VERSION, false);
    CHECK_MESSAGE(contains(nameless, "peer did not return a certificate"), nameless);
}

TEST_CASE("net/transport/tls: a listener is not held up by a client that says nothing") {
    const two_ends ends;
    net::tls_listener listener({"127.0.0.1", 0}, ends.listening);
    auto silent = net::connect_tcp(listener.at(), laws::patient());
    auto first = listener.knock(laws::patient()).value();
    CHECK_THROWS_WITH_AS(static_cast<void>(first.open(ends.expected_by_listener, laws::brief())),
                         doctest::Contains("the handshake was not over before the deadline"), transport_error);
}

TEST_CASE("net/transport/tls: identities and pins that are wrong in themselves") {
    const auto good = the_authority().issue("bank.test");
    auto loose = good;
    std::filesystem::permissions(loose.private_key,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::group_read);
    CHECK_THROWS_WITH_AS(loose.check(), doctest::Contains("chmod 600"), data_error);
    std::filesystem::permissions(loose.private_key, std::filesystem::perms::owner_read);
    auto missing = good;
    missing.authorities = "/nowhere/authorities.pem";
    CHECK_THROWS_WITH_AS(missing.check(), "/nowhere/authorities.pem: cannot be read", data_error);
    auto mixed = good;
    mixed.private_key = the_authority().issue("other.test").private_key;
    CHECK_THROWS_AS(net::tls_listener({"127.0.0.1", 0}, mixed), data_error);
    auto no_certificate = good;
    no_certificate.certificate_chain = good.private_key;
    CHECK_THROWS_AS(net::tls_listener({"127.0.0.1", 0}, no_certificate), data_error);

    CHECK_THROWS_AS(static_cast<void>(tls_pin::name("")), usage_error);
    CHECK_THROWS_AS(static_cast<void>(tls_pin::sha256("12ab")), usage_error);
    CHECK_THROWS_AS(static_cast<void>(tls_pin::sha256(std::string(64, 'g'))), usage_error);
    CHECK(tls_pin::sha256("AA:" + std::string(62, '0')).value() == "aa" + std::string(62, '0'));
    CHECK_FALSE(tls_pin::name("bank.test").fits(nullptr));
}

}  // namespace
