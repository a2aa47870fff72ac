// Tables of CSV text, and how good predictions are: read, turn texts to numbers, split, scale, judge.

#include <spnn/data/csv.hpp>
#include <spnn/data/metrics.hpp>
#include <spnn/data/one_hot.hpp>
#include <spnn/data/scaling.hpp>
#include <spnn/data/split.hpp>

#include <iostream>
#include <sstream>

namespace data = spnn::data;

int main() {
    std::istringstream text(
        "id,income,kind,y\n"
        "a1,100,shop,0\n"
        "a2,250,web,1\n"
        "a3,,shop,0\n"
        "a4,300,web,1\n"
        "a5,120,shop,1\n"
        "a6,90,web,0\n");
    const std::vector<std::string> label{"y"};
    // [table]
    data::csv_options options{.id_column = "id", .text_columns = {"kind"}, .missing = data::missing_values::mean};
    options.never_missing = {"y"};                                      // a label without a value stays an error
    const auto table = data::read_csv(text, "customers.csv", options);  // or a path; the name is for error texts
    const auto rows = data::split_rows_in_order(table.rows(), 0.5);     // the last half is the test
    const auto encoded = data::fit_one_hot(table, rows.train).apply(table).drop(label);
    const auto scaled = data::fit_scaler(encoded, rows.train).apply(encoded);  // learnt from the training rows alone
    const auto features = scaled.take(rows.test).features();                   // a matrix of float
    // [/table]
    std::cout << spnn::shape_text(features) << " test features:";
    for (const auto& name : scaled.names) std::cout << " " << name;
    std::cout << "\n";

    // [metrics]
    const auto labels = table.take(rows.test).labels("y");
    const std::vector<float> scores{0.8F, 0.4F, 0.6F};  // of whatever model: higher means more likely 1
    std::cout << "AUC " << data::auc(scores, labels) << ", log loss " << data::log_loss(scores, labels) << "\n";
    // [/metrics]
}
