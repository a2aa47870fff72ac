#include <spnn/nn/layer/pool.hpp>

#include <spnn/testing/laws/layer.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

using namespace spnn;
using nn::shape;
using test::of;

TEST_CASE("nn/layer/pool: windows stand side by side unless a stride is given, and what is left over is left out") {
    CHECK(nn::kinds::pool(2).out(shape::image(3, 5, 4)) == shape::image(3, 2, 2));
    CHECK(nn::kinds::pool(2, 1).out(shape::image(3, 5, 4)) == shape::image(3, 4, 3));
    CHECK(nn::kinds::pool(3).fits(shape::image(3, 5, 2)) == nn::misfit::window_beyond_the_image);
    CHECK(nn::kinds::pool(2).fits(shape::numbers(4)) == nn::misfit::not_an_image);
    CHECK(nn::kinds::pool(0).fits(shape::image(3, 5, 4)) == nn::misfit::bad_number);
    CHECK_FALSE(nn::kinds::pool(2) == nn::kinds::pool(2, 1));
}
