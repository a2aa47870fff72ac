#include <spnn/defence/any.hpp>

#include <spnn/testing/laws/defence.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;

namespace {

// any_defence(d) and d, on batches of every kind with the same noise.
template <spnn::defence::Defence D>
void check_same(const D& chosen) {
    const spnn::defence::any_defence any = chosen;
    CHECK(any.name() == chosen.name());
    CHECK(any.describe() == chosen.describe());
    spnn::defence::any_defence::state of_any;
    typename D::state of_chosen;
    test::words_from_seed noise(7), same_noise(7);
    for (const auto& batch : laws::batches_of_every_kind(4))
        CHECK(test::same_bits(laws::defended(any, of_any, batch, noise),
                              laws::defended(chosen, of_chosen, batch, same_noise)));
    CHECK(noise.state == same_noise.state);
}

TEST_CASE("defence/any: laws") {
    laws::defence(spnn::defence::any_defence(spnn::defence::max_norm{}));
    laws::defence(spnn::defence::any_defence(spnn::defence::marvell{}));
}

TEST_CASE("defence/any: computes what the chosen one does") {
    check_same(spnn::defence::no_defence{});
    check_same(spnn::defence::max_norm{});
    check_same(spnn::defence::marvell{});
    check_same(spnn::defence::marvell{.power = 0.5});
}

TEST_CASE("defence/any: none when nothing is said; the choice can be looked at and changed") {
    spnn::defence::any_defence any;
    CHECK(any.name() == "none");
    CHECK_NOTHROW(any.check(spnn::zeros<float>(2, 3)));
    any = spnn::defence::marvell{.power = 2.5};
    CHECK(any.describe() == "marvell(power 2.5)");
    CHECK(std::get<spnn::defence::marvell>(any.chosen()).power == 2.5);
    CHECK_THROWS_AS(any.check(spnn::zeros<float>(2, 3)), spnn::usage_error);
}

}  // namespace
