#include <spnn/net/cost.hpp>

#include <net/messages.hpp>

#include <spnn/net/channel.hpp>
#include <spnn/net/decorator/metered.hpp>
#include <spnn/net/transport/memory.hpp>

#include <doctest/doctest.h>

namespace {

namespace net = spnn::net;
using namespace net_tests;
using net::message_cost;
using net::wire_cost;

TEST_CASE("net/cost: costs are computed by the compiler") {
    static_assert(message_cost<words>(5000, 8) == wire_cost{64 + 160'000, 1});
    static_assert(message_cost<wide_shares>(3, 0) == wire_cost{64, 1});
    static_assert(wire_cost{1, 2} + wire_cost{30, 40} == wire_cost{31, 42});
    static_assert(3 * wire_cost{5, 7} == wire_cost{15, 21});
    static_assert(wire_cost{5, 7} * 3 == wire_cost{15, 21});
    static_assert(wire_cost{} + wire_cost{5, 7} == wire_cost{5, 7});
    wire_cost sum{1, 1};
    sum += {2, 3};
    CHECK(sum == wire_cost{3, 4});
    CHECK_FALSE(wire_cost{1, 2} == wire_cost{1, 3});
    CHECK_FALSE(wire_cost{1, 2} == wire_cost{2, 2});
}

TEST_CASE("net/cost: a meter on the wire agrees with what is stated") {
    const auto counts = std::make_shared<net::meter>();
    auto ends = net::make_memory_pair();
    net::channel sender(net::metered(std::move(ends.first), counts), "server");
    constexpr auto stated = 3 * message_cost<floats>(7, 5) + message_cost<wide_shares>(2, 9) +
                            message_cost<words>(0, 4) + message_cost<blob>(1, 1000);
    for (std::uint64_t i = 0; i < 3; ++i) sender.send<floats>(i, spnn::zeros<float>(7, 5));
    sender.send<wide_shares>(3, spnn::zeros<spnn::uint128>(2, 9));
    sender.send<words>(4, spnn::zeros<std::uint32_t>(0, 4));
    sender.send_bytes<blob>(5, spnn::bytes(1000));
    CHECK(counts->bytes_sent == stated.bytes);
    CHECK(counts->messages_sent == stated.messages);
}

}  // namespace
