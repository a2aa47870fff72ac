#include <spnn/testing/laws/network.hpp>

#include <spnn/net/meeting.hpp>
#include <spnn/net/network/grpc.hpp>

#include <support/certificates.hpp>

#include <doctest/doctest.h>

namespace {

namespace laws = spnn::testing::laws;
namespace net = spnn::net;

const net::endpoint loopback{"127.0.0.1", 0};

net::pinned_party named(const net::endpoint& at, const char* name) { return {at, net::tls_pin::name(name)}; }

TEST_CASE("net/network/grpc: obeys the laws of a network") {
    const support::authority made;
    const auto unused = net::tcp_listener(loopback).at();
    net::grpc_network bank(loopback, made.issue("bank.test"), {{"shop", named({}, "shop.test")}});
    net::grpc_network shop(loopback, made.issue("shop.test"),
                           {{"bank", named(bank.at(), "bank.test")}, {"nobody", named(unused, "nobody.test")}});
    laws::network(std::move(bank), std::move(shop));
}

TEST_CASE("net/network/grpc: parties meet, and none passes for another") {
    const support::authority made;
    net::grpc_network network(loopback, made.issue("server.test"),
                              {{"bank", named({}, "bank.test")}, {"shop", named({}, "shop.test")}});
    const auto at = network.at();
    net::meeting<net::grpc_network> server(std::move(network), "fraud", "server",
                                           {{"bank", {"training"}}, {"shop", {"training"}}});
    const auto calling = [&] {
        return net::grpc_network(loopback, made.issue("shop.test"), {{"server", named(at, "server.test")}})
            .dial("server", laws::patient());
    };
    auto liar = calling();
    CHECK_THROWS_WITH_AS(net::introduce(liar, {"fraud", "bank", "server", "training"}, laws::patient()),
                         doctest::Contains("the certificate is not that of bank"), spnn::protocol_error);
    auto shop = calling();
    CHECK_NOTHROW(net::introduce(shop, {"fraud", "shop", "server", "training"}, laws::patient()));
    auto far = server.link("shop", "training", laws::patient());
    laws::send_all(shop, laws::pattern(500));
    CHECK((laws::receive_all(far, 500) == laws::pattern(500)));
}

}  // namespace
