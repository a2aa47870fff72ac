#include <spnn/testing/laws/transport.hpp>

#include "../../examples/unix_transport.hpp"

#include <doctest/doctest.h>

TEST_CASE("examples/unix_transport.hpp: keeps the laws of a transport") {
    spnn::testing::laws::transport([] {
        int ends[2];
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
        return std::pair(unix_transport(ends[0]), unix_transport(ends[1]));
    });
}
