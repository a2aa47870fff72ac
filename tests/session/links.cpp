#include <spnn/session/links.hpp>

#include <spnn/net/transport/memory.hpp>

#include <doctest/doctest.h>

namespace {

namespace net = spnn::net;
using spnn::session::party;

TEST_CASE("session/links: give the channel to each connected peer, and name the one that is missing") {
    const party server{"server"}, first{"holder", 0}, second{"holder", 1};
    auto one = net::make_memory_pair(), two = net::make_memory_pair();
    spnn::session::links<net::memory_transport> links;
    links.connect(server, std::move(one.first)).connect(second, std::move(two.first));
    CHECK(links.has(server));
    CHECK_FALSE(links.has(first));
    CHECK(links.to(server).peer() == "server");
    CHECK(links.to(second).peer() == "holder_2");
    CHECK(std::distance(links.begin(), links.end()) == 2);
    CHECK_THROWS_WITH_AS(static_cast<void>(links.to(first)),
                         "links: this party needs a transport to holder_1: call connect for it", spnn::usage_error);
    CHECK_THROWS_WITH_AS(links.connect(server, std::move(one.second)), "links: server is connected twice",
                         spnn::usage_error);
}

}  // namespace
