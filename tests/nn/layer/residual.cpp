#include <spnn/nn/layer/residual.hpp>

#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/relu.hpp>
#include <spnn/nn/layer/tanh.hpp>

#include <spnn/testing/laws/layer.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
using namespace spnn;
using test::of;

namespace {

using plus_dense = nn::residual_layer<nn::sequential<nn::dense<2, 2>>>;

}  // namespace

TEST_CASE("nn/layer/residual: laws") {
    laws::layer<plus_dense>();
    laws::layer<nn::residual_layer<nn::relu<3>>>();
    laws::layer<nn::layers<nn::numbers<3>, nn::residual<nn::dense<4>, nn::tanh<>, nn::dense<3>>, nn::relu<>>>();
    laws::layer<nn::layers<nn::numbers<3>, nn::residual<nn::residual<nn::tanh<>>, nn::dense<3>>>>();
}

TEST_CASE("nn/layer/residual: what goes in is added, and so is its gradient") {
    const plus_dense l;
    auto p = nn::zero_parameters<double>(l);
    std::get<0>(p.layers).weights = of<double>({{1, 2}, {3, 4}});
    matrix<double> y, dx;
    plus_dense::cache<double> cache;
    const auto x = of<double>({{1, 10}});
    l.forward(p, x, y);
    CHECK(test::same_bits(y, of<double>({{32, 52}})));
    l.forward(p, x, y, cache);
    auto grads = p;
    l.backward(p, x, y, cache, of<double>({{1, 0}}), grads, dx);
    CHECK(test::same_bits(dx, of<double>({{2, 3}})));
    CHECK(l.name() == "residual<sequential<dense<2,2>>>");
    CHECK(plus_dense::in_shape == plus_dense::out_shape);
}
