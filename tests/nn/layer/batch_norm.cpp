#include <spnn/nn/layer/batch_norm.hpp>

#include <spnn/nn/optimizer/sgd.hpp>
#include <spnn/nn/update_rule.hpp>

#include <spnn/testing/laws/layer.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
using namespace spnn;
using nn::shape;
using test::of;

TEST_CASE("nn/layer/batch_norm: laws") {
    laws::layer<nn::batch_norm<3>>();
    laws::layer<nn::batch_norm<>::at<shape::image(2, 2, 3)>>();
}

TEST_CASE("nn/layer/batch_norm: in training a batch has mean 0 and variance 1, and the averages follow it") {
    const nn::batch_norm<2> layer;
    nn::batch_norm<2>::parameters<double> p, grads;
    test::words_from_seed random(1);
    layer.initialise(p, random, nn::initialiser::zeros);
    const auto x = of<double>({{1, 10}, {3, 10}, {5, 10}});
    matrix<double> y, dx;
    nn::batch_norm<2>::cache<double> cache;
    layer.forward(p, x, y, cache);
    const double deviation = std::sqrt(8.0 / 3 + 1e-5);
    CHECK(y(0, 0) == doctest::Approx(-2 / deviation));
    CHECK(y(1, 0) == 0);
    CHECK(y(2, 1) == 0);  // no variance at all
    layer.backward(p, x, y, cache, y, grads, dx);
    CHECK(grads.running_mean(0, 0) == doctest::Approx(0.3));
    CHECK(grads.running_mean(0, 1) == doctest::Approx(1));
    CHECK(grads.running_variance(0, 0) == doctest::Approx(0.9 + 0.1 * 4));  // 4 with n - 1
    CHECK(grads.running_variance(0, 1) == doctest::Approx(0.9));
}

TEST_CASE("nn/layer/batch_norm: inference takes the averages, which the optimizer does not move") {
    const nn::batch_norm<1> layer;
    nn::batch_norm<1>::parameters<double> p{of<double>({{2}}), of<double>({{5}}), of<double>({{3}}), of<double>({{4}})};
    matrix<double> y, dx;
    layer.forward(p, of<double>({{3}, {7}}), y);
    CHECK(y(0, 0) == doctest::Approx(5));
    CHECK(y(1, 0) == doctest::Approx(9).epsilon(1e-5));

    nn::updater<double, nn::batch_norm<1>::parameters<double>, nn::sgd> updater(
        {.optimizer = {}, .rate = 0, .l2 = 0.5, .clip_norm = 1e-3});
    nn::batch_norm<1>::parameters<double> grads;
    nn::batch_norm<1>::cache<double> cache;
    test::words_from_seed noise(1);
    const auto x = of<double>({{1}, {3}});
    layer.forward(p, x, y, cache);
    layer.backward(p, x, y, cache, y, grads, dx);
    const double next_mean = grads.running_mean(0, 0), next_variance = grads.running_variance(0, 0);
    updater.apply(p, grads, noise);
    CHECK(p.gain(0, 0) == 2);
    CHECK(p.running_mean(0, 0) == next_mean);
    CHECK(p.running_variance(0, 0) == next_variance);
    CHECK(next_mean == doctest::Approx(2.9));
    std::size_t states = 0;
    updater.for_each_state([&](std::string_view, const matrix<double>&) { ++states; });
    CHECK(states == 2);  // a velocity for the gain and one for the shift
}

TEST_CASE("nn/layer/batch_norm: a single number a channel is no division by zero") {
    const nn::batch_norm<1> layer;
    nn::batch_norm<1>::parameters<double> p, grads;
    test::words_from_seed random(1);
    layer.initialise(p, random, nn::initialiser::zeros);
    matrix<double> y, dx;
    nn::batch_norm<1>::cache<double> cache;
    const auto x = of<double>({{3}});
    layer.forward(p, x, y, cache);
    layer.backward(p, x, y, cache, of<double>({{1}}), grads, dx);
    CHECK(y(0, 0) == 0);
    CHECK(std::isfinite(dx(0, 0)));
    CHECK(grads.running_variance(0, 0) == doctest::Approx(0.9));
    CHECK_THROWS_AS(layer.backward(p, x, y, cache, of<double>({{1}, {1}}), grads, dx), usage_error);
}
