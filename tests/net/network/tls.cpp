#include <spnn/testing/laws/network.hpp>

#include <spnn/net/network/tls.hpp>

#include <support/certificates.hpp>

#include <doctest/doctest.h>

namespace {

namespace laws = spnn::testing::laws;
namespace net = spnn::net;

TEST_CASE("net/network/tls: obeys the laws of a network") {
    const support::authority made;
    const net::endpoint loopback{"127.0.0.1", 0};
    const auto named = [](const net::endpoint& at, const char* name) {
        return net::pinned_party{at, net::tls_pin::name(name)};
    };
    const auto unused = net::tcp_listener(loopback).at();
    net::tls_network bank(loopback, made.issue("bank.test"), {{"shop", named({}, "shop.test")}});
    net::tls_network shop(loopback, made.issue("shop.test"),
                          {{"bank", named(bank.at(), "bank.test")}, {"nobody", named(unused, "nobody.test")}});
    laws::network(std::move(bank), std::move(shop));
}

TEST_CASE("net/network/tls: tells parties apart by their certificates") {
    const support::authority made;
    const net::endpoint loopback{"127.0.0.1", 0};
    const auto named = [](const net::endpoint& at, const char* name) {
        return net::pinned_party{at, net::tls_pin::name(name)};
    };
    net::tls_network server(loopback, made.issue("server.test"),
                            {{"bank", named({}, "bank.test")}, {"shop", named({}, "shop.test")}});
    net::tls_network shop(loopback, made.issue("shop.test"), {{"server", named(server.at(), "server.test")}});
    auto answering = std::async(
        std::launch::async, [&] { return server.open(server.knock(laws::patient()).value(), laws::patient(), {}); });
    const auto near = shop.dial("server", laws::patient());
    const auto far = answering.get();
    CHECK(server.is(far, "shop"));
    CHECK_FALSE(server.is(far, "bank"));
    CHECK_FALSE(server.is(far, "stranger"));
}

}  // namespace
