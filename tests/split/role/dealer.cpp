#include <spnn/split/role/dealer.hpp>

#include <spnn/split/first_layer/in_the_clear.hpp>
#include <spnn/split/first_layer/masked.hpp>

#include <split/support/roles.hpp>
#include <support/errors.hpp>

#include <doctest/doctest.h>

namespace {

using namespace test;

template <class First>
concept HasDealer = requires { typename split::dealer<First, any_transport>; };

static_assert(HasDealer<split::shared<>>);
static_assert(!HasDealer<split::masked<>> && !HasDealer<split::in_the_clear<>>);

TEST_CASE("split/role/dealer: deals once per step to the last holder, whatever the step is for") {
    auto request = small_request(2, 2);
    wiretap tap;
    request.links = tap.factory();
    role_script script(request);
    script.predictions = 2;
    static_cast<void>(sound_roles(script));
    const auto corrections = tap.of_kind<spnn::share::triple_correction<spnn::z2k<64>>>(the_dealer, the_holder(1));
    CHECK(corrections.size() == 2 * (3 + 2) + 2);
    for (std::size_t i = 0; i < corrections.size(); ++i)
        CHECK((corrections[i].header.step & (spnn::step_id::step_limit - 1)) == i + 1);
    CHECK(corrections.back().header.rows == 5);
}

TEST_CASE("split/role/dealer: needs a link to every holder") {
    split::links<any_transport> one;
    one.connect(the_holder(0), plain_link(the_dealer, the_holder(0)).first);
    const auto plan = small_request(2).plan;
    CHECK(contains(
        error_of<spnn::usage_error>([&] { const a_dealer self(plan, split::outline_of<small_net>(), std::move(one)); }),
        "needs a transport to holder_2"));
}

TEST_CASE("split/role/dealer: when it is gone, the holders end") {
    auto request = small_request(2);
    request.timeout = std::chrono::seconds(60);
    auto links = links_of<split::shared<>>(request.plan, request.timeout);
    {
        const auto gone = std::move(links.at(the_dealer));
    }
    const auto failures = failures_of(
        {[&] { a_server self(request.plan, std::move(links.at(the_server))); },
         [&] { a_holder self(request.plan, split::outline_of<small_net>(), 1, std::move(links.at(the_holder(1)))); },
         [&] { a_labeler self(request.plan, std::move(links.at(the_holder(0)))); }});
    CHECK_THROWS_AS(std::rethrow_exception(failures[1]), spnn::transport_error);
    CHECK_THROWS_AS(std::rethrow_exception(failures[2]), spnn::transport_error);
}

}  // namespace
