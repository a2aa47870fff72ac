#include <spnn/split/network.hpp>

#include <spnn/crypto/prg.hpp>
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/relu.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/nn/loss/softmax_cross_entropy.hpp>

#include <doctest/doctest.h>

namespace {

namespace nn = spnn::nn;
namespace split = spnn::split;

using one = split::network<nn::sequential<nn::sigmoid<8>, nn::dense<8, 5>>, nn::dense<5, 1>, nn::binary_cross_entropy>;
using activation =
    split::network<nn::sequential<nn::relu<8>, nn::dense<8, 5>>, nn::dense<5, 1>, nn::binary_cross_entropy>;
using of_classes = split::network<nn::relu<6>, nn::dense<6, 3>, nn::softmax_cross_entropy<3>>;

static_assert(one::first_width == 8 && one::last_width == 5);
static_assert(of_classes::first_width == 6 && of_classes::last_width == 6);
static_assert(one::server_zone::in == 8 && one::server_zone::out == 5);

TEST_CASE("split/network: the server's zone begins with the bias of the first layer") {
    one::server_zone::parameters<float> parameters;
    spnn::crypto::prg random{spnn::crypto::seed{}};
    one::server_zone{}.initialise<float>(parameters, random, nn::initialiser::glorot_uniform);
    std::vector<std::string> shapes;
    parameters.for_each([&](std::string_view, const spnn::matrix<float>& x) { shapes.push_back(spnn::shape_text(x)); });
    CHECK(shapes == std::vector<std::string>{"1x8", "8x5", "1x5"});
}

TEST_CASE("split/network: the name tells networks apart") {
    CHECK(one::name() == one::name());
    CHECK(one::name() != activation::name());
    CHECK(one::name() != of_classes::name());
    CHECK(one::name() == "8: bias, sigmoid, dense 5 | dense 1 | binary_cross_entropy");
    CHECK(of_classes::name() == "6: bias, relu | dense 3 | softmax_cross_entropy");
}

TEST_CASE("split/network: a plan that names a network names this one") {
    split::plan p;
    CHECK(split::outline_of<one>(p).name == one::name());
    p.network = one::name();
    CHECK(split::outline_of<one>(p).first_width == 8);
    CHECK(split::outline_of<one>(p).last_width == 5);
    CHECK_THROWS_WITH_AS(static_cast<void>(split::outline_of<of_classes>(p)),
                         doctest::Contains("plan: network is 8: bias, sigmoid"), spnn::usage_error);
}

}  // namespace
