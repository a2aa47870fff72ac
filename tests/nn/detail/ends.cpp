#include <spnn/nn/detail/ends.hpp>
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/identity.hpp>
#include <spnn/nn/layer/sigmoid.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace spnn;

TEST_CASE("nn/detail/ends: a layer keeps only the end that its backward reads") {
    test::words_from_seed random(1);
    const auto x = test::random_matrix<float>(6, 4, random);
    matrix<float> y;

    nn::dense<4, 2>::cache<float> of_dense;
    nn::dense<4, 2>::forward({}, x, y, of_dense);
    CHECK(test::same_bits(of_dense.input, x));
    CHECK(of_dense.output.size() == 0);

    nn::sigmoid<4>::cache<float> of_sigmoid;
    nn::sigmoid<4>::forward({}, x, y, of_sigmoid);
    CHECK(of_sigmoid.input.size() == 0);
    CHECK(test::same_bits(of_sigmoid.output, y));

    nn::identity<4>::cache<float> of_identity;
    nn::identity<4>::forward({}, x, y, of_identity);
    CHECK(of_identity.input.size() + of_identity.output.size() == 0);
}

TEST_CASE("nn/detail/ends: errors say layer, what came and what was expected") {
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
    CHECK(message([&] { nn::detail::require_width<layer>(x, "input", 4); }) ==
          "dense<4,2>: input is 5x3, expected 4 columns");
    CHECK(message([&] { nn::detail::require_shape<layer>(x, "weights", 4, 2); }) ==
          "dense<4,2>: weights is 5x3, expected 4x2");
    CHECK(message([&] { nn::detail::require_shape<layer>(x, "weights", 5, 3); }) == "no error");
}
