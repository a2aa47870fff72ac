// laws/network.hpp: the laws of net/network.hpp, for any network.
//
//     laws::network(listening, calling);
//
// `listening` is the network of the party "bank" and knows "shop"; `calling` that of "shop", which knows where "bank"
// listens and a party "nobody" at an address where nobody does.

#pragma once

#include <laws/transport.hpp>

#include <spnn/net/network.hpp>

namespace laws {

template <net::Network N>
void network(N listening, N calling) {
    CHECK_FALSE(listening.knock(brief()).has_value());
    auto answering =
        std::async(std::launch::async, [&] { return listening.open(listening.knock(patient()).value(), patient()); });
    auto near = calling.dial("bank", patient());
    auto far = answering.get();
    CHECK(listening.is(far, "shop"));
    CHECK_FALSE(listening.is(far, "nobody"));
    send_all(near, pattern(1000));
    CHECK((receive_all(far, 1000) == pattern(1000)));
    send_all(far, pattern(7));
    CHECK((receive_all(near, 7) == pattern(7)));
    CHECK_THROWS_AS(static_cast<void>(calling.dial("nobody", brief())), transport_error);
    CHECK_THROWS_WITH_AS(static_cast<void>(calling.dial("stranger", patient())),
                         "network: knows no party named stranger", spnn::usage_error);
}

}  // namespace laws
