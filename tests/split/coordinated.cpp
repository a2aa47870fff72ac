#include <spnn/split/coordinated.hpp>

#include <spnn/net/transport/memory.hpp>

#include <doctest/doctest.h>

namespace {

namespace split = spnn::split;
using transport = spnn::net::memory_transport;

TEST_CASE(
    "split/coordinated: both sides speak of proposals of split networks, and a party goes by its policy unasked") {
    static_assert(
        std::same_as<split::coordinator<transport>, spnn::coordinate::coordinator<split::proposal, transport>>);
    static_assert(std::constructible_from<split::membership<transport>, transport, split::party>);
    CHECK(split::membership_options{}.policy.min_holders == 2);
    CHECK(split::membership_options{}.policy.max_evaluate_rows == 0);
}

}  // namespace
