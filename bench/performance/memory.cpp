// The memory of a whole process that makes ROWS simulated payments and trains one epoch of a small network on them by
// `masked`, all roles in it: its peak, and the seconds of both parts.

#include "fraud.hpp"
#include "rows.hpp"

#include <spnn/data/simulator.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/simulate.hpp>

#include <sys/resource.h>

namespace {

using namespace performance;

void measure(std::size_t rows) {
    const auto parameters = spnn::text("rows=", rows);
    split::vertical_table table;
    const double making = seconds_of([&] {
        const auto [bank, processor] = spnn::data::simulate_fraud(rows, 1);
        const std::vector<std::string> label{"y"};
        table.features = {bank.drop(label).features(), processor.features()};
        table.targets = bank.select(label).features();
    });
    // Columns of money and counts are not scaled here, so the weights stay where they are.
    auto plan = plan_of({.rows = rows, .columns = 15, .epochs = 1});
    plan.columns = {spnn::columns(table.features[0]), spnn::columns(table.features[1])};
    plan.rule = {nn::sgd{}, 0};
    plan.range_bits = 22;
    plan.fraction_bits = 18;
    const double training = split::simulate<fraud, split::masked<>>(plan, table).train_seconds;
    rusage used{};
    spnn::require<spnn::error>(getrusage(RUSAGE_SELF, &used) == 0, "the system does not tell how much memory was used");
    add("memory.peak", static_cast<double>(used.ru_maxrss) / 1024, "MiB", parameters);  // Linux counts in KiB
    add("memory.simulate", making, "s", parameters);
    add("memory.epoch", training, "s", parameters);
}

}  // namespace

int main(int argc, char** argv) {
    std::size_t rows = 200'000;
    return run(
        argc, argv, "Peak memory over simulated rows",
        [&](CLI::App& app) { app.add_option("--rows", rows, "payments to simulate"); }, [&] { measure(rows); });
}
