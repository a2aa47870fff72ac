#include <spnn/split/party.hpp>

#include <spnn/net/transport/memory.hpp>

#include <doctest/doctest.h>

#include <set>

namespace {

namespace net = spnn::net;
namespace split = spnn::split;

TEST_CASE("split/party: every party has a name and a place of its own") {
    CHECK(split::the_server.name() == "server");
    CHECK(split::the_labeler.name() == "labeler");
    CHECK(split::the_dealer.name() == "dealer");
    CHECK(split::the_holder(0).name() == "holder_1");
    CHECK(split::the_holder(4).name() == "holder_5");
    const std::set<split::party> all{split::the_server, split::the_labeler, split::the_dealer, split::the_holder(0),
                                     split::the_holder(1)};
    CHECK(all.size() == 5);
    CHECK(split::the_server < split::the_holder(0));
    CHECK(split::the_holder(0) < split::the_holder(1));
}

TEST_CASE("split/party: links give the channel to each connected peer, and name the one that is missing") {
    auto one = net::make_memory_pair(), two = net::make_memory_pair();
    split::links<net::memory_transport> links;
    links.connect(split::the_server, std::move(one.first)).connect(split::the_holder(1), std::move(two.first));
    CHECK(links.has(split::the_server));
    CHECK_FALSE(links.has(split::the_holder(0)));
    CHECK(links.to(split::the_server).peer() == "server");
    CHECK(links.to(split::the_holder(1)).peer() == "holder_2");
    CHECK(std::distance(links.begin(), links.end()) == 2);
    CHECK_THROWS_WITH_AS(static_cast<void>(links.to(split::the_holder(0))),
                         "links: this party needs a transport to holder_1: call connect for it", spnn::usage_error);
    CHECK_THROWS_WITH_AS(links.connect(split::the_server, std::move(one.second)), "links: server is connected twice",
                         spnn::usage_error);
}

}  // namespace
