#include <spnn/nn/optimizer/adam.hpp>

#include <spnn/testing/laws/optimizer.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
using namespace spnn;
using test::of;

TEST_CASE("nn/optimizer/adam: laws") {
    laws::optimizer(nn::adam{}, 0.2);
    laws::optimizer(nn::adam{.beta1 = 0.5, .beta2 = 0.9, .epsilon = 1e-6}, 0.2);
}

TEST_CASE("nn/optimizer/adam: three steps of algorithm 1 by hand") {
    // Gradients 1, -1/2, 2. m: .1, .04, .236; v: .001, .001249, .005247751; corrected by 1 - .9^t and 1 - .999^t:
    // 1 and 1; .04/.19 and .001249/.001999; .236/.271 and .005247751/.002997001.
    const nn::adam optimizer;
    nn::adam::state<double> state;
    auto p = of<double>({{1}});
    test::scripted_words no_noise{{}};
    const std::vector<double> gradients{1, -0.5, 2};
    const std::vector<double> steps{1 / (1 + 1e-8), (0.04 / 0.19) / (std::sqrt(0.001249 / 0.001999) + 1e-8),
                                    (0.236 / 0.271) / (std::sqrt(0.005247751 / 0.002997001) + 1e-8)};
    double expected = 1;
    for (std::size_t t = 0; t < 3; ++t) {
        optimizer.update(state, p, of<double>({{gradients[t]}}), 0.1, t, no_noise);
        expected -= 0.1 * steps[t];
        CHECK(p.data()[0] == doctest::Approx(expected).epsilon(1e-13));
    }
    CHECK(p.data()[0] == doctest::Approx(0.807555137842803).epsilon(1e-13));
    CHECK(state.mean.data()[0] == doctest::Approx(0.236).epsilon(1e-13));
    CHECK(state.square.data()[0] == doctest::Approx(0.005247751).epsilon(1e-13));
}

TEST_CASE("nn/optimizer/adam: the first step has the size of the rate, whatever the gradient's") {
    for (const double g : {1e-3, 1.0, 1e6}) {
        nn::adam::state<double> state;
        auto p = of<double>({{5, 5}});
        test::scripted_words no_noise{{}};
        nn::adam{}.update(state, p, of<double>({{g, -g}}), 0.01, 0, no_noise);
        CHECK(p.data()[0] == doctest::Approx(4.99).epsilon(1e-7));
        CHECK(p.data()[1] == doctest::Approx(5.01).epsilon(1e-7));
    }
}

TEST_CASE("nn/optimizer/adam: senseless hyper-parameters are refused") {
    nn::adam::state<float> state;
    auto p = of<float>({{1}});
    test::scripted_words no_noise{{}};
    for (const nn::adam& wrong :
         {nn::adam{.beta1 = 1}, nn::adam{.beta1 = -0.1}, nn::adam{.beta2 = 1}, nn::adam{.epsilon = 0}})
        CHECK_THROWS_AS(wrong.update(state, p, of<float>({{1}}), 0.1, 0, no_noise), usage_error);
}
