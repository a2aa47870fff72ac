#include <spnn/testing/laws/transport.hpp>

#include <spnn/net/decorator/traced.hpp>
#include <spnn/net/transport/memory.hpp>

#include <doctest/doctest.h>

namespace {

namespace laws = spnn::testing::laws;
namespace net = spnn::net;
using traced_link = net::traced<net::memory_transport>;

std::pair<traced_link, traced_link> connect(const std::shared_ptr<net::trace>& at_a,
                                            const std::shared_ptr<net::trace>& at_b) {
    auto ends = net::make_memory_pair();
    return {traced_link(std::move(ends.first), at_a), traced_link(std::move(ends.second), at_b)};
}

TEST_CASE("net/decorator/traced: obeys the laws of a transport") {
    laws::transport([] { return connect(std::make_shared<net::trace>(), std::make_shared<net::trace>()); });
}

TEST_CASE("net/decorator/traced: keeps every byte of both ways, in order") {
    const auto at_a = std::make_shared<net::trace>();
    const auto at_b = std::make_shared<net::trace>();
    auto ends = connect(at_a, at_b);
    laws::send_all(ends.first, laws::pattern(5, 1));
    laws::send_all(ends.first, laws::pattern(6, 2));
    laws::receive_all(ends.second, 11);
    laws::send_all(ends.second, laws::pattern(3, 3));
    laws::receive_all(ends.first, 3);

    const auto calls = at_a->entries();
    REQUIRE(calls.size() == 3);
    CHECK(calls[0].way == net::direction::sent);
    CHECK((calls[0].data == laws::pattern(5, 1)));
    CHECK((calls[1].data == laws::pattern(6, 2)));
    CHECK(calls[2].way == net::direction::received);
    CHECK((calls[2].data == laws::pattern(3, 3)));

    CHECK((at_a->stream(net::direction::sent) == at_b->stream(net::direction::received)));
    CHECK((at_b->stream(net::direction::sent) == laws::pattern(3, 3)));
}

TEST_CASE("net/decorator/traced: keeps nothing of a call that failed") {
    const auto record = std::make_shared<net::trace>();
    auto ends = connect(record, std::make_shared<net::trace>());
    spnn::bytes in(1);
    CHECK_THROWS_AS(ends.first.receive(in, laws::brief()), spnn::transport_error);
    CHECK(record->entries().empty());
    CHECK_THROWS_AS(traced_link(net::make_memory_pair().first, nullptr), spnn::usage_error);
}

}  // namespace
