#include <spnn/nn/layer/bias.hpp>
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/identity.hpp>
#include <spnn/nn/layer/relu.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/layer/tanh.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/nn/loss/softmax_cross_entropy.hpp>
#include <spnn/nn/sequential.hpp>

#include <spnn/testing/laws/layer.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
using namespace spnn;

namespace {

using hidden = nn::sequential<nn::sigmoid<8>, nn::dense<8, 8>, nn::sigmoid<8>>;
using deep = nn::sequential<nn::bias<3>, nn::tanh<3>, nn::dense<3, 5>, nn::relu<5>, nn::identity<5>, nn::dense<5, 2>>;
using nested = nn::sequential<nn::dense<4, 3>, nn::sequential<nn::sigmoid<3>, nn::dense<3, 3>>, nn::tanh<3>>;

}  // namespace

static_assert(nn::Layer<hidden> && hidden::in == 8 && hidden::out == 8 && hidden::depth == 3);
static_assert(nn::Layer<nested> && nested::in == 4 && nested::out == 3);
static_assert(nn::detail::widths_chain<nn::dense<2, 3>, nn::dense<3, 1>>());
static_assert(!nn::detail::widths_chain<nn::dense<2, 3>, nn::dense<4, 1>>());
static_assert(!nn::detail::widths_chain<nn::dense<2, 3>, nn::sigmoid<3>, nn::dense<2, 3>>());

// Layers that go backward from their ends keep nothing of their own beside the shared outputs.
static_assert(std::is_same_v<decltype(hidden::cache<float>::own),
                             std::tuple<nn::detail::no_cache, nn::detail::no_cache, nn::detail::no_cache>>);

// A chain of layers that are constants is one.
constexpr hidden made;
static_assert(made.in == 8 && std::get<1>(made.layers()).out == 8 && hidden::in_shape == nn::shape::numbers(8));

// A sequential reads what its first and last layers read.
static_assert(!hidden::reads_input && hidden::reads_output && nested::reads_input && nested::reads_output);
static_assert(!deep::reads_input && !deep::reads_output);

TEST_CASE("nn/sequential: laws") {
    laws::layer<hidden>();
    laws::layer<deep>();
    laws::layer<nested>();
    laws::layer<nn::sequential<nn::dense<3, 1>>>();
    laws::layer<nn::sequential<nn::tanh<2>>>();
    laws::layer<nn::sequential<nn::bias<2>, nn::identity<2>, nn::sigmoid<2>>>();  // all in place
    laws::layer<nn::sequential<nn::sigmoid<2>, nn::tanh<2>, nn::relu<2>>>();      // none may write over another
}

TEST_CASE("nn/sequential: names") {
    CHECK(hidden{}.name() == "sequential<sigmoid<8>,dense<8,8>,sigmoid<8>>");
    std::vector<std::string> names;
    nested::parameters<float> p;
    p.for_each([&](std::string_view name, matrix<float>&) { names.emplace_back(name); });
    CHECK(names == std::vector<std::string>{"0.weights", "0.bias", "1.1.weights", "1.1.bias"});
}

TEST_CASE("nn/sequential: equals its layers called by hand, bit for bit") {
    using first = nn::dense<4, 6>;
    using second = nn::sigmoid<6>;
    using third = nn::dense<6, 2>;
    using net = nn::sequential<first, second, third>;
    test::words_from_seed random(3), again(3);
    net::parameters<float> p, grads;
    net{}.initialise(p, random, nn::initialiser::glorot_uniform);
    first::parameters<float> p1, g1;
    third::parameters<float> p3, g3;
    first{}.initialise(p1, again, nn::initialiser::glorot_uniform);
    third{}.initialise(p3, again, nn::initialiser::glorot_uniform);

    const auto x = test::random_matrix<float>(33, 4, random);
    const auto dy = test::random_matrix<float>(33, 2, random);
    matrix<float> y, dx, h1, h2, y_hand, d1, d2, dx_hand;
    net::cache<float> cache;
    net{}.forward(p, x, y, cache);
    net{}.backward(p, x, y, cache, dy, grads, dx);

    nn::no_parameters<float> none;
    first{}.forward(p1, x, h1);
    second{}.forward(none, h1, h2);
    third{}.forward(p3, h2, y_hand);
    third{}.backward(p3, h2, y_hand, dy, g3, d2);
    second{}.backward(none, h1, h2, d2, none, d1);
    first{}.backward(p1, x, h1, d1, g1, dx_hand);

    CHECK(test::same_bits(y, y_hand));
    CHECK(test::same_bits(dx, dx_hand));
    CHECK(nn::max_abs_difference(std::get<0>(grads.layers), g1) == 0);
    CHECK(nn::max_abs_difference(std::get<2>(grads.layers), g3) == 0);
}

