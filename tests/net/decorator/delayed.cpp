#include <spnn/testing/laws/transport.hpp>

#include <spnn/net/decorator/delayed.hpp>
#include <spnn/net/transport/memory.hpp>

#include <doctest/doctest.h>

namespace {

namespace laws = spnn::testing::laws;
namespace net = spnn::net;
using namespace std::chrono_literals;
using delayed_link = net::delayed<net::memory_transport>;

std::pair<delayed_link, delayed_link> connect(net::delay wire) {
    auto ends = net::make_memory_pair();
    return {delayed_link(std::move(ends.first), wire), delayed_link(std::move(ends.second), wire)};
}

auto now() { return spnn::deadline::clock::now(); }

TEST_CASE("net/decorator/delayed: obeys the laws of a transport") {
    laws::transport([] { return connect({}); });
    laws::transport([] { return connect({.bytes_per_second = 2'000'000'000, .latency = 1ms}); });
}

TEST_CASE("net/decorator/delayed: no byte arrives before the latency has passed") {
    auto ends = connect({.bytes_per_second = 0, .latency = 30ms});
    const auto start = now();
    laws::send_all(ends.first, laws::pattern(10));
    CHECK((laws::receive_all(ends.second, 10) == laws::pattern(10)));
    CHECK(now() - start >= 30ms);
}

TEST_CASE("net/decorator/delayed: bytes take their turn on the wire") {
    auto ends = connect({.bytes_per_second = 100'000, .latency = 10ms});
    const auto start = now();
    laws::send_all(ends.first, laws::pattern(1000));  // 10 ms of wire each
    laws::send_all(ends.first, laws::pattern(2000));
    laws::receive_all(ends.second, 1000);
    CHECK(now() - start >= 20ms);
    laws::receive_all(ends.second, 2000);
    CHECK(now() - start >= 40ms);
}

TEST_CASE("net/decorator/delayed: the sender does not wait, and messages in flight overlap") {
    auto ends = connect({.bytes_per_second = 0, .latency = 10min});
    for (int i = 0; i < 100; ++i) laws::send_all(ends.first, laws::pattern(10));
    // Were each send to wait, this line would not be reached within the patience of any test run.
    spnn::bytes in(10);
    const auto until = laws::brief();
    CHECK_THROWS_AS(ends.second.receive(in, until), spnn::transport_error);
    CHECK(until.passed());
}

TEST_CASE("net/decorator/delayed: frames and calls need not be cut alike") {
    auto ends = connect({.bytes_per_second = 0, .latency = 1ms});
    const auto data = laws::pattern(100);
    for (std::size_t at = 0; at < 100; at += 20) ends.first.send(std::span(data).subspan(at, 20), laws::patient());
    ends.first.flush(laws::patient());
    const auto head = laws::receive_all(ends.second, 33);
    const auto tail = laws::receive_all(ends.second, 67);
    CHECK(std::equal(head.begin(), head.end(), data.begin()));
    CHECK(std::equal(tail.begin(), tail.end(), data.begin() + 33));
}

}  // namespace
