// testing/laws/cuttable_transport.hpp: the laws of CuttableTransport (net/piped.hpp), a transport that is served by a
// thread of its own and can be cut, beside those of any transport, as checks of doctest.
//
//     laws::cuttable_transport([](std::size_t queue_bytes) { return make_pair(queue_bytes); }, "tcp");
//
// make_pair(queue_bytes) gives two fresh connected ends with queues of that size; `name` stands in front of errors.

#pragma once

#include <spnn/net/piped.hpp>
#include <spnn/testing/errors.hpp>
#include <spnn/testing/laws/transport.hpp>

#include <string>

namespace SPNN_NAMESPACE::testing::laws {

// What is sent before an end is destroyed arrives, though the other sends on all the while.
template <class MakePair>
void transport_arrives_though_the_peer_sends_on(MakePair make_pair) {
    for (int i = 0; i < 20; ++i) {
        auto ends = make_pair(net::default_queue_bytes);
        const auto data = pattern(1 << 20);
        auto sending_on = std::async(std::launch::async, [&] {
            try {
                for (int k = 0; k < 1000; ++k) send_all(ends.second, pattern(50'000));
            } catch (const transport_error&) {
            }
        });
        {
            auto closing = std::move(ends.first);
            send_all(closing, data);
        }
        CHECK((receive_all(ends.second, data.size()) == data));
        sending_on.get();
    }
}

// Cutting ends a wait with the reason given; every later call fails, at both ends; a cutter outlives its end.
template <class MakePair>
void transport_cut_fails_at_once(MakePair make_pair, const std::string& name) {
    auto ends = make_pair(net::default_queue_bytes);
    auto waiting =
        std::async(std::launch::async, [&] { return error_of<transport_error>([&] { receive_all(ends.first, 1); }); });
    CHECK(waiting.wait_for(std::chrono::milliseconds(20)) == std::future_status::timeout);
    const auto cut = ends.first.cutter();
    cut("holder_2 was lost");
    CHECK(waiting.get() == name + ": holder_2 was lost");
    CHECK_THROWS_AS(send_all(ends.first, pattern(1)), transport_error);
    CHECK_THROWS_AS(receive_all(ends.second, 1), transport_error);
    {
        const auto gone = std::move(ends.first);
    }
    CHECK_NOTHROW(cut("again"));
}

// Both directions are full and nobody reads: cutting waits for neither.
template <class MakePair>
void transport_cuts_a_full_link(MakePair make_pair) {
    auto ends = make_pair(std::size_t{1} << 20);
    const auto fill = [](auto& end) {
        for (;;) end.send(pattern(1 << 20), deadline::after(std::chrono::milliseconds(200)));
    };
    CHECK_THROWS_AS(fill(ends.first), transport_error);
    CHECK_THROWS_AS(fill(ends.second), transport_error);
    ends.first.cutter()("enough");
    const auto limit = patient();
    CHECK_THROWS_AS(for (;;) receive_all(ends.second, 1 << 20, limit), transport_error);
    CHECK_FALSE(limit.passed());
}

// All laws.
template <class MakePair>
void cuttable_transport(MakePair make_pair, const std::string& name) {
    transport([&] { return make_pair(std::size_t{20} << 20); });
    transport_keeps_order([&] { return make_pair(std::size_t{1000}); });
    transport_arrives_though_the_peer_sends_on(make_pair);
    transport_cut_fails_at_once(make_pair, name);
    transport_cuts_a_full_link(make_pair);
}

}  // namespace SPNN_NAMESPACE::testing::laws
