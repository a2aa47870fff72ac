// Any additively homomorphic cipher is one argument of `encrypted`: here okamoto_uchiyama.hpp, which the library does
// not have. The weights are those of a run in the clear, bit for bit.

#include "okamoto_uchiyama.hpp"

#include <spnn/data/scaling.hpp>
#include <spnn/data/simulator.hpp>
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/split/first_layer/encrypted.hpp>
#include <spnn/split/first_layer/in_the_clear.hpp>
#include <spnn/split/simulate.hpp>

#include <iostream>

namespace nn = spnn::nn;
namespace split = spnn::split;

using net = split::network<nn::sigmoid<4>, nn::dense<4, 1>, nn::binary_cross_entropy>;

int main() {
    const std::size_t rows = 96;
    const auto [bank, processor] = spnn::data::simulate_fraud(rows, 1);
    const std::vector<std::string> label{"y"};
    split::vertical_table table;
    for (const auto& columns : {bank.drop(label), processor})
        table.features.push_back(
            spnn::data::fit_scaler(columns, {.constant = spnn::data::constant_column::keep}).apply(columns).features());
    table.targets = bank.select(label).features();

    split::plan plan{.columns = {9, 6}, .label_holder = 0, .train_rows = rows, .epochs = 2, .batch = 48};
    plan.rule = {nn::sgd{.momentum = 0.9}, 0.1};
    // [use]
    split::simulation_options options;
    options.threads = 2;
    const auto secret = split::simulate<net, split::encrypted<okamoto_uchiyama>>(plan, table, {}, {}, options);
    // [/use]
    const auto bare = split::simulate<net, split::in_the_clear<>>(plan, table, {}, {}, options);

    for (const auto& [role, sent] : secret.sent) std::cout << role << " sent " << sent.bytes_sent << " bytes\n";
    const bool equal = split::bitwise_equal(secret.weights, bare.weights);
    std::cout << "weights as in the clear, bit for bit: " << (equal ? "yes" : "no") << "\n";
    return equal ? 0 : 1;
}
