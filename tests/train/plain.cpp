#include <spnn/train/plain.hpp>

#include <spnn/nn/any_network.hpp>
#include <spnn/nn/layers.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/nn/loss/softmax_cross_entropy.hpp>
#include <spnn/nn/network_text.hpp>

#include <support/errors.hpp>
#include <support/matrices.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace {

namespace nn = spnn::nn;
namespace train = spnn::train;
using spnn::matrix;
using test::error_of;

using net = nn::layers<nn::numbers<4>, nn::dense<6>, nn::tanh<>, nn::dropout<25>, nn::dense<3>>;
using loss = nn::softmax_cross_entropy<3>;

// 50 rows of three classes that four numbers tell apart.
struct table {
    matrix<float> x = test::random_reals(50, 4, 1), y = spnn::zeros<float>(50, 1);
    table() {
        for (std::size_t i = 0; i < 50; ++i) {
            y(i, 0) = static_cast<float>(i % 3);
            x(i, i % 3) += 2;
        }
    }
};

train::plain_options repeatable() {
    train::plain_options o{.epochs = 6, .batch = 8, .batch_seed = 3};
    o.rule = {nn::adam{}, 0.05, 0, 0, 0.01};
    o.private_seed = spnn::crypto::block{std::byte{7}};
    return o;
}

// The weights, one after another.
template <class Model>
std::vector<float> weights_of(const Model& model) {
    std::vector<float> all;
    model.weights().for_each(
        [&](std::string_view, const matrix<float>& w) { all.insert(all.end(), w.data(), w.data() + w.size()); });
    return all;
}

TEST_CASE("train/plain: the weights of the loop written out, bit for bit") {
    const table t;
    const auto o = repeatable();
    train::plain model(net{}, loss{}, o);
    model.train({t.x, t.y});

    const spnn::crypto::seed seed(*o.private_seed);
    spnn::crypto::prg first(seed, 0), noise(seed, 1);
    net::parameters<float> weights, gradients;
    net{}.initialise(weights, first, nn::initialiser::glorot_uniform);
    nn::updater<float, net::parameters<float>, nn::any_optimizer> updater(o.rule);
    spnn::data::batch_order order(3, 50, 8);
    nn::cache_of<net, float> cache;
    matrix<float> x, y, scores, d_scores, dx;
    for (std::size_t epoch = 0; epoch < 6; ++epoch) {
        double sum = 0;
        for (std::size_t batch = 0; batch < order.batches(); ++batch) {
            const auto numbers = order.rows_of(epoch, batch);
            spnn::take_rows(t.x, numbers, x);
            spnn::take_rows(t.y, numbers, y);
            nn::forward(net{}, weights, x, scores, cache);
            sum += loss{}.gradient(scores, y, d_scores) * static_cast<double>(numbers.size());
            nn::backward(net{}, weights, x, scores, cache, d_scores, gradients, dx);
            updater.apply(weights, gradients, noise);
        }
        CHECK(model.history()[epoch].train_loss == sum / 50);
    }
    std::vector<float> expected;
    weights.for_each([&](std::string_view, const matrix<float>& w) {
        expected.insert(expected.end(), w.data(), w.data() + w.size());
    });
    CHECK(weights_of(model) == expected);
    CHECK(model.history().back().train_loss < 0.5 * model.history().front().train_loss);

    matrix<float> whole;
    net{}.forward(weights, t.x, whole);
    CHECK(test::same(model.scores(t.x), whole));  // a batch at a time or all rows at once
    CHECK(test::same(model.predict(t.x), loss{}.predict(whole)));
}

TEST_CASE("train/plain: a network chosen at run time ends with the weights of the one of types") {
    const table t;
    train::plain of_types(net{}, loss{}, repeatable());
    train::plain chosen(nn::any_network(nn::parse_network("4: dense 6, tanh, dropout 25, dense 3")), loss{},
                        repeatable());
    of_types.train({t.x, t.y});
    chosen.train({t.x, t.y});
    CHECK(weights_of(of_types) == weights_of(chosen));
}

