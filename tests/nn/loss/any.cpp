#include <spnn/nn/loss/any.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

#include <optional>

using namespace spnn;
using nn::any_loss;
using test::of;

namespace {

// Both losses give the same bits.
template <class L>
void check_same(const L& loss, const any_loss& any, const matrix<float>& targets) {
    CAPTURE(any.name);
    CHECK(any.name == L::name);
    CHECK(any.scores == L::scores);
    CHECK(any.targets == L::targets);
    test::words_from_seed random(3);
    const auto scores = test::random_matrix<float>(rows(targets), L::scores, random, -4, 4);
    matrix<float> a, b;
    CHECK(loss.value(scores, targets) == any.value(scores, targets));
    CHECK(loss.gradient(scores, targets, a) == any.gradient(scores, targets, b));
    CHECK(test::same_bits(a, b));
    CHECK(test::same_bits(loss.predict(scores), any.predict(scores)));
}

std::string refused(std::string_view name, std::size_t columns, std::vector<double> weights = {}) {
    try {
        const any_loss loss(name, columns, weights);
        return "taken";
    } catch (const usage_error& e) {
        return e.what();
    }
}

}  // namespace

TEST_CASE("nn/loss/any: the same bits as the loss that is chosen, with and without weights") {
    const auto binary = of<float>({{0}, {1}, {1}, {0}, {1}}), classes = of<float>({{2}, {0}, {1}, {1}, {2}});
    check_same(nn::binary_cross_entropy{}, any_loss("binary_cross_entropy", 1), binary);
    check_same(nn::binary_cross_entropy{.positive_weight = 3}, any_loss("binary_cross_entropy", 1, std::array{3.0}),
               binary);
    check_same(nn::softmax_cross_entropy<3>{}, any_loss("softmax_cross_entropy", 3), classes);
    check_same(nn::softmax_cross_entropy<3>{.class_weight = {1, 5, 0.5F}},
               any_loss("softmax_cross_entropy", 3, std::array{1.0, 5.0, 0.5}), classes);
    check_same(nn::mean_squared_error<>{}, any_loss("mean_squared_error", 1), classes);
    check_same(nn::mean_squared_error<2>{}, any_loss("mean_squared_error", 2), of<float>({{1, 2}, {-3, 0.5F}}));
}

TEST_CASE("nn/loss/any: a copy goes on when the first is gone") {
    std::optional<any_loss> first(std::in_place, "softmax_cross_entropy", 3, std::array{1.0, 5.0, 0.5});
    const any_loss copy = *first;
    first.reset();
    check_same(nn::softmax_cross_entropy<3>{.class_weight = {1, 5, 0.5F}}, copy, of<float>({{2}, {0}, {1}}));
}

TEST_CASE("nn/loss/any: targets are refused as the chosen one refuses them") {
    CHECK_THROWS_AS(nn::check_targets(any_loss("binary_cross_entropy", 1), of<float>({{2}})), usage_error);
    CHECK_THROWS_AS(nn::check_targets(any_loss("softmax_cross_entropy", 3), of<float>({{3}})), usage_error);
    CHECK_THROWS_AS(nn::check_targets(any_loss("softmax_cross_entropy", 2, std::array{1.0, -1.0}), of<float>({{1}})),
                    usage_error);
    CHECK_NOTHROW(nn::check_targets(any_loss("mean_squared_error", 1), of<float>({{3}})));
}

TEST_CASE("nn/loss/any: names, columns and weights that there are none of") {
    CHECK(refused("hinge", 1) ==
          "loss: there is none named hinge, expected binary_cross_entropy, softmax_cross_entropy or "
          "mean_squared_error");
    CHECK(refused("binary_cross_entropy", 2) == "binary_cross_entropy: the network gives 2 scores a row, expected 1");
    CHECK(refused("softmax_cross_entropy", 1) ==
          "softmax_cross_entropy: the network gives 1 scores a row, expected at least 2");
    CHECK(refused("mean_squared_error", 0) ==
          "mean_squared_error: the network gives 0 scores a row, expected at least 1");
    CHECK(refused("binary_cross_entropy", 1, {1, 2}) == "binary_cross_entropy: 2 class weights, expected 1");
    CHECK(refused("softmax_cross_entropy", 3, {1, 2}) == "softmax_cross_entropy: 2 class weights, expected 3");
    CHECK(refused("softmax_cross_entropy", 3, {1, 2, 3, 4}) == "softmax_cross_entropy: 4 class weights, expected 3");
    CHECK(refused("mean_squared_error", 1, {1}) == "mean_squared_error: 1 class weights, expected 0");
}
