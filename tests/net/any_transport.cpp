#include <spnn/testing/laws/transport.hpp>

#include <spnn/net/any_transport.hpp>
#include <spnn/net/transport/memory.hpp>

#include <doctest/doctest.h>

namespace {

namespace laws = spnn::testing::laws;
namespace net = spnn::net;

TEST_CASE("net/any_transport: obeys the laws of the transport in it") {
    laws::transport([] {
        auto ends = net::make_memory_pair();
        return std::pair<net::any_transport, net::any_transport>(std::move(ends.first), std::move(ends.second));
    });
}

struct plain {
    void send(std::span<const std::byte>, spnn::deadline) {}
    void receive(std::span<std::byte>, spnn::deadline) {}
    void flush(spnn::deadline) {}
};

TEST_CASE("net/any_transport: cuts what can be cut, and says so of what cannot") {
    auto ends = net::make_memory_pair();
    net::any_transport end(std::move(ends.first));
    end.cutter()("the reason");
    CHECK_THROWS_WITH_AS(laws::receive_all(end, 1), doctest::Contains("the reason"), spnn::transport_error);
    const net::any_transport uncut(plain{});
    CHECK_THROWS_AS(static_cast<void>(uncut.cutter()), spnn::usage_error);
}

}  // namespace
