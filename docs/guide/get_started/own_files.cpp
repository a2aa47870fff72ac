// Two CSV files with a column "id" in common; the first also has the label, a column "y" of 0 and 1. Trains on 70 % of
// the rows, predicts the others. One process sees both files: a rehearsal.

#include <spnn/data/csv.hpp>
#include <spnn/data/join.hpp>
#include <spnn/data/metrics.hpp>
#include <spnn/data/scaling.hpp>
#include <spnn/data/split.hpp>
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/relu.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/simulate.hpp>

#include <iostream>

namespace data = spnn::data;
namespace nn = spnn::nn;
namespace split = spnn::split;

using hidden = nn::sequential<nn::relu<8>, nn::dense<8, 8>, nn::relu<8>>;       // at the server
using net = split::network<hidden, nn::dense<8, 1>, nn::binary_cross_entropy>;  // the rest at the label owner

int main(int argc, char** argv) try {
    if (argc != 3) {
        std::cerr << "own_files WITH_LABELS.csv OTHER.csv\n";
        return 2;
    }
    const data::csv_options options{.id_column = "id"};
    const auto tables =
        data::in_common_order(std::vector{data::read_csv(argv[1], options), data::read_csv(argv[2], options)},
                              data::unmatched_rows::leave_out);
    const auto labels = tables[0].labels("y");
    const auto rows = data::split_rows_stratified(labels, 0.3, 1);
    const std::vector<std::string> label{"y"};

    split::vertical_table train, test;
    split::plan plan{.columns = {}, .label_holder = 0, .train_rows = rows.train.size(), .epochs = 30, .batch = 64};
    for (const auto& columns : {tables[0].drop(label), tables[1]}) {
        const auto scaled = data::fit_scaler(columns, rows.train).apply(columns);
        train.features.push_back(scaled.take(rows.train).features());
        test.features.push_back(scaled.take(rows.test).features());
        plan.columns.push_back(scaled.names.size());
    }
    const auto targets = tables[0].select(label);
    train.targets = targets.take(rows.train).features();
    plan.rule = {nn::adam{}, 0.01};

    split::simulation_options watching;
    watching.predict = test.features;
    watching.labels.on_epoch = [](const split::epoch_report& now) {
        std::cout << "epoch " << now.epoch + 1 << "  loss " << now.train_loss << "\n";
    };
    const auto result = split::simulate<net, split::masked<>>(plan, train, {}, {}, watching);
    const auto truth = targets.take(rows.test).labels("y");
    std::cout << "AUC of " << truth.size()
              << " rows that were not trained on: " << data::auc(spnn::elements(result.predictions), truth) << "\n";
} catch (const spnn::error& failure) {
    std::cerr << failure.what() << "\n";
    return 1;
}
