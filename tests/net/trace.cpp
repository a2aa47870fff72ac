#include <spnn/net/trace.hpp>

#include <net/messages.hpp>

#include <spnn/net/channel.hpp>
#include <spnn/net/decorator/traced.hpp>
#include <spnn/net/transport/memory.hpp>

#include <doctest/doctest.h>

#include <numeric>

namespace {

namespace net = spnn::net;
using namespace net_tests;
using spnn::bytes;

// Three messages as one party sent them.
bytes recorded() {
    const auto record = std::make_shared<net::trace>();
    auto ends = net::make_memory_pair();
    net::channel sender(net::traced(std::move(ends.first), record), "server");
    auto x = spnn::make_matrix<std::uint32_t>(2, 3);
    std::iota(x.begin(), x.end(), 10U);
    sender.send<words>(7, x);
    sender.send<floats>(8, spnn::zeros<float>(0, 5));
    sender.send_bytes<blob>(9, bytes(3, std::byte{0xab}));
    return record->stream(net::direction::sent);
}

TEST_CASE("net/trace: a stream is split into the messages and values that crossed") {
    const auto messages = net::split_messages(recorded());
    REQUIRE(messages.size() == 3);
    CHECK(messages[0].header.kind == words::id);
    CHECK(messages[0].header.step == 7);
    CHECK(messages[0].header.rows == 2);
    CHECK(messages[0].header.columns == 3);
    CHECK(net::payload_values<std::uint32_t>(messages[0]) == std::vector<std::uint32_t>{10, 11, 12, 13, 14, 15});
    CHECK(messages[1].header.kind == floats::id);
    CHECK(messages[1].header.sequence == 1);
    CHECK(messages[1].payload.empty());
    CHECK(messages[2].header.kind == blob::id);
    CHECK((messages[2].payload == bytes(3, std::byte{0xab})));
    CHECK_THROWS_AS(static_cast<void>(net::payload_values<std::uint64_t>(messages[2])), spnn::data_error);
}

TEST_CASE("net/trace: a stream cut anywhere but between messages is refused") {
    const auto stream = recorded();
    const std::size_t first = net::message_bytes(24), second = first + net::message_bytes(0);
    REQUIRE(stream.size() == second + net::message_bytes(3));
    for (std::size_t size = 0; size < stream.size(); ++size) {
        const auto part = std::span(stream).first(size);
        if (size == 0 || size == first || size == second)
            CHECK(net::split_messages(part).size() == (size == 0 ? 0 : size == first ? 1 : 2));
        else
            CHECK_THROWS_AS(static_cast<void>(net::split_messages(part)), spnn::data_error);
    }
}

TEST_CASE("net/trace: bytes that are no message are refused, whatever length they announce") {
    auto stream = recorded();
    stream[0] ^= std::byte{1};
    CHECK_THROWS_AS(static_cast<void>(net::split_messages(stream)), spnn::data_error);
    stream[0] ^= std::byte{1};
    for (std::size_t i = 40; i < 48; ++i) stream[i] = std::byte{0xff};  // payload_bytes
    CHECK_THROWS_AS(static_cast<void>(net::split_messages(stream)), spnn::data_error);
}

}  // namespace
