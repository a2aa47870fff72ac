#include <spnn/nn/detail/shapes.hpp>
#include <spnn/nn/layer/dense.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace spnn;

TEST_CASE("nn/detail/shapes: errors say layer, what came and what was expected") {
    const auto message = [](auto&& call) -> std::string {
        try {
            call();
        } catch (const usage_error& e) {
            return e.what();
        }
        return "no error";
    };
    const auto x = zeros<float>(5, 3);
    using layer = nn::dense<4, 2>;
    CHECK(message([&] { nn::detail::require_width(layer{}, x, "input", 4); }) ==
          "dense<4,2>: input is 5x3, expected 4 columns");
    CHECK(message([&] { nn::detail::require_shape(layer{}, x, "weights", 4, 2); }) ==
          "dense<4,2>: weights is 5x3, expected 4x2");
    CHECK(message([&] { nn::detail::require_shape(layer{}, x, "weights", 5, 3); }) == "no error");
}
