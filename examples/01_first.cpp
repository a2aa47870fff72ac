// The smallest whole run: a bank knows its customers and which payments were fraud, a payment processor knows the
// terminals. They train one network, each keeps its columns, and the server that does the work is sent neither.

#include <spnn/spnn.hpp>

#include <iostream>

namespace nn = spnn::nn;
namespace split = spnn::split;

using hidden = nn::sequential<nn::sigmoid<8>, nn::dense<8, 8>, nn::sigmoid<8>>;  // at the server
using net = split::network<hidden, nn::dense<8, 1>, nn::binary_cross_entropy>;   // the rest at the bank

int main() {
    const auto [bank, processor] = spnn::data::simulate_fraud(10'000, 1);
    const auto rows = spnn::data::split_rows_in_order(bank.rows(), 0.3);
    const std::vector<std::string> label{"y"};

    split::vertical_table train, test;
    for (const auto& columns : {bank.drop(label), processor}) {
        const auto scaled = spnn::data::fit_scaler(columns, rows.train).apply(columns);
        train.features.push_back(scaled.take(rows.train).features());
        test.features.push_back(scaled.take(rows.test).features());
    }
    train.targets = bank.select(label).take(rows.train).features();
    const auto truth = bank.take(rows.test).labels("y");

    split::plan plan{.columns = {9, 6}, .label_holder = 0, .train_rows = rows.train.size(), .epochs = 20};
    plan.rule = {nn::adam{}, 0.01};
    const split::simulation_options options{.predict = test.features};
    const auto result = split::simulate<net, split::masked<>>(plan, train, {}, {}, options);
    std::cout << "AUC on later days: " << spnn::data::auc(spnn::elements(result.predictions), truth) << "\n";
}
