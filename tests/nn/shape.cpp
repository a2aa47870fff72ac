#include <spnn/nn/shape.hpp>

#include <doctest/doctest.h>

#include <limits>

using namespace spnn;
using nn::shape;

namespace {

// A shape is a template argument.
template <shape S>
constexpr std::size_t size_of = S.size();

}  // namespace

static_assert(size_of<shape::image(3, 4, 5)> == 60 && size_of<shape::numbers(28)> == 28);
static_assert(nn::image<1, 28, 28>::input == shape::image(1, 28, 28));
static_assert(nn::numbers<7>::input == shape::numbers(7));

TEST_CASE("nn/shape: plain numbers and images are told apart and shown") {
    CHECK(shape::numbers(28).show() == "28");
    CHECK(shape::image(1, 28, 28).show() == "1x28x28");
    CHECK_FALSE(shape::numbers(28) == shape::image(28, 1, 1));
    CHECK(shape::numbers(28).size() == shape::image(28, 1, 1).size());
}

TEST_CASE("nn/shape: no side is 0, and no product of sides overflows unseen") {
    const std::size_t huge = std::numeric_limits<std::size_t>::max();
    CHECK(shape::numbers(shape::most).is_allowed());
    CHECK(shape::image(1, 1 << 12, 1 << 12).size() == shape::most);
    for (const auto& wrong :
         {shape::numbers(0), shape::numbers(shape::most + 1), shape::numbers(huge), shape::image(0, 1, 1),
          shape::image(1, 0, 1), shape::image(1, 1, 0), shape::image(1, 1 << 12, (1 << 12) + 1),
          shape::image(std::size_t{1} << 32, std::size_t{1} << 32, 1), shape::image(2, huge / 2 + 1, 1),
          shape::image(huge, huge, huge), shape()}) {
        CHECK_FALSE(wrong.is_allowed());
        CHECK(wrong.size() == 0);
    }
}
