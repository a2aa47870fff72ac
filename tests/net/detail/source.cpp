#include <spnn/net/detail/source.hpp>

#include <doctest/doctest.h>

using spnn::net::detail::source_of;

TEST_CASE("net/detail/source: an IPv4 address is a source, in either notation; of IPv6, it is the /64") {
    CHECK(source_of("10.0.0.1") == "10.0.0.1");
    CHECK(source_of("::ffff:10.0.0.1") == "10.0.0.1");
    CHECK(source_of("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64");
    CHECK(source_of("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64");
    CHECK(source_of("2001:db8:1:3:3:4:5:6") == "2001:db8:1:3::/64");
    CHECK(source_of("fe80::1%eth0") == "fe80::/64");
    CHECK(source_of("::1") == "::/64");
    CHECK(source_of("elsewhere") == "elsewhere");
    CHECK(source_of("").empty());
}
