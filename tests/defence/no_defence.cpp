#include <spnn/defence/no_defence.hpp>

#include <spnn/testing/laws/defence.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;

namespace {

TEST_CASE("defence/no_defence: laws") { laws::defence(spnn::defence::no_defence{}); }

TEST_CASE("defence/no_defence: leaves every bit, zeros with a sign too, and draws nothing") {
    auto batch = laws::draw_gradient(20, 5, 3, 1, 1);
    batch.rows(2, 2) = -0.0F;
    test::words_from_seed noise(7);
    spnn::defence::no_defence::state state;
    CHECK(test::same_bits(laws::defended(spnn::defence::no_defence{}, state, batch, noise), batch.rows));
    CHECK(noise.state == 7);
    CHECK_NOTHROW(spnn::defence::no_defence::check(spnn::zeros<float>(3, 2)));
}

}  // namespace
