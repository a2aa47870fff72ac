#include <spnn/testing/laws/transport.hpp>

#include <spnn/core/error.hpp>
#include <spnn/net/transport/memory.hpp>

#include <doctest/doctest.h>

namespace {

namespace laws = spnn::testing::laws;
namespace net = spnn::net;
using spnn::bytes;

TEST_CASE("net/transport/memory: obeys the laws of a transport") {
    laws::transport([] { return net::make_memory_pair(); });
}

TEST_CASE("net/transport/memory: keeps order through a ring smaller than a call") {
    for (const std::size_t capacity : {1000U, 4096U})
        laws::transport_keeps_order([&] { return net::make_memory_pair(capacity); });
}

TEST_CASE("net/transport/memory: a ring of one byte still carries") {
    auto ends = net::make_memory_pair(1);
    const auto data = laws::pattern(300);
    auto sending = std::async(std::launch::async, [&] { laws::send_all(ends.first, data); });
    CHECK((laws::receive_all(ends.second, data.size()) == data));
    sending.get();
}

TEST_CASE("net/transport/memory: takes its capacity exactly, and no byte more") {
    auto ends = net::make_memory_pair(1000);
    const auto data = laws::pattern(1000);
    CHECK_NOTHROW(ends.first.send(data, laws::brief()));
    CHECK_THROWS_AS(ends.first.send(laws::pattern(1), laws::brief()), spnn::transport_error);
    CHECK((laws::receive_all(ends.second, 1000) == data));
    CHECK_NOTHROW(ends.first.send(data, laws::brief()));  // the room is back
}

TEST_CASE("net/transport/memory: wraps around its ring at every offset") {
    auto ends = net::make_memory_pair(16);
    laws::send_all(ends.first, laws::pattern(5));  // so that the ring is never empty and never starts over
    bytes expected = laws::pattern(5);
    for (std::uint32_t i = 0; i < 100; ++i) {
        const auto next = laws::pattern(1 + i % 11, i);
        laws::send_all(ends.first, next);
        expected.insert(expected.end(), next.begin(), next.end());
        CHECK((laws::receive_all(ends.second, next.size()) ==
               bytes(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(next.size()))));
        expected.erase(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(next.size()));
    }
    CHECK((laws::receive_all(ends.second, 5) == expected));
}

TEST_CASE("net/transport/memory: a small send stays here until flush, or until the end is destroyed") {
    auto ends = net::make_memory_pair();
    const auto data = laws::pattern(10);
    ends.first.send(data, laws::patient());
    bytes in(10);
    CHECK_THROWS_AS(ends.second.receive(in, laws::brief()), spnn::transport_error);
    ends.first.flush(laws::patient());
    CHECK((laws::receive_all(ends.second, 10) == data));
    std::optional closing(std::move(ends.first));
    closing->send(data, laws::patient());
    closing.reset();
    CHECK((laws::receive_all(ends.second, 10) == data));
}

TEST_CASE("net/transport/memory: says what is wrong with its use") {
    CHECK_THROWS_WITH_AS(static_cast<void>(net::make_memory_pair(0)),
                         "memory transport: a queue of 0 bytes, expected at least 1", spnn::usage_error);
    auto ends = net::make_memory_pair();
    auto taken = std::move(ends.first);
    CHECK_THROWS_AS(ends.first.send(laws::pattern(1), laws::brief()), spnn::usage_error);
    CHECK_THROWS_AS(ends.first.flush(laws::brief()), spnn::usage_error);
    auto& same = taken;
    taken = std::move(same);  // assigning an end to itself keeps it
    CHECK_NOTHROW(laws::send_all(taken, laws::pattern(1)));
}

}  // namespace
