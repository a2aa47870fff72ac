#include <spnn/session/tally.hpp>

#include <doctest/doctest.h>

#include <array>

namespace {

using spnn::net::wire_cost;
using spnn::session::message_tally;
using spnn::session::party;

constexpr party server{"server"}, first{"holder", 0}, second{"holder", 1}, third{"holder", 2};

TEST_CASE("session/tally: every message counts for the party that sends it") {
    message_tally sent;
    sent.send(first, server, {100, 1});
    sent.post(first, second, {20, 1});
    sent.take(first, second);
    sent.send(server, first, {7, 2});
    CHECK(sent.of(first) == wire_cost{120, 2});
    CHECK(sent.of(server) == wire_cost{7, 2});
    CHECK(sent.of(second) == wire_cost{});
    CHECK(sent.total() == wire_cost{127, 4});
}

TEST_CASE("session/tally: in an exchange each sends to each other") {
    message_tally sent;
    sent.exchange(std::array{first, second, third}, {10, 1});
    CHECK(sent.of(second) == wire_cost{20, 2});
    CHECK(sent.total() == wire_cost{60, 6});
    sent.exchange(std::array{first}, {10, 1});  // nobody to send to
    CHECK(sent.total() == wire_cost{60, 6});
}

TEST_CASE("session/tally: times and sums") {
    message_tally batch, epoch;
    batch.send(first, server, {3, 1});
    epoch.send(server, first, {5, 1});
    batch *= 4;
    epoch += batch;
    CHECK(epoch.of(first) == wire_cost{12, 4});
    CHECK(epoch.of(server) == wire_cost{5, 1});
}

}  // namespace
