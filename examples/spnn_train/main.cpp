// Trains one network on columns that several parties keep to themselves, by any of the protocols, and compares it with
// the same network in the clear. `spnn_train --help` lists all options.

#include "csv_files.hpp"
#include "json.hpp"
#include "report.hpp"

#include <iostream>

namespace {

void estimate(const spnn_train::session& s, const spnn_train::output_options& o) {
    using namespace spnn_train;
    const auto estimates = s.estimate();
    const auto json = to_json(s, estimates);
    if (!o.json.empty()) write_text(o.json, json);
    if (!o.quiet) print_estimates(std::cout, s, estimates);
    std::cout << json << std::endl;
}

void run(const spnn_train::options& o) {
    using namespace spnn_train;
    for (const auto* file : {&o.output.history, &o.output.predictions, &o.output.json}) require_writable(*file);
    const auto network = choose_network(o.run.network, o.run.task);
    const auto data = load(o.data, o.run.task, network.zones.scores(), o.run.early_stopping > 0);
    const session s(o.run, network, data, !o.output.history.empty());
    if (!o.output.quiet) print_title(std::cout, s);
    if (o.run.estimate) return estimate(s, o.output);

    progress bar(o.output.quiet);
    std::vector<seed_record> records;
    for (std::size_t i = 0; i < o.run.runs; ++i) records.push_back(s.train(o.run.seed + i, bar));

    if (!o.output.history.empty()) write_history(o.output.history, s, records);
    if (!o.output.predictions.empty()) write_predictions(o.output.predictions, s, records);
    const auto json = to_json(s, records);
    if (!o.output.json.empty()) write_text(o.output.json, json);
    if (!o.output.quiet) print_report(std::cout, s, records);
    std::cout << json << std::endl;
}

}  // namespace

int main(int argc, char** argv) {
    int exit_code = 0;
    const auto options = spnn_train::parse(argc, argv, exit_code);
    if (!options) return exit_code;
    try {
        run(*options);
        return 0;
    } catch (const std::exception& e) {
        std::cerr << "spnn_train: " << e.what() << std::endl;
        return 1;
    }
}
