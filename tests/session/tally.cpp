#include <spnn/session/tally.hpp>

#include <doctest/doctest.h>

#include <array>

namespace {

using spnn::net::wire_cost;
using spnn::session::message_tally;
using spnn::session::party;

constexpr party hub{"server"}, one{"holder", 0}, two{"holder", 1}, third_one{"holder", 2};

TEST_CASE("session/tally: every message counts for the party that sends it") {
    message_tally sent;
    sent.send(one, hub, {100, 1});
    sent.post(one, two, {20, 1});
    sent.take(one, two);
    sent.send(hub, one, {7, 2});
    CHECK(sent.of(one) == wire_cost{120, 2});
    CHECK(sent.of(hub) == wire_cost{7, 2});
    CHECK(sent.of(two) == wire_cost{});
    CHECK(sent.total() == wire_cost{127, 4});
}

TEST_CASE("session/tally: in an exchange each sends to each other") {
    message_tally sent;
    sent.exchange(std::array{one, two, third_one}, {10, 1});
    CHECK(sent.of(two) == wire_cost{20, 2});
    CHECK(sent.total() == wire_cost{60, 6});
    sent.exchange(std::array{one}, {10, 1});  // nobody to send to
    CHECK(sent.total() == wire_cost{60, 6});
}

TEST_CASE("session/tally: times and sums") {
    message_tally batch, epoch;
    batch.send(one, hub, {3, 1});
    epoch.send(hub, one, {5, 1});
    batch *= 4;
    epoch += batch;
    CHECK(epoch.of(one) == wire_cost{12, 4});
    CHECK(epoch.of(hub) == wire_cost{5, 1});
}

}  // namespace
