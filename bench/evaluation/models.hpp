// The networks of the paper and how they are trained here: all columns in one place, by ordinary split learning, and
// by the protocol `masked`. What takes long to compile is compiled once, in models.cpp and masked.cpp.

#pragma once

#include "data.hpp"

#include <spnn/data/metrics.hpp>
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/relu.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/split/simulate.hpp>

#include <utility>

namespace evaluation {

namespace nn = spnn::nn;
namespace split = spnn::split;

// d-8-8-1, sigmoid: the paper's network for card fraud.
struct fraud_shape {
    static constexpr std::size_t first_width = 8;
    template <std::size_t Width>
    using first_activation = nn::sigmoid<Width>;
    template <std::size_t In>
    using after_first = nn::sequential<nn::dense<In, 8>, nn::sigmoid<8>>;
    using head = nn::dense<8, 1>;
    using loss = nn::binary_cross_entropy;
};

// d-400-16-8-1, sigmoid, ReLU in the last hidden layer: the paper's network for financial distress.
struct distress_shape {
    static constexpr std::size_t first_width = 400;
    template <std::size_t Width>
    using first_activation = nn::sigmoid<Width>;
    template <std::size_t In>
    using after_first = nn::sequential<nn::dense<In, 16>, nn::sigmoid<16>, nn::dense<16, 8>, nn::relu<8>>;
    using head = nn::dense<8, 1>;
    using loss = nn::binary_cross_entropy;
};

template <class Shape>
using net_of = split::network<nn::sequential<typename Shape::template first_activation<Shape::first_width>,
                                             typename Shape::template after_first<Shape::first_width>>,
                              typename Shape::head, typename Shape::loss>;

// How a network is trained.
struct recipe {
    std::size_t epochs, batch;
    split::update_rule rule;
};

// Calls body with the shape that the paper takes for this data set.
template <class Body>
auto with_shape(const dataset& d, Body&& body) {
    if (d.name == "distress") return body(distress_shape{});
    return body(fraud_shape{});
}

// The paper's hyper-parameters (recalled, not checked: plain SGD at .001 for card fraud, .006 for distress, batches of
// 5,000; the number of epochs is not known), and others, found by trying, with which these networks learn.
[[nodiscard]] recipe paper_recipe(const dataset& d, bool quick);
[[nodiscard]] recipe tuned_recipe(const dataset& d, bool quick);

[[nodiscard]] split::plan plan_for(const recipe& how, const split::vertical_table& train, std::uint64_t seed);

[[nodiscard]] inline double auc_of(const spnn::matrix<float>& predictions, const spnn::matrix<float>& targets) {
    return spnn::data::auc(spnn::elements(predictions), spnn::elements(targets));
}

// What a training gave: its predictions of the test rows, and the weights where they are to be compared.
struct trained {
    double test_auc;
    std::vector<float> weights{};
};

// The network on all columns in one place.
template <class Shape>
[[nodiscard]] trained train_joined(const recipe& how, const split::vertical_table& train,
                                   const split::vertical_table& test, std::uint64_t seed);

// Ordinary split learning, of 2 to 5 holders, with as many first-layer units in all as the whole network's first layer
// has, or, wide, with as many at each holder.
template <class Shape>
[[nodiscard]] trained train_split_learning(bool wide, const recipe& how, const split::vertical_table& train,
                                           const split::vertical_table& test, std::uint64_t seed);

// By the protocol `masked`: the numbers are those of every protocol.
template <class Shape>
[[nodiscard]] split::simulation_result<net_of<Shape>> simulate_masked(const split::plan& p,
                                                                      const split::vertical_table& train,
                                                                      const split::vertical_table& test,
                                                                      const split::simulation_options& options);

// Trains by `simulate(plan, options)`, which also predicts the test rows.
template <class Simulate>
[[nodiscard]] trained train_simulated(split::plan p, const split::vertical_table& test, Simulate&& simulate) {
    split::simulation_options options;
    options.seed = p.batch_seed;
    options.predict = test.features;
    const auto result = simulate(p, options);
    return {auc_of(result.predictions, test.targets), split::all_weights(result.weights)};
}

template <class Shape>
[[nodiscard]] trained train_masked(const recipe& how, const split::vertical_table& train,
                                   const split::vertical_table& test, std::uint64_t seed) {
    return train_simulated(plan_for(how, train, seed), test, [&](const auto& p, const auto& options) {
        return simulate_masked<Shape>(p, train, {}, options);
    });
}

}  // namespace evaluation
