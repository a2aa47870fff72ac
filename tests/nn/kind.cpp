#include <spnn/nn/kind.hpp>
#include <spnn/nn/layer/dense.hpp>

#include <doctest/doctest.h>

using namespace spnn;
using nn::misfit, nn::shape;

static_assert(nn::kinds::dense{4}.fits(shape::numbers(8)) == misfit::none &&
              nn::kinds::dense{4}.out(shape::numbers(8)) == shape::numbers(4));
static_assert(nn::kinds::dense{0}.fits(shape::numbers(8)) == misfit::bad_number);

TEST_CASE("nn/kind: a name is the word, the shape that goes in and the numbers") {
    CHECK(nn::detail::name_of(nn::kinds::dense{4}, shape::numbers(8)) == "dense<8,4>");
    CHECK(nn::detail::name_of(nn::kinds::dense{4}, shape::image(1, 2, 3)) == "dense<1x2x3,4>");
}

TEST_CASE("nn/kind: every misfit has a clause of its own") {
    std::vector<std::string_view> clauses;
    for (int i = 0; i <= static_cast<int>(misfit::other_shape); ++i)
        clauses.push_back(nn::clause_of(static_cast<misfit>(i)));
    std::ranges::sort(clauses);
    CHECK(std::ranges::adjacent_find(clauses) == clauses.end());
    CHECK(std::ranges::find(clauses, "does not fit") == clauses.end());
}

TEST_CASE("nn/kind: rows and parameters are bounded without overflow") {
    CHECK(nn::detail::parameters_allowed(nn::most_parameters, 1));
    CHECK_FALSE(nn::detail::parameters_allowed(nn::most_parameters, 2));
    CHECK_FALSE(nn::detail::parameters_allowed(std::size_t{1} << 33, std::size_t{1} << 33));
    CHECK(nn::kinds::dense{1 << 20}.fits(shape::numbers(1 << 10)) == misfit::too_large);
}

TEST_CASE("nn/kind: zero gives matrices the shapes asked for") {
    nn::kinds::weights_and_bias<float> p;
    nn::detail::zero(p, nn::kinds::dense{4}.matrix_shapes(shape::numbers(3)));
    CHECK(shape_text(p.weights) == "3x4");
    CHECK(p.bias == zeros<float>(1, 4));
}
