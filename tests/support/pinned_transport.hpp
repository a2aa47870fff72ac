// support/pinned_transport.hpp: the laws of a transport whose ends show certificates and pin each other's.
//
//     test::pinned_transport<two_ends>(authority, "the other end is closed");
//
// Ends has the identities `listening` (bank.test) and `connecting` (processor.test), the pins `expected_by_listener`
// and `expected_by_connecting`, join(), and fail(): what each end says when they do not come together. The last
// argument is part of what a connecting end is told whose certificate is for another name.

#pragma once

#include <spnn/net/tls_identity.hpp>

#include <support/certificates.hpp>
#include <support/errors.hpp>

#include <doctest/doctest.h>

#include <string>

namespace test {

namespace net = spnn::net;

template <class Ends>
void transport_pins_digests() {
    using net::tls_pin;
    Ends ends;
    ends.expected_by_listener = {tls_pin::name("other.test"),
                                 tls_pin::sha256(support::authority::digest(ends.connecting))};
    ends.expected_by_connecting = tls_pin::sha256(support::authority::digest(ends.listening));
    const auto [near, far] = ends.join();
    CHECK(near.is(tls_pin::name("bank.test")));
    CHECK_FALSE(near.is(tls_pin::name("processor.test")));
    CHECK(far.is(tls_pin::name("processor.test")));
    CHECK_FALSE(far.is(ends.expected_by_connecting));
}

template <class Ends>
void transport_refuses_other_names(const support::authority& authority, const std::string& told_to_the_connecting) {
    using net::tls_pin;
    {
        Ends ends;
        ends.expected_by_connecting = tls_pin::name("server.test");
        const auto said = ends.fail();
        CHECK_MESSAGE(contains(said.connecting, "the peer's certificate is for bank.test"), said.connecting);
        CHECK(contains(said.connecting, "which is not the name server.test"));
    }
    {
        Ends ends;
        ends.expected_by_listener = {tls_pin::name("a.test"), tls_pin::name("b.test")};
        const auto said = ends.fail();
        CHECK_MESSAGE(contains(said.listening, "is for processor.test"), said.listening);
        CHECK_MESSAGE(contains(said.connecting, told_to_the_connecting), said.connecting);
    }
    {
        Ends ends;
        ends.expected_by_connecting = tls_pin::sha256(std::string(64, 'a'));
        CHECK(contains(ends.fail().connecting, "which is not the SHA-256 aaaa"));
    }
    {  // a wildcard does not stand for a name
        Ends ends;
        ends.listening = authority.issue("*.test");
        CHECK(contains(ends.fail().connecting, "is for *.test"));
    }
}

template <class Ends>
void pinned_transport(const support::authority& authority, const std::string& told_to_the_connecting) {
    transport_pins_digests<Ends>();
    transport_refuses_other_names<Ends>(authority, told_to_the_connecting);
}

}  // namespace test
