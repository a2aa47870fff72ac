#include <spnn/net/network.hpp>

#include "support/errors.hpp"

#include <doctest/doctest.h>

#include <string>

namespace {

TEST_CASE("net/network: an entry is found by its party's name; a party that is not there is named") {
    const std::map<std::string, int> ports{{"server", 7001}, {"holder_1", 7002}};
    CHECK(spnn::net::entry_of(ports, "server") == 7001);
    CHECK(&spnn::net::entry_of(ports, "holder_1") == &ports.at("holder_1"));
    CHECK(test::error_of<spnn::usage_error>([&] { static_cast<void>(spnn::net::entry_of(ports, "holder_2")); }) ==
          "network: knows no party named holder_2");
}

}  // namespace
