#include <spnn/nn/schedule.hpp>

#include <doctest/doctest.h>

#include <limits>

using namespace spnn;
using nn::schedule;

TEST_CASE("nn/schedule: a number is a constant schedule") {
    const schedule s = 0.25;
    CHECK(s == schedule::constant(0.25));
    for (const std::uint64_t step : {0u, 1u, 1'000'000u}) CHECK(s.rate(step) == 0.25);
    CHECK(schedule().rate(5) == 0.01);
}

TEST_CASE("nn/schedule: step_decay falls at every period and not between") {
    const auto s = schedule::step_decay(0.8, 0.5, 10);
    CHECK(s.rate(0) == 0.8);
    CHECK(s.rate(9) == 0.8);
    CHECK(s.rate(10) == 0.4);
    CHECK(s.rate(19) == 0.4);
    CHECK(s.rate(35) == 0.1);
}

TEST_CASE("nn/schedule: exponential falls by the factor within a period") {
    const auto s = schedule::exponential(1, 0.81, 2);
    CHECK(s.rate(0) == 1);
    CHECK(s.rate(1) == doctest::Approx(0.9));
    CHECK(s.rate(2) == doctest::Approx(0.81));
    CHECK(schedule::exponential(2, 0.5).rate(3) == 0.25);
}

TEST_CASE("nn/schedule: cosine goes from initial to last and stays") {
    const auto s = schedule::cosine(1, 0.2, 100);
    CHECK(s.rate(0) == 1);
    CHECK(s.rate(50) == doctest::Approx(0.6));
    CHECK(s.rate(25) == doctest::Approx(0.2 + 0.4 * (1 + std::sqrt(0.5))));
    CHECK(s.rate(100) == doctest::Approx(0.2));
    CHECK(s.rate(101) == s.rate(100));
    CHECK(s.rate(std::numeric_limits<std::uint64_t>::max()) == s.rate(100));
    for (std::uint64_t step = 0; step < 100; ++step) CHECK(s.rate(step + 1) < s.rate(step));
}

TEST_CASE("nn/schedule: one_cycle goes up to the largest rate, then down to last, and stays") {
    const auto s = schedule::one_cycle(1, 100, 0.01, 0.1);
    CHECK(s.rate(0) == doctest::Approx(0.1));
    CHECK(s.rate(15) == doctest::Approx(0.55));
    CHECK(s.rate(30) == 1);
    CHECK(s.rate(65) == doctest::Approx(0.505));
    CHECK(s.rate(100) == doctest::Approx(0.01));
    CHECK(s.rate(std::numeric_limits<std::uint64_t>::max()) == s.rate(100));
    for (std::uint64_t step = 0; step < 30; ++step) CHECK(s.rate(step + 1) > s.rate(step));
    for (std::uint64_t step = 30; step < 100; ++step) CHECK(s.rate(step + 1) < s.rate(step));
    for (const std::uint64_t period : {1u, 2u, 3u, 4u}) CHECK(std::isfinite(schedule::one_cycle(1, period).rate(1)));
}

TEST_CASE("nn/schedule: the largest rate of so many steps is the largest of each of them") {
    for (const auto& s : {schedule::constant(1), schedule::step_decay(1, 0.5, 3), schedule::step_decay(1, 2, 3),
                          schedule::cosine(1, 2, 7), schedule::one_cycle(1, 10, 0, 0.1),
                          schedule::one_cycle(1, 10, 3, 2), schedule::one_cycle(1, 1)}) {
        double largest = s.rate(0);
        for (std::uint64_t steps = 1; steps < 20; ++steps) {
            largest = std::max(largest, s.rate(steps - 1));
            CHECK(s.largest(steps) == largest);
        }
    }
}

TEST_CASE("nn/schedule: senseless values are refused, equal ones are equal") {
    CHECK_THROWS_AS((void)schedule(-0.1).rate(0), usage_error);
    CHECK_THROWS_AS((void)schedule(std::numeric_limits<double>::quiet_NaN()).rate(0), usage_error);
    CHECK_THROWS_AS((void)schedule::step_decay(0.1, 0.5, 0).rate(0), usage_error);
    CHECK_THROWS_AS((void)schedule::exponential(0.1, -0.5).rate(0), usage_error);
    CHECK_THROWS_AS((void)schedule::cosine(0.1, -1, 10).rate(0), usage_error);
    CHECK(schedule::cosine(1, 0, 5) == schedule::cosine(1, 0, 5));
    CHECK_FALSE(schedule::cosine(1, 0, 5) == schedule::cosine(1, 0, 6));
    CHECK_FALSE(schedule::step_decay(1, 0.5, 5) == schedule::exponential(1, 0.5, 5));
}