TEST_CASE("train/plain: reports after batches and epochs, with the rows to evaluate") {
    const table t;
    const auto few = test::random_reals(11, 4, 2);
    const auto classes = spnn::zeros<float>(11, 1);
    auto o = repeatable();
    std::size_t batches = 0;
    std::vector<double> told;
    matrix<float> last;
    o.on_batch = [&](const train::batch_report& now) {
        CHECK(now.batches == 7);
        CHECK(now.batch == batches++ % 7);
    };
    o.on_epoch = [&](const train::epoch_report& now) {
        CHECK(now.epoch == told.size());
        told.push_back(now.evaluate_loss.value());
        last = *now.evaluate_predictions;
    };
    train::plain model(net{}, loss{}, o), without(net{}, loss{}, repeatable());
    model.train({t.x, t.y}, {few, classes});
    without.train({t.x, t.y});
    CHECK(batches == 6 * 7);
    CHECK(told.size() == 6);
    CHECK(told.back() == loss{}.value(model.scores(few), classes));
    CHECK(test::same(last, model.predict(few)));
    CHECK(weights_of(model) == weights_of(without));  // what is evaluated teaches nothing
}

TEST_CASE("train/plain: early stopping ends a run, and another begins where it ended") {
    const table t;
    auto o = repeatable();
    o.early_stopping = {.patience = 1, .min_delta = 100};  // no epoch gains so much on the first
    train::plain model(net{}, loss{}, o);
    model.train({t.x, t.y});
    CHECK(model.history().size() == 2);
    const auto before = weights_of(model);
    model.train({t.x, t.y});
    CHECK(model.history().size() == 2);
    CHECK(weights_of(model) != before);
}

TEST_CASE("train/plain: what cannot be trained is refused with the reason, before anything is learned") {
    const auto refusal = [](auto&& make) { return error_of<spnn::error>(make); };
    table t;
    CHECK(refusal([] { train::plain(net{}, nn::binary_cross_entropy{}); }) ==
          "plain: the network gives 3 numbers a row, the loss binary_cross_entropy takes 1");
    CHECK(refusal([] { train::plain(net{}, loss{}, {.batch = 0}); }).starts_with("plain: batch is 0, expected 1 to"));
    train::plain model(net{}, loss{}, repeatable());
    const auto begun = weights_of(model);
    const auto narrow = test::random_reals(50, 3, 1);
    CHECK(refusal([&] { model.train({narrow, t.y}); }) == "plain: features are 50x3, expected 50x4");
    CHECK(refusal([&] { model.train({t.x, t.y}, {narrow, t.y}); }) ==
          "plain: to evaluate: features are 50x3, expected 50x4");
    const auto short_targets = spnn::zeros<float>(49, 1);
    CHECK(refusal([&] { model.train({t.x, short_targets}); }) == "plain: targets are 49x1, expected 50x1");
    t.y(4, 0) = 3;
    CHECK(refusal([&] { model.train({t.x, t.y}); }) ==
          "plain: targets: softmax_cross_entropy: the target of row 5 is not a class number below 3");
    t.y(4, 0) = 0;
    t.x(2, 1) = std::numeric_limits<float>::infinity();
    CHECK(refusal([&] { model.train({t.x, t.y}); }) ==
          "plain: features, row 3, column 2: not a number or infinite; clean the column");
    CHECK(weights_of(model) == begun);
    const matrix<float> none;
    CHECK_FALSE(refusal([&] { model.train({none, none}); }).empty());
    CHECK_FALSE(refusal([&] { static_cast<void>(model.scores(narrow)); }).empty());
}

TEST_CASE("train/plain: a run that diverges says so") {
    const table t;
    auto o = repeatable();
    o.rule = {nn::sgd{}, 1e6};
    o.epochs = 40;
    using linear = nn::layers<nn::numbers<4>, nn::dense<6>, nn::square<>, nn::dense<3>>;
    train::plain model(linear{}, loss{}, o);
    CHECK(error_of<spnn::range_error>([&] { model.train({t.x, t.y}); }) ==
          "plain: a score is no finite number: training has diverged, try a lower learning rate");
}

}  // namespace