TEST_CASE("nn/sequential: the cache holds each activation once, and only what backward reads") {
    test::words_from_seed random(5);
    hidden::parameters<float> p, grads;
    hidden{}.initialise(p, random, nn::initialiser::glorot_uniform);
    hidden::cache<float> cache;
    matrix<float> y, dx;
    const auto x = test::random_matrix<float>(10, 8, random);
    hidden{}.forward(p, x, y, cache);
    CHECK(cache.outputs[0].size() == 80);  // the first sigmoid's, which it looks at itself, and dense does
    CHECK(cache.outputs[1].size() == 0);   // dense has written where the last sigmoid works, in y
    hidden{}.backward(p, x, y, cache, y, grads, dx);
    CHECK(cache.gradients[0].size() == 80);  // the last sigmoid's, from the caller's
    CHECK(cache.gradients[1].size() == 0);   // dense's is in dx, where the first sigmoid works
}

TEST_CASE("nn/sequential: a whole net under a loss, every parameter against central differences") {
    using net = nn::sequential<nn::dense<4, 6>, nn::sigmoid<6>, nn::dense<6, 5>, nn::tanh<5>, nn::dense<5, 3>>;
    test::words_from_seed random(21);
    net::parameters<double> p, grads;
    net{}.initialise(p, random, nn::initialiser::glorot_uniform);
    const auto x = test::random_matrix<double>(12, 4, random);
    auto target = make_matrix<double>(12, 1);
    for (std::size_t i = 0; i < 12; ++i) target.data()[i] = static_cast<double>(i % 3);
    const nn::softmax_cross_entropy<3> loss{.class_weight = {1, 5, 0.5f}};

    net::cache<double> cache;
    matrix<double> y, dy, dx;
    net{}.forward(p, x, y, cache);
    loss.gradient(y, target, dy);
    net{}.backward(p, x, y, cache, dy, grads, dx);
    nn::for_each_pair<double>(p, grads, [&](std::string_view name, matrix<double>& w, const matrix<double>& g) {
        for (std::size_t i = 0; i < w.size(); ++i) {
            const double expected = test::central_difference(w.data()[i], [&] {
                matrix<double> out;
                net{}.forward(p, x, out);
                return loss.value(out, target);
            });
            CHECK_MESSAGE(test::derivatives_agree(g.data()[i], expected), name, "[", i, "]: ", g.data()[i], " against ",
                          expected);
        }
    });
}

TEST_CASE("nn/sequential: inputs of 1e4 stay finite, forward and backward") {
    using net = nn::sequential<nn::dense<2, 8>, nn::sigmoid<8>, nn::dense<8, 8>, nn::tanh<8>, nn::dense<8, 1>>;
    test::words_from_seed random(2);
    net::parameters<float> p, grads;
    net{}.initialise(p, random, nn::initialiser::he_normal);
    net::cache<float> cache;
    matrix<float> y, dy, dx;
    const auto x = test::of<float>({{1e4f, -1e4f}, {-1e4f, -1e4f}, {1e4f, 1e4f}});
    net{}.forward(p, x, y, cache);
    const nn::binary_cross_entropy loss;
    CHECK(std::isfinite(loss.gradient(y, test::of<float>({{0}, {1}, {1}}), dy)));
    net{}.backward(p, x, y, cache, dy, grads, dx);
    for (const float g : nn::flatten(grads)) CHECK(std::isfinite(g));
    for (const float d : elements(dx)) CHECK(std::isfinite(d));
}
