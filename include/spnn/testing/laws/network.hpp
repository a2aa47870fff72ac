// testing/laws/network.hpp: the laws of Network (net/network.hpp), for any model, as checks of doctest.
//
//     laws::network(listening, calling);
//
// `listening` is the network of the party "bank" and knows "shop"; `calling` that of "shop", which knows where "bank"
// listens and a party "nobody" at an address where nobody does.

#pragma once

#include <spnn/net/network.hpp>
#include <spnn/testing/laws/transport.hpp>

#include <memory>
#include <tuple>

namespace SPNN_NAMESPACE::testing::laws {

// What is sent before anybody claims the link waits at the sender, beyond what `far`, its kernel and its library hold.
template <class T>
void network_reserves(T& far, T& near) {
    CHECK(far.peer() == net::presence::there);
    const auto data = pattern(std::size_t{64} << 20);
    auto sending = std::async(std::launch::async, [&] {
        try {
            send_all(near, data, deadline::after(std::chrono::seconds(1)));
            send_all(near, data, deadline::after(std::chrono::seconds(1)));
            return true;
        } catch (const transport_error&) {
            return false;
        }
    });
    CHECK_FALSE(sending.get());
    far.read_ahead();
    CHECK((receive_all(far, data.size()) == data));
}

// An end that is destroyed is seen to be gone.
template <class T>
void network_sees_the_peer_leave(T near, T& far) {
    {
        const auto gone = std::move(near);
    }
    for (const auto limit = patient(); far.peer() == net::presence::there && !limit.passed();)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    CHECK(far.peer() != net::presence::there);
}

// Opening ends as soon as that is asked for, whatever its deadline is.
template <net::Network N>
void network_ends_opening_when_stopped(N& listening, N& calling) {
    const auto stop = std::make_unique<std::stop_source>();
    stop->request_stop();
    auto dialling = std::async(std::launch::async, [&] {
        try {
            auto near = calling.dial("bank", deadline::after(std::chrono::seconds(3)));
            receive_all(near, 1);
        } catch (const transport_error&) {
        }
    });
    auto who = listening.knock(patient()).value();
    const auto limit = patient();
    try {
        static_cast<void>(listening.open(std::move(who), limit, stop->get_token()));
    } catch (const transport_error&) {
    }
    CHECK_FALSE(limit.passed());
    dialling.get();
}

// All laws.
template <net::Network N>
void network(N listening, N calling) {
    CHECK_FALSE(listening.knock(brief()).has_value());
    const auto meet = [&] {
        auto answering = std::async(std::launch::async, [&] {
            auto who = listening.knock(patient()).value();
            auto source = listening.source(who);
            return std::pair(listening.open(std::move(who), patient(), {}), source);
        });
        auto near = calling.dial("bank", patient());
        auto [far, source] = answering.get();
        return std::tuple(std::move(near), std::move(far), source);
    };
    auto [near, far, source] = meet();
    CHECK(listening.is(far, "shop"));
    CHECK_FALSE(listening.is(far, "nobody"));
    send_all(near, pattern(1000));
    CHECK((receive_all(far, 1000) == pattern(1000)));
    send_all(far, pattern(7));
    CHECK((receive_all(near, 7) == pattern(7)));
    network_reserves(far, near);
    network_sees_the_peer_leave(std::move(near), far);
    auto [second_near, second_far, second_source] = meet();
    CHECK(source == second_source);  // whatever port it had
    network_ends_opening_when_stopped(listening, calling);
    CHECK_THROWS_AS(static_cast<void>(calling.dial("nobody", brief())), transport_error);
    CHECK_THROWS_WITH_AS(static_cast<void>(calling.dial("stranger", patient())),
                         "network: knows no party named stranger", usage_error);
}

}  // namespace SPNN_NAMESPACE::testing::laws
