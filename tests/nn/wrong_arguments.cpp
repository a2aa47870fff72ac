#include <spnn/nn/initialise.hpp>
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/relu.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/nn/loss/mean_squared_error.hpp>
#include <spnn/nn/loss/softmax_cross_entropy.hpp>
#include <spnn/nn/optimizer/any.hpp>
#include <spnn/nn/parameters.hpp>
#include <spnn/nn/sequential.hpp>
#include <spnn/nn/update_rule.hpp>

#include <support/matrices.hpp>
#include <support/wrong_arguments.hpp>

#include <limits>

namespace {

namespace nn = spnn::nn;
using spnn::matrix;
using test::random_reals;
using rule = nn::update_rule<nn::any_optimizer>;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

// An updater by that rule, before its first step.
void update_by(rule r) { const nn::updater<float, nn::weights<float>, nn::any_optimizer> made(std::move(r)); }

TEST_CASE("nn: wrong arguments are refused by a spnn::error that names them") {
    using net = nn::sequential<nn::relu<4>, nn::dense<4, 3>>;
    auto random = test::random_of(1);
    net::parameters<float> weights;
    net{}.initialise<float>(weights, random, nn::initialiser::glorot_uniform);
    auto misshapen = weights;
    misshapen.for_each([](std::string_view, matrix<float>& x) { x = random_reals(1, 1, 1); });
    matrix<float> out;
    const auto one = test::constant(1, 1, 1.0F);
    test::check_all_refused({
        {"expected 4 columns", [&] { net{}.forward(weights, random_reals(2, 3, 1), out); }},
        {"weights is 1x1, expected 4x3", [&] { net{}.forward(misshapen, random_reals(2, 4, 1), out); }},
        {"initialise: fans are 0 and 1", [&] { nn::initialise(out, 0, 1, nn::initialiser::glorot_uniform, random); }},
        {"initialise: unknown initialiser",
         [&] { nn::initialise(out, 1, 1, static_cast<nn::initialiser>(9), random); }},
        {"unflatten: 1 values", [&] { nn::unflatten<float>(std::span<const float>(one.data(), 1), weights); }},
        // Rules are refused when they are taken, not at the first step.
        {"learning_rate is nan", [] { update_by({nn::sgd{}, nan}); }},
        {"learning_rate is -1", [] { update_by({nn::sgd{}, -1}); }},
        {"learning_rate is inf", [] { update_by({nn::sgd{}, infinity}); }},
        {"rate_factor is nan", [] { update_by({nn::sgd{}, nn::schedule::step_decay(0.1, nan, 3)}); }},
        {"rate_factor is inf", [] { update_by({nn::sgd{}, nn::schedule::exponential(0.1, infinity)}); }},
        {"rate_period is 0", [] { update_by({nn::sgd{}, nn::schedule::step_decay(0.1, 1, 0)}); }},
        {"last_rate is -1", [] { update_by({nn::sgd{}, nn::schedule::cosine(0.1, -1, 3)}); }},
        {"momentum is 1", [] { update_by({nn::sgd{.momentum = 1}, 0.1}); }},
        {"momentum is nan", [] { update_by({nn::sgd{.momentum = nan}, 0.1}); }},
        {"beta1 is 1", [] { update_by({nn::adam{.beta1 = 1}, 0.1}); }},
        {"beta2 is nan", [] { update_by({nn::adam{.beta2 = nan}, 0.1}); }},
        {"epsilon is 0", [] { update_by({nn::adam{.epsilon = 0}, 0.1}); }},
        {"epsilon is inf", [] { update_by({nn::adam{.epsilon = infinity}, 0.1}); }},
        {"temperature is -1", [] { update_by({nn::sgld{-1}, 0.1}); }},
        {"l2 is nan", [] { update_by({nn::sgd{}, 0.1, nan}); }},
        {"clip_norm is -1", [] { update_by({nn::sgd{}, 0.1, 0, -1}); }},
        // Losses.
        {"binary_cross_entropy: scores are 0x0",
         [] { static_cast<void>(nn::binary_cross_entropy{}.value<float>({}, {})); }},
        {"mean_squared_error: scores are 1x1", [&] { static_cast<void>(nn::mean_squared_error<2>{}.value(one, one)); }},
        {"softmax_cross_entropy: scores are 1x1",
         [&] { static_cast<void>(nn::softmax_cross_entropy<3>{}.value(one, one)); }},
        {"softmax_cross_entropy: scores are 1x1",
         [&] { static_cast<void>(nn::softmax_cross_entropy<3>{}.predict(one)); }},
        {"positive_weight is nan",
         [&] { static_cast<void>(nn::binary_cross_entropy{.positive_weight = nan}.value(one, one)); }},
    });
}

}  // namespace
