#include <spnn/session/timeline.hpp>

#include <doctest/doctest.h>

#include <array>

namespace {

using spnn::session::party;
using spnn::session::timeline;

constexpr party server{"server"}, first{"holder", 0}, second{"holder", 1};
constexpr std::array<party, 3> all{server, first, second};
constexpr spnn::net::wire_cost message{100, 1};

TEST_CASE("session/timeline: with a latency of 1 alone, the latest clock is the number of rounds") {
    timeline wire(all, 0, 1);
    CHECK(wire.latest() == 0);
    wire.send(first, server, message);
    wire.send(second, server, message);  // meanwhile
    CHECK(wire.latest() == 1);
    wire.send(server, first, message);  // after both
    wire.send(first, second, message);
    CHECK(wire.latest() == 3);
    wire.exchange(std::array{first, second}, message);  // second's leaves after what it was sent
    CHECK(wire.latest() == 4);
}

TEST_CASE("session/timeline: messages of one direction follow one another at the link's speed, links do not disturb") {
    timeline wire(all, 0.01, 0.5);
    wire.send(first, server, message);
    CHECK(wire.latest() == doctest::Approx(1.5));
    wire.send(first, server, message);
    CHECK(wire.latest() == doctest::Approx(2.5));
    wire.send(second, server, message);
    CHECK(wire.latest() == doctest::Approx(2.5));
}

TEST_CASE("session/timeline: what is posted is waited for when it is taken, the first posted first") {
    timeline wire(all, 0, 1);
    wire.send(server, first, message);
    wire.post(first, second, message);  // arrives at 2
    wire.send(second, server, message);
    CHECK(wire.latest() == 1);  // second has not waited for it
    wire.take(first, second);
    CHECK(wire.latest() == 2);
    wire.send(second, server, message);
    CHECK(wire.latest() == 3);
}

}  // namespace
