#include <spnn/testing/together.hpp>

#include <doctest/doctest.h>

#include <latch>
#include <stdexcept>

namespace {

namespace testing = spnn::testing;

TEST_CASE("testing/together: all run at once") {
    std::latch all_there(3);  // nobody gets past it alone
    testing::together(3, [&](std::size_t) { all_there.arrive_and_wait(); });
    CHECK(all_there.try_wait());
}

TEST_CASE("testing/together: each failure is its party's, and the first is thrown on") {
    const std::vector<std::function<void()>> parties{[] {}, [] { throw std::runtime_error("second"); }, [] {}};
    const auto failures = testing::failures_of(parties);
    REQUIRE(failures.size() == 3);
    CHECK(failures[0] == nullptr);
    CHECK(failures[1] != nullptr);
    CHECK(failures[2] == nullptr);
    CHECK_THROWS_WITH(testing::together(parties), "second");
}

}  // namespace
