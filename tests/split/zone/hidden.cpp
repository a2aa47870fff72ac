#include <spnn/split/zone/hidden.hpp>

#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>

#include <support/matrices.hpp>

#include <doctest/doctest.h>

namespace {

namespace nn = spnn::nn;
namespace split = spnn::split;
using spnn::matrix;
using net = split::network<nn::sequential<nn::sigmoid<3>, nn::dense<3, 2>>, nn::dense<2, 1>, nn::binary_cross_entropy>;

split::plan a_plan(double rate = 0.5) {
    split::plan p;
    p.columns = {1, 1};
    p.rule = {nn::sgd{}, rate};
    return p;
}

matrix<float> copy(const matrix<float>& x) { return x; }

TEST_CASE("split/zone/hidden: inference and training see the same activations") {
    split::hidden_zone<net> zone(a_plan(), test::seed_of(1));
    const auto h1 = test::random_reals(5, 3, 2, 2);
    const auto inferred = copy(zone.infer(h1));
    CHECK(spnn::shape_text(inferred) == "5x2");
    CHECK(test::same(inferred, zone.forward(h1)));
}

TEST_CASE("split/zone/hidden: the bias of the first layer is added to h1") {
    split::hidden_zone<net> zone(a_plan(), test::seed_of(1));
    const auto h1 = test::random_reals(4, 3, 2);
    const auto without = copy(zone.infer(h1));
    bool is_first = true;
    zone.weights().for_each([&](std::string_view, matrix<float>& x) {
        if (is_first) x = test::constant(1, 3, 0.75F);
        is_first = false;
    });
    auto shifted = h1;
    for (auto& v : shifted) v -= 0.75F;
    const auto back = zone.infer(shifted);
    for (std::size_t i = 0; i < back.size(); ++i)
        CHECK(back.data()[i] == doctest::Approx(without.data()[i]).epsilon(1e-4));
}

TEST_CASE("split/zone/hidden: backward gives the slope of the activations, then moves the weights") {
    const auto h1 = test::random_reals(2, 3, 2);
    const auto d_output = test::random_reals(2, 2, 3);
    const auto value = [&](const matrix<float>& at) {
        split::hidden_zone<net> zone(a_plan(), test::seed_of(1));
        const auto& out = zone.infer(at);
        double sum = 0;
        for (std::size_t i = 0; i < out.size(); ++i) sum += static_cast<double>(out.data()[i] * d_output.data()[i]);
        return sum;
    };
    split::hidden_zone<net> zone(a_plan(), test::seed_of(1));
    const auto before = copy(zone.forward(h1));
    const auto d_first = copy(zone.backward_and_update(d_output));
    CHECK(d_first.shape() == h1.shape());
    for (std::size_t i = 0; i < h1.size(); ++i) {
        auto up = h1, down = h1;
        up.data()[i] += 0.01F;
        down.data()[i] -= 0.01F;
        CHECK(static_cast<double>(d_first.data()[i]) ==
              doctest::Approx((value(up) - value(down)) / 0.02).epsilon(0.01));
    }
    CHECK_FALSE(test::same(before, zone.infer(h1)));
}

TEST_CASE("split/zone/hidden: weights follow from the private seed alone") {
    const auto output = [](std::uint64_t seed, std::uint64_t batch_seed) {
        auto plan = a_plan();
        plan.batch_seed = batch_seed;
        split::hidden_zone<net> zone(plan, test::seed_of(seed));
        return copy(zone.infer(test::random_reals(3, 3, 9)));
    };
    CHECK(test::same(output(1, 1), output(1, 2)));
    CHECK_FALSE(test::same(output(1, 1), output(2, 1)));
}

}  // namespace
