#include <spnn/core/deadline.hpp>

#include <doctest/doctest.h>

using namespace spnn;
using namespace std::chrono_literals;

TEST_CASE("core/deadline: a moment ahead has not passed and has time left") {
    const auto wait = deadline::after(1h);
    CHECK_FALSE(wait.passed());
    CHECK(wait.left() > 59min);
    CHECK(wait.left() <= 1h);
}

TEST_CASE("core/deadline: a moment behind has passed and has nothing left") {
    const deadline gone(deadline::clock::now() - 1s);
    CHECK(gone.passed());
    CHECK(gone.left() == deadline::clock::duration::zero());
    CHECK(deadline::after(0s).passed());
}

TEST_CASE("core/deadline: keeps the moment it was given") {
    const deadline::clock::time_point moment{5s};
    CHECK(deadline(moment).at() == moment);
}

TEST_CASE("core/deadline: the longest wait is a century, in whatever unit a longer one comes") {
    constexpr auto century = 24h * 36'525;
    for (const auto wait :
         {deadline::after(std::chrono::hours::max()), deadline::after(std::chrono::milliseconds::max()),
          deadline::after(std::chrono::nanoseconds::max()), deadline::after(std::chrono::duration<double>(1e300))}) {
        CHECK(wait.left() > century - 1h);
        CHECK(wait.left() <= century);
    }
    CHECK(deadline::after(std::chrono::milliseconds::min()).passed());
    CHECK(deadline::after(std::chrono::duration<double>(3600)).left() > 59min);
}
