#include <spnn/testing/laws/network.hpp>

#include <spnn/net/network/tcp.hpp>

#include <doctest/doctest.h>

namespace {

namespace laws = spnn::testing::laws;
namespace net = spnn::net;

TEST_CASE("net/network/tcp: obeys the laws of a network") {
    const net::endpoint loopback{"127.0.0.1", 0};
    const auto unused = net::tcp_listener(loopback).at();
    net::tcp_network bank(loopback, {{"shop", {}}});
    net::tcp_network shop(loopback, {{"bank", bank.at()}, {"nobody", unused}});
    laws::network(std::move(bank), std::move(shop));
}

}  // namespace
