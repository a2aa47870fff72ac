#include <spnn/split/zone/label.hpp>

#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>

#include <support/matrices.hpp>

#include <doctest/doctest.h>

namespace {

namespace nn = spnn::nn;
namespace split = spnn::split;
using spnn::matrix;
using label_net = split::network<nn::sigmoid<3>, nn::dense<3, 1>, nn::binary_cross_entropy>;

split::plan label_plan(double rate = 0.5) {
    split::plan p;
    p.columns = {1, 1};
    p.rule = {nn::sgd{}, rate};
    return p;
}

matrix<float> copied(const matrix<float>& x) { return x; }

const std::vector<std::uint32_t> some_rows{3, 0};

matrix<float> four_targets() {
    auto y = test::constant(4, 1, 0.0F);
    y(3, 0) = 1;
    return y;
}

TEST_CASE("split/zone/label: the loss and the gradient are those of the rows of the batch") {
    split::label_zone<label_net> zone(label_plan(0), {}, test::seed_of(1));  // rate 0: nothing moves
    const auto hidden = test::random_reals(2, 3, 2);
    const auto result = zone.train(hidden, four_targets(), some_rows);
    const auto d_hidden = copied(result.d_hidden);
    auto targets = test::constant(2, 1, 0.0F);
    targets(0, 0) = 1;
    CHECK(result.loss == doctest::Approx(zone.loss().value(zone.infer(hidden), targets)));
    for (std::size_t i = 0; i < hidden.size(); ++i) {
        auto up = hidden, down = hidden;
        up.data()[i] += 0.01F;
        down.data()[i] -= 0.01F;
        const double slope =
            (zone.loss().value(zone.infer(up), targets) - zone.loss().value(zone.infer(down), targets)) / 0.02;
        CHECK(static_cast<double>(d_hidden.data()[i]) == doctest::Approx(slope).epsilon(0.02));
    }
}

TEST_CASE("split/zone/label: a step lowers the loss") {
    split::label_zone<label_net> zone(label_plan(), {}, test::seed_of(1));
    const auto hidden = test::random_reals(2, 3, 2);
    const double first = zone.train(hidden, four_targets(), some_rows).loss;
    double last = first;
    for (int i = 0; i < 20; ++i) last = zone.train(hidden, four_targets(), some_rows).loss;
    CHECK(last < first);
}

TEST_CASE("split/zone/label: weights follow from the private seed, apart from those of the features") {
    const auto scores = [](const spnn::crypto::seed& seed) {
        split::label_zone<label_net> zone(label_plan(), {}, seed);
        return copied(zone.infer(test::random_reals(3, 3, 9)));
    };
    CHECK(test::same(scores(test::seed_of(1)), scores(test::seed_of(1))));
    CHECK_FALSE(test::same(scores(test::seed_of(1)), scores(test::seed_of(2))));
    const auto apart = split::detail::label_seed(test::seed_of(1));
    CHECK(apart.declassify() != test::seed_of(1).declassify());
    CHECK(apart.declassify() == split::detail::label_seed(test::seed_of(1)).declassify());
    CHECK(apart.declassify() != split::detail::label_seed(test::seed_of(2)).declassify());
}

}  // namespace
