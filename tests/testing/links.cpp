#include <spnn/testing/links.hpp>

#include <doctest/doctest.h>

#include <array>

namespace {

namespace testing = spnn::testing;

TEST_CASE("testing/links: what goes into a plain link comes out at its other end") {
    const testing::link_factory factory = testing::plain_link;
    auto [near, far] = factory({"server"}, {"holder", 0});
    const auto until = spnn::deadline::after(std::chrono::seconds(60));
    const std::array sent{std::byte{1}, std::byte{2}};
    near.send(sent, until);
    near.flush(until);
    std::array<std::byte, 2> got{};
    far.receive(got, until);
    CHECK(got == sent);
}

}  // namespace
