#include <spnn/nn/show.hpp>

#include <spnn/nn/any_network.hpp>
#include <spnn/nn/layers.hpp>
#include <spnn/nn/network_text.hpp>

#include <doctest/doctest.h>

namespace nn = spnn::nn;

namespace {

// A layer of somebody's own: twice what comes in.
struct doubling {
    static constexpr std::size_t in = 3, out = 3;
    static std::string name() { return "doubling"; }
    template <class T>
    using parameters = nn::no_parameters<T>;
    template <class T, class G>
    static void initialise(parameters<T>&, G&, nn::initialiser) {}
    template <class T>
    static void forward(const parameters<T>&, const spnn::matrix<T>& x, spnn::matrix<T>& y) {
        y = x;
        for (auto& v : spnn::elements(y)) v *= 2;
    }
    template <class T>
    static void backward(const parameters<T>&, const spnn::matrix<T>&, const spnn::matrix<T>&,
                         const spnn::matrix<T>& dy, parameters<T>&, spnn::matrix<T>& dx) {
        forward({}, dy, dx);
    }
};

template <class L>
void check_shown(const L& layer, std::string_view expected) {
    CHECK(nn::text_of(layer) == expected);
    CHECK(nn::describe(layer).show() == expected);  // with and without a value
}

}  // namespace

TEST_CASE("nn/show: a network of types has the text of its description") {
    check_shown(nn::layers<nn::numbers<28>, nn::dense<16>, nn::tanh<>, nn::dropout<20>, nn::dense<1>>{},
                "28: dense 16, tanh, dropout 20, dense 1");
    check_shown(nn::layers<nn::image<1, 28, 28>, nn::conv<16, 5, 1, 2>, nn::max_pool<2>, nn::relu<>,
                           nn::residual<nn::conv<16, 3, 1, 1>, nn::relu<>>, nn::dense<10>>{},
                "image 1 28 28: conv 16 5 padding 2, max_pool 2, relu, residual (conv 16 3 padding 1, relu), dense 10");
    check_shown(nn::sequential<nn::dense<3, 3>, nn::sequential<nn::relu<3>, nn::dense<3, 2>>>{},
                "3: dense 3, relu, dense 2");
}

TEST_CASE("nn/show: a network chosen at run time within types, and a layer of somebody's own") {
    const nn::sequential<nn::placed_layer<nn::chosen_at<nn::kinds::bias>>, nn::any_network> mixed(
        {nn::kinds::bias{}, nn::shape::numbers(3)}, nn::any_network(nn::parse_network("3: dense 2, relu")));
    check_shown(mixed, "3: bias, dense 2, relu");
    check_shown(nn::sequential<nn::dense<2, 3>, doubling>{}, "2: dense 3, \"doubling\" 3 3");
    CHECK(nn::text_of_layers(doubling{}) == "\"doubling\" 3 3");
}
