#include <spnn/testing/laws/transport.hpp>

#include <spnn/net/decorator/metered.hpp>
#include <spnn/net/transport/memory.hpp>

#include <doctest/doctest.h>

namespace {

namespace laws = spnn::testing::laws;
namespace net = spnn::net;
using metered_link = net::metered<net::memory_transport>;

std::pair<metered_link, metered_link> connect(const std::shared_ptr<net::meter>& at_a,
                                              const std::shared_ptr<net::meter>& at_b,
                                              std::size_t capacity = std::size_t{64} << 20) {
    auto ends = net::make_memory_pair(capacity);
    return {metered_link(std::move(ends.first), at_a), metered_link(std::move(ends.second), at_b)};
}

TEST_CASE("net/decorator/metered: obeys the laws of a transport") {
    laws::transport([] { return connect(std::make_shared<net::meter>(), std::make_shared<net::meter>()); });
}

TEST_CASE("net/decorator/metered: counts sends and flushes as they are") {
    const auto at_a = std::make_shared<net::meter>();
    const auto at_b = std::make_shared<net::meter>();
    auto ends = connect(at_a, at_b);
    ends.first.flush(laws::patient());
    CHECK(at_a->messages_sent == 0);
    ends.first.send(laws::pattern(3), laws::patient());
    ends.first.send(laws::pattern(4), laws::patient());
    CHECK(at_a->bytes_sent == 7);
    CHECK(at_a->messages_sent == 0);
    ends.first.flush(laws::patient());
    ends.first.flush(laws::patient());
    CHECK(at_a->messages_sent == 1);
    laws::receive_all(ends.second, 5);
    CHECK(at_b->bytes_received == 5);
}

TEST_CASE("net/decorator/metered: does not count what failed") {
    const auto at_a = std::make_shared<net::meter>();
    auto ends = connect(at_a, std::make_shared<net::meter>(), 10);
    CHECK_THROWS_AS(ends.first.send(laws::pattern(11), laws::brief()), spnn::transport_error);
    CHECK(at_a->bytes_sent == 0);
    spnn::bytes in(1);
    CHECK_THROWS_AS(ends.first.receive(in, laws::brief()), spnn::transport_error);
    CHECK(at_a->bytes_received == 0);
}

TEST_CASE("net/decorator/metered: one meter adds up several links and outlives them") {
    const auto all = std::make_shared<net::meter>();
    {
        auto one = connect(all, std::make_shared<net::meter>());
        auto two = connect(all, std::make_shared<net::meter>());
        laws::send_all(one.first, laws::pattern(3));
        laws::send_all(two.first, laws::pattern(4));
    }
    CHECK(all->bytes_sent == 7);
    CHECK(all->messages_sent == 2);
    CHECK_THROWS_AS(metered_link(net::make_memory_pair().first, nullptr), spnn::usage_error);
}

}  // namespace
