#include <spnn/testing/laws/transport.hpp>

#include <spnn/net/decorator/faulty.hpp>
#include <spnn/net/transport/memory.hpp>

#include <doctest/doctest.h>

#include <set>
#include <tuple>

namespace {

namespace laws = spnn::testing::laws;
namespace net = spnn::net;
using net::fault;
using spnn::bytes;
using faulty_link = net::faulty<net::memory_transport>;

// A faulty sender and a sound receiver.
std::pair<faulty_link, net::memory_transport> connect(net::fault_plan plan) {
    auto ends = net::make_memory_pair();
    return {faulty_link(std::move(ends.first), plan), std::move(ends.second)};
}

bytes cut(const bytes& data, std::size_t from, std::size_t to) {
    return {data.begin() + static_cast<std::ptrdiff_t>(from), data.begin() + static_cast<std::ptrdiff_t>(to)};
}

TEST_CASE("net/decorator/faulty: without a fault it obeys the laws of a transport") {
    laws::transport([] {
        auto ends = net::make_memory_pair();
        return std::pair(faulty_link(std::move(ends.first), {}), faulty_link(std::move(ends.second), {}));
    });
}

TEST_CASE("net/decorator/faulty: flip inverts one bit of one byte, wherever the call boundaries are") {
    for (const std::size_t at : {0U, 9U, 10U, 19U, 29U})
        for (const unsigned bit : {0U, 7U}) {
            auto ends = connect({.kind = fault::flip, .at_byte = at, .bit = bit});
            const auto data = laws::pattern(30);
            for (std::size_t i = 0; i < 30; i += 10) laws::send_all(ends.first, cut(data, i, i + 10));
            auto expected = data;
            expected[at] ^= std::byte{1} << bit;
            CHECK((laws::receive_all(ends.second, 30) == expected));
        }
}

TEST_CASE("net/decorator/faulty: drop delivers what came before and ends both sides") {
    for (const std::size_t at : {0U, 5U, 10U, 13U}) {
        auto ends = connect({.kind = fault::drop, .at_byte = at});
        const auto data = laws::pattern(20);
        const auto send = [&] {
            laws::send_all(ends.first, cut(data, 0, 10));
            laws::send_all(ends.first, cut(data, 10, 20));
        };
        CHECK_THROWS_AS(send(), spnn::transport_error);
        CHECK((laws::receive_all(ends.second, at) == cut(data, 0, at)));
        bytes one(1);
        CHECK_THROWS_AS(ends.second.receive(one, laws::patient()), spnn::transport_error);
        CHECK_THROWS_AS(ends.first.receive(one, laws::patient()), spnn::transport_error);
        CHECK_THROWS_AS(laws::send_all(ends.first, data), spnn::transport_error);
    }
}

TEST_CASE("net/decorator/faulty: truncate loses the rest of one message only") {
    auto ends = connect({.kind = fault::truncate, .at_byte = 12});
    const auto data = laws::pattern(40);
    laws::send_all(ends.first, cut(data, 0, 10));
    ends.first.send(cut(data, 10, 15), laws::patient());  // 10 and 11 arrive, 12 to 19 do not
    ends.first.send(cut(data, 15, 20), laws::patient());
    ends.first.flush(laws::patient());
    laws::send_all(ends.first, cut(data, 20, 40));
    auto expected = cut(data, 0, 12);
    const auto rest = cut(data, 20, 40);
    expected.insert(expected.end(), rest.begin(), rest.end());
    CHECK((laws::receive_all(ends.second, expected.size()) == expected));
    bytes one(1);
    CHECK_THROWS_AS(ends.second.receive(one, laws::brief()), spnn::transport_error);
}

TEST_CASE("net/decorator/faulty: stall takes nothing more and waits for the deadline, every time") {
    auto ends = connect({.kind = fault::stall, .at_byte = 4});
    const auto data = laws::pattern(10);
    for (int i = 0; i < 2; ++i) {
        const auto until = laws::brief();
        CHECK_THROWS_AS(laws::send_all(ends.first, data, until), spnn::transport_error);
        CHECK(until.passed());
    }
    CHECK((laws::receive_all(ends.second, 4) == cut(data, 0, 4)));
    bytes one(1);
    CHECK_THROWS_AS(ends.second.receive(one, laws::brief()), spnn::transport_error);
}

TEST_CASE("net/decorator/faulty: reorder exchanges two messages, repeat doubles one") {
    const auto run = [](fault kind, std::uint64_t message, const std::vector<unsigned>& arrives) {
        auto ends = connect({.kind = kind, .message = message});
        for (unsigned i = 0; i < 4; ++i) {
            ends.first.send(bytes(2, std::byte(i)), laws::patient());
            ends.first.send(bytes(1, std::byte(i)), laws::patient());
            ends.first.flush(laws::patient());
            ends.first.flush(laws::patient());  // an empty flush is no message
        }
        for (const auto i : arrives) CHECK((laws::receive_all(ends.second, 3) == bytes(3, std::byte(i))));
        bytes one(1);
        CHECK_THROWS_AS(ends.second.receive(one, laws::brief()), spnn::transport_error);
    };
    run(fault::reorder, 0, {1, 0, 2, 3});
    run(fault::reorder, 2, {0, 1, 3, 2});
    run(fault::reorder, 3, {0, 1, 2});  // nothing comes after it
    run(fault::repeat, 0, {0, 0, 1, 2, 3});
    run(fault::repeat, 3, {0, 1, 2, 3, 3});
    run(fault::none, 0, {0, 1, 2, 3});
}

TEST_CASE("net/decorator/faulty: random_fault is a function of its seed and reaches every fault and place") {
    std::set<fault> kinds;
    std::set<std::tuple<std::uint64_t, unsigned, std::uint64_t>> places;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        const auto plan = net::random_fault(seed, 5, 2);
        const auto again = net::random_fault(seed, 5, 2);
        CHECK(plan.kind == again.kind);
        CHECK(plan.at_byte == again.at_byte);
        CHECK(plan.bit == again.bit);
        CHECK(plan.message == again.message);
        CHECK(plan.kind != fault::none);
        REQUIRE(plan.at_byte < 5);
        REQUIRE(plan.bit < 8);
        REQUIRE(plan.message < 2);
        kinds.insert(plan.kind);
        places.emplace(plan.at_byte, plan.bit, plan.message);
    }
    CHECK(kinds.size() == 6);
    CHECK(places.size() > 60);  // of 80
    CHECK_THROWS_AS(static_cast<void>(net::random_fault(1, 0, 1)), spnn::usage_error);
    CHECK_THROWS_AS(connect({.kind = fault::flip, .bit = 8}), spnn::usage_error);
}

}  // namespace
