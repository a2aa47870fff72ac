#include <spnn/defence/no_defence.hpp>

#include <laws/defence.hpp>

#include <doctest/doctest.h>

namespace {

namespace laws = spnn::laws;

TEST_CASE("defence/no_defence: laws") { laws::check_defence_laws(spnn::defence::no_defence{}); }

TEST_CASE("defence/no_defence: leaves every bit, zeros with a sign too, and draws nothing") {
    auto batch = laws::draw_gradient(20, 5, 3, 1, 1);
    batch.rows(2, 2) = -0.0F;
    spnn::test::words_from_seed noise(7);
    spnn::defence::no_defence::state state;
    CHECK(spnn::test::same_bits(laws::defended(spnn::defence::no_defence{}, state, batch, noise), batch.rows));
    CHECK(noise.state == 7);
    CHECK_NOTHROW(spnn::defence::no_defence::check(spnn::zeros<float>(3, 2)));
}

}  // namespace
