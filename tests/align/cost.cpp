#include <spnn/align/cost.hpp>

#include <align/support.hpp>

#include <doctest/doctest.h>

namespace {

using namespace align_tests;

void compare(const std::vector<ids>& parties) {
    const auto k = parties.size();
    mesh links(k);
    const auto results =
        run(parties, [](auto list, const auto& g) { return align::intersect(list, g, options()); }, links);
    for (std::size_t from = 0; from < k; ++from)
        for (std::size_t to = 0; to < k; ++to) {
            if (from == to) continue;
            CAPTURE(from);
            CAPTURE(to);
            const auto stated = align::intersect_cost(from, to, results[0].set_sizes, results[0].rows.size(), "a test");
            CHECK(links.sent(from, to).bytes == stated.bytes);
            CHECK(links.sent(from, to).messages == stated.messages);
        }
}

TEST_CASE("align/cost: what each sends each is what is stated, for two parties and for more") {
    compare({numbered(0, 10), numbered(3, 30)});
    compare({numbered(0, 10), numbered(3, 30), numbered(2, 9)});
    compare({numbered(0, 4), numbered(3, 5), numbered(2, 4), numbered(0, 40)});
}

TEST_CASE("align/cost: the same with lists of more than one message") {
    compare({numbered(0, 10), numbered(0, 4200), numbered(0, 10)});
    namespace detail = align::detail;
    CHECK(detail::chunks_cost<detail::blinded_points>(4096, 32) == net::message_cost<detail::blinded_points>(4096, 32));
    CHECK(detail::chunks_cost<detail::blinded_points>(4097, 32) ==
          net::message_cost<detail::blinded_points>(4096, 32) + net::message_cost<detail::blinded_points>(1, 32));
    CHECK(detail::chunks_cost<detail::common_tags>(0, 1) == net::wire_cost{});
}

TEST_CASE("align/cost: the same where the leader, or a member, has several messages more than the others" *
          doctest::test_suite("slow")) {
    compare({numbered(0, 12300), numbered(100, 120)});
    compare({numbered(0, 20), numbered(10, 12300)});
    compare({numbered(0, 8200), numbered(10, 8300), numbered(5, 12300)});
}

TEST_CASE("align/cost: parties that are not there have no cost") {
    const std::vector<std::size_t> sizes{1, 2};
    CHECK_THROWS_AS(static_cast<void>(align::intersect_cost(0, 0, sizes, 1, "")), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(align::intersect_cost(0, 2, sizes, 1, "")), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(align::intersect_cost(2, 0, sizes, 1, "")), spnn::usage_error);
}

}  // namespace
