#include <spnn/nn/description.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

using namespace spnn;
using nn::describe, nn::network_description, nn::shape;
namespace kinds = spnn::nn::kinds;

namespace {

// A layer of somebody's own.
struct doubling {
    static constexpr std::size_t in = 3, out = 3;
    static std::string name() { return "doubling<3>"; }
    template <class T>
    using parameters = nn::no_parameters<T>;
    template <class T, RandomSource G>
    static void initialise(parameters<T>&, G&, nn::initialiser) {}
    template <class T>
    static void forward(const parameters<T>&, const matrix<T>& x, matrix<T>& y) {
        y = x + x;
    }
    template <class T>
    static void backward(const parameters<T>&, const matrix<T>&, const matrix<T>&, const matrix<T>& dy, parameters<T>&,
                         matrix<T>& dx) {
        dx = dy + dy;
    }
};

}  // namespace

TEST_CASE("nn/description: a network of types shows its layers") {
    using net = nn::sequential<nn::dense<8, 4>, nn::tanh<4>, nn::dense<4, 1>>;
    CHECK(describe(net{}).show() == "8: dense 4, tanh, dense 1");
    CHECK(describe(nn::dense<8, 4>{}).show() == "8: dense 4");
    CHECK(describe(nn::layers<nn::image<1, 2, 3>, nn::relu<>, nn::dense<4>>{}).show() == "image 1 2 3: relu, dense 4");
    CHECK(describe(nn::layers<nn::numbers<3>, nn::residual<nn::dense<3>, nn::relu<>>, nn::bias<>>{}).show() ==
          "3: residual (dense 3, relu), bias");
    // Chains inside each other come in one list; the engine is no part of it.
    using nested = nn::sequential<nn::bias<8>, net>;
    CHECK(describe(nested{}).show() == "8: bias, dense 4, tanh, dense 1");
    struct other_products : nn::own_products {};
    CHECK(describe(nn::on<other_products, net>{}) == describe(net{}));
}

TEST_CASE("nn/description: a layer of one's own appears under its name") {
    const auto d = describe(nn::sequential<nn::dense<2, 3>, doubling, nn::relu<3>>{});
    CHECK(d.show() == "2: dense 3, \"doubling<3>\" 3 3, relu");
    CHECK(d.layers.at(1).kind ==
          decltype(d.layers[1].kind)(kinds::own_code{"doubling<3>", shape::numbers(3), shape::numbers(3)}));
    CHECK(d.fault().empty());
}

TEST_CASE("nn/description: shapes go from layer to layer") {
    const network_description d{shape::image(2, 3, 4), {{kinds::relu{}}, {kinds::dense{5}}, {kinds::tanh{}}}};
    CHECK(d.shapes() ==
          std::vector{shape::image(2, 3, 4), shape::image(2, 3, 4), shape::numbers(5), shape::numbers(5)});
}

TEST_CASE("nn/description: what does not fit is one sentence that names the layer") {
    const auto fault = [](const shape& in, std::vector<nn::layer_description> layers) {
        return network_description{in, std::move(layers)}.fault();
    };
    CHECK(fault(shape::numbers(0), {{kinds::relu{}}}) == "what goes in, 0, has no size, or one beyond 16777216");
    CHECK(fault(shape::numbers(4), {}) == "has no layers");
    CHECK(fault(shape::numbers(4), {{kinds::relu{}}, {kinds::dense{0}}}) ==
          "layer 2, dense 0: has a number out of its bounds; 4 comes in");
    CHECK(fault(shape::numbers(4), {{kinds::residual{{{kinds::dense{3}}}}}}) ==
          "layer 1, residual (dense 3): must give the shape that it takes, 3 comes out of what it holds; 4 comes in");
    CHECK(fault(shape::numbers(4), {{kinds::residual{{{kinds::relu{}}, {kinds::dense{0}}}}}}) ==
          "layer 1, residual, layer 2, dense 0: has a number out of its bounds; 4 comes in");
    CHECK(fault(shape::numbers(4), {{kinds::residual{}}}) == "layer 1, residual, has no layers");
    CHECK(fault(shape::numbers(3), {{kinds::own_code{"mine", shape::numbers(4), shape::numbers(4)}}}) ==
          "layer 1, \"mine\" 4 4: takes or gives another shape; 3 comes in");
    // Each layer is allowed, all together they learn too much.
    CHECK(fault(shape::numbers(1 << 14), {{kinds::dense{1 << 13}}, {kinds::dense{1 << 14}}, {kinds::dense{1}}})
              .starts_with("layer 2, dense 16384: the network learns more numbers than allowed"));
    CHECK(fault(shape::numbers(4), std::vector<nn::layer_description>(1001, {kinds::relu{}})) ==
          "more than 1000 layers");
    nn::layer_description deep{kinds::relu{}};
    for (int i = 0; i < 9; ++i) deep = {kinds::residual{{deep}}};
    CHECK(fault(shape::numbers(4), {deep}).find("inside each other more than 8 times") != std::string::npos);
    CHECK_THROWS_AS((void)network_description().shapes(), usage_error);
}
