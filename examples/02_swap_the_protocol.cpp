// One template argument decides what protects the first layer. The weights are the same, bit for bit, where holders
// round their products in all protocols or in none; who has to be trusted and what crosses the wire are not.

#include <spnn/data/scaling.hpp>
#include <spnn/data/simulator.hpp>
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/split/first_layer/encrypted.hpp>
#include <spnn/split/first_layer/in_the_clear.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/first_layer/shared.hpp>
#include <spnn/split/simulate.hpp>

#include <iostream>

namespace nn = spnn::nn;
namespace split = spnn::split;

using hidden = nn::sequential<nn::sigmoid<8>, nn::dense<8, 8>, nn::sigmoid<8>>;
using net = split::network<hidden, nn::dense<8, 1>, nn::binary_cross_entropy>;

[[nodiscard]] split::vertical_table payments(std::size_t rows) {
    const auto [bank, processor] = spnn::data::simulate_fraud(rows, 1);
    const std::vector<std::string> label{"y"};
    split::vertical_table out;
    for (const auto& columns : {bank.drop(label), processor})
        out.features.push_back(spnn::data::fit_scaler(columns).apply(columns).features());
    out.targets = bank.select(label).features();
    return out;
}

template <class Protocol>
[[nodiscard]] split::model<net> train(const split::plan& plan, const split::vertical_table& table) {
    const auto result = split::simulate<net, Protocol>(plan, table);
    std::cout << Protocol::name << "\n";
    for (const auto& [role, sent] : result.sent)
        std::cout << "    " << role << " sent " << sent.bytes_sent << " bytes in " << sent.messages_sent
                  << " messages\n";
    return result.weights;
}

int main() {
    const auto table = payments(500);
    const split::plan plan{.columns = {9, 6},
                           .label_holder = 0,
                           .train_rows = 500,
                           .epochs = 2,
                           .batch = 128,
                           .rule = {nn::sgd{.momentum = 0.9}, 0.1},
                           .round_products = false};  // as the others do by themselves, but `shared` cannot

    // [protocols]
    const auto bare = train<split::in_the_clear<>>(plan, table);
    const auto masked = train<split::masked<>>(plan, table);
    const auto shared = train<split::shared<>>(plan, table);
    const auto encrypted = train<split::encrypted<>>(plan, table);
    // [/protocols]

    const bool equal = split::bitwise_equal(bare, masked) && split::bitwise_equal(bare, shared) &&
                       split::bitwise_equal(bare, encrypted);
    std::cout << "all weights equal, bit for bit: " << (equal ? "yes" : "no") << "\n";
    return equal ? 0 : 1;
}
