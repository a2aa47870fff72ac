#include <spnn/net/endpoint.hpp>

#include <doctest/doctest.h>

namespace {

using spnn::net::endpoint;

TEST_CASE("net/endpoint: names, addresses and bracketed addresses come back as they were") {
    for (const auto* form : {"bank.example:7000", "10.0.0.1:1", "[::1]:65535", "localhost:0"})
        CHECK(endpoint::parse(form).name() == form);
    CHECK(endpoint::parse("[::1]:70") == endpoint{"::1", 70});
}

TEST_CASE("net/endpoint: anything else is refused, with an example of what is expected") {
    for (const auto* form : {"", ":", "host", "host:", ":80", "host:x", "host:80x", "host:65536", "host:-1", "::1:80",
                             "[]:80", "[::1:80", "host: 80"})
        CHECK_THROWS_WITH_AS(static_cast<void>(endpoint::parse(form)), doctest::Contains("expected host:port"),
                             spnn::usage_error);
}

}  // namespace
