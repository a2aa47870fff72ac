// Makes a `shape` of a network type: everything that has to be compiled for each network apart.

#pragma once

#include "all.hpp"

#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/relu.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/layer/tanh.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/nn/loss/mean_squared_error.hpp>
#include <spnn/nn/loss/softmax_cross_entropy.hpp>
#include <spnn/split/estimate.hpp>
#include <spnn/split/protocols.hpp>
#include <spnn/split/simulate.hpp>

namespace spnn_train {

namespace nn = spnn::nn;
namespace split = spnn::split;

template <class Loss>
[[nodiscard]] Loss make_loss(const std::vector<double>& class_weights) {
    Loss loss;
    if constexpr (requires { loss.positive_weight; }) {
        if (!class_weights.empty()) loss.positive_weight = class_weights[0];
    }
    if constexpr (requires { loss.class_weight; }) {
        for (std::size_t c = 0; c < class_weights.size(); ++c)
            loss.class_weight.at(c) = static_cast<float>(class_weights[c]);
    }
    return loss;
}

// What the label owner reports, kept in `to`.
[[nodiscard]] inline split::label_options reports(const job& j, std::vector<epoch_record>& to) {
    split::label_options options;
    options.early_stopping.patience = j.patience;
    options.defence = j.defence;
    options.on_batch = j.on_batch;
    options.on_epoch = [&to](const split::epoch_report& r) {
        to.push_back({r.train_loss, r.evaluate_loss,
                      r.evaluate_predictions != nullptr ? *r.evaluate_predictions : spnn::matrix<float>{}});
    };
    return options;
}

template <class Net>
[[nodiscard]] outcome train_plaintext(const job& j) {
    outcome out;
    split::joined_network<Net> network(j.plan, split::private_seeds(j.seed),
                                       make_loss<typename Net::loss>(j.class_weights));
    const auto start = std::chrono::steady_clock::now();
    network.train(*j.train, *j.evaluate, reports(j, out.epochs));
    out.train_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    out.predictions = network.predict(*j.test);
    out.weights = split::all_weights(network.weights());
    return out;
}

template <class Net, split::FirstLayer First>
[[nodiscard]] outcome train_split(const job& j) {
    outcome out;
    split::simulation_options options;
    options.seed = j.seed;
    options.threads = j.threads;
    options.labels = reports(j, out.epochs);
    options.predict = *j.test;
    options.product_noise.assign(j.plan.holders(), j.product_noise);
    if (j.onlooker != nullptr)
        options.on_view = [&](const split::party& who, const split::view& view) { j.onlooker->see(who, view); };
    auto result = split::simulate<Net, First>(j.plan, *j.train, *j.evaluate,
                                              make_loss<typename Net::loss>(j.class_weights), options);
    out.weights = split::all_weights(result.weights);
    out.predictions = std::move(result.predictions);
    out.setup_seconds = result.setup_seconds;
    out.train_seconds = result.train_seconds;
    for (const auto& [role, sent] : result.sent) out.sent[role] = {sent.bytes_sent, sent.messages_sent};
    return out;
}

// f<First>() for a protocol. Only what is sent as ring elements gains by short ones: the others keep 64 bits.
template <class F>
auto with_protocol(protocol p, ring r, F&& f) {
    return split::with_protocol<spnn::z2k<64>, spnn::z2k<32>>(
        name_of(p), name_of(split::has_choice_of_ring(name_of(p)) ? r : ring::z2k_64), std::forward<F>(f));
}

template <class Net>
[[nodiscard]] outcome train(protocol p, ring r, const job& j) {
    return with_protocol(p, r, [&]<class First>() { return train_split<Net, First>(j); });
}

template <class Net>
[[nodiscard]] split::run_estimate estimate(protocol by, ring r, const split::plan& p, const split::link_speed& links,
                                           std::size_t threads) {
    return with_protocol(by, r, [&]<class First>() {
        return split::estimate<Net, First>(p, links, split::calibrate<Net, First>(p, threads));
    });
}

template <class Net>
[[nodiscard]] shape compile(std::string name, std::string layers, task t) {
    return {std::move(name),  std::move(layers),     t,           Net::loss::scores,
            Net::first_width, &train_plaintext<Net>, &train<Net>, &estimate<Net>};
}

}  // namespace spnn_train
