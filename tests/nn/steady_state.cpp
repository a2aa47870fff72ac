// What training and inference allocate: counted by this program's own operator new.

#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/relu.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/nn/optimizer/any.hpp>
#include <spnn/nn/sequential.hpp>
#include <spnn/nn/update_rule.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<std::size_t> allocations{0};
}

void* operator new(std::size_t size) {
    ++allocations;
    if (void* p = std::malloc(size == 0 ? 1 : size)) return p;
    throw std::bad_alloc();
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }

using namespace spnn;

namespace {

using steady_net = nn::sequential<nn::dense<28, 8>, nn::sigmoid<8>, nn::dense<8, 8>, nn::relu<8>, nn::dense<8, 1>>;

struct batch {
    matrix<float> x, target;
};

batch random_batch(std::size_t m, test::words_from_seed& random) {
    batch b{test::random_matrix<float>(m, 28, random), make_matrix<float>(m, 1)};
    for (std::size_t i = 0; i < m; ++i) b.target.data()[i] = row(b.x, i)[0] + row(b.x, i)[1] > 0 ? 1.0f : 0.0f;
    return b;
}

// Everything that one party keeps while it trains.
struct training {
    explicit training(const nn::any_optimizer& optimizer)
        : updater({.optimizer = optimizer, .rate = 0.01, .l2 = 1e-4, .clip_norm = 1}) {
        test::words_from_seed random(1);
        steady_net{}.initialise(p, random, nn::initialiser::glorot_uniform);
    }

    double step(const batch& b) {
        steady_net{}.forward(p, b.x, y, cache);
        const double value = loss.gradient(y, b.target, dy);
        steady_net{}.backward(p, b.x, y, cache, dy, grads, dx);
        updater.apply(p, grads, noise);
        return value;
    }

    steady_net::parameters<float> p, grads;
    steady_net::cache<float> cache;
    nn::binary_cross_entropy loss{.positive_weight = 2};
    matrix<float> y, dy, dx;
    nn::updater<float, steady_net::parameters<float>, nn::any_optimizer> updater;
    test::words_from_seed noise{2};
};

}  // namespace

TEST_CASE("nn: a training step allocates nothing once the buffers have their size") {
    test::words_from_seed random(3);
    const auto b = random_batch(100, random);
    for (const nn::any_optimizer& optimizer :
         {nn::any_optimizer(nn::sgd{.momentum = 0.9}), nn::any_optimizer(nn::adam{}), nn::any_optimizer(nn::sgld{})}) {
        training t(optimizer);
        t.step(b);
        t.step(b);
        const std::size_t before = allocations;
        for (int i = 0; i < 5; ++i) t.step(b);
        CHECK(allocations - before == 0);
    }
}

TEST_CASE("nn: inference allocates buffers for outputs alone") {
    test::words_from_seed random(3);
    const auto x = test::random_matrix<float>(100, 28, random);
    steady_net::parameters<float> p;
    matrix<float> y;
    steady_net{}.forward(p, x, y);
    const std::size_t before = allocations;
    steady_net{}.forward(p, x, y);
    CHECK(allocations - before <= steady_net::depth);
    CHECK(allocations - before >= 1);  // the counter counts: the spare buffer is allocated anew

    nn::dense<28, 8>::parameters<float> one;
    nn::dense<28, 8>{}.forward(one, x, y);
    const std::size_t settled = allocations;
    nn::dense<28, 8>{}.forward(one, x, y);
    CHECK(allocations == settled);
}

TEST_CASE("nn: training twice from one seed gives the same bits, and learns") {
    test::words_from_seed random(3);
    const auto b = random_batch(500, random);
    for (const nn::any_optimizer& optimizer :
         {nn::any_optimizer(nn::sgd{.momentum = 0.9}), nn::any_optimizer(nn::adam{}), nn::any_optimizer(nn::sgld{})}) {
        training first(optimizer), second(optimizer);
        double loss_of_first = 0, loss_of_second = 0, start = 0;
        for (int i = 0; i < 300; ++i) {
            loss_of_first = first.step(b);
            loss_of_second = second.step(b);
            if (i == 0) start = loss_of_first;
        }
        CHECK(loss_of_first == loss_of_second);
        CHECK(nn::max_abs_difference(first.p, second.p) == 0);
        if (optimizer.name() != "sgld") CHECK(loss_of_first < start / 2);
    }
}
