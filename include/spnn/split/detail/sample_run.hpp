// split/detail/sample_run.hpp: a short run on made-up numbers, to see how long its parts take here.

#pragma once

#include <spnn/split/simulate.hpp>

namespace SPNN_NAMESPACE::split::detail {

// As measured, each a mean.
struct sample_seconds {
    // Of a batch that is trained on, and of one that is scored; 0 when the plan scores none.
    double train_batch = 0, evaluate_batch = 0;
};

// x as a count between both bounds.
[[nodiscard]] inline std::size_t rounded(double x, std::size_t least, std::size_t most) {
    return static_cast<std::size_t>(std::clamp(x, static_cast<double>(least), static_cast<double>(most)));
}

// Features so small that they stay within any range, and targets that any loss takes.
[[nodiscard]] inline vertical_table sample_table(const std::vector<std::size_t>& columns, std::size_t n,
                                                 std::size_t targets) {
    vertical_table table;
    for (const auto d : columns) {
        auto& x = table.features.emplace_back(make_matrix<float>(n, d));
        const float unit = 1.0F / (16 * 32 * static_cast<float>(d));
        for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = unit * static_cast<float>(i * 7 % 61) - 30 * unit;
    }
    table.targets = make_matrix<float>(n, targets);
    for (std::size_t i = 0; i < table.targets.size(); ++i) table.targets.data()[i] = static_cast<float>(i % 2);
    return table;
}

// The plan for such a run of so many rows: hardly any learning, and a holder that owns the labels, since its time of
// training begins when all keys are made.
[[nodiscard]] inline plan sample_plan(plan p, std::size_t train_rows, std::size_t evaluate_rows) {
    p.label_holder = p.label_holder.value_or(0);
    p.train_rows = train_rows;
    p.evaluate_rows = evaluate_rows;
    p.first_epoch = 0;
    p.rule.rate = nn::schedule(1e-9);
    return p;
}

// Seconds of a row of a table that is bound: by a run without epochs.
template <class Net, FirstLayer First>
[[nodiscard]] double bound_row_seconds(const plan& p, const typename Net::loss& loss) {
    constexpr std::size_t values = std::size_t{1} << 20;
    const auto n = std::clamp<std::size_t>(values / p.total_columns(), 1, p.train_rows);
    auto sample = sample_plan(p, n, 0);
    sample.epochs = 0;
    const auto run = simulate<Net, First>(sample, sample_table(p.columns, n, loss.targets), {}, loss);
    return run.train_seconds / static_cast<double>(n);
}

// So many epochs of `batches` of m rows, and of as many to score. The first batch of all does not count. A dealer may
// work ahead while tables are bound and in that batch: so the mean over all batches counts, less the time of binding,
// when it is larger than that of the others.
template <class Net, FirstLayer First>
[[nodiscard]] sample_seconds sample_run(const plan& p, std::size_t m, std::size_t batches, std::size_t epochs,
                                        double bound_row, const workers& threads, const typename Net::loss& loss) {
    using clock = std::chrono::steady_clock;
    auto sample = sample_plan(p, m * batches, p.evaluate_rows > 0 ? m * batches : 0);
    sample.epochs = epochs;
    sample.batch = m;
    clock::time_point first, last;
    clock::duration scored{}, scored_last{};  // in all epochs; in the last of them
    simulation_options options;
    options.threads = threads;
    options.labels.on_batch = [&](const batch_report& report) {
        last = clock::now();
        if (report.epoch == 0 && report.batch == 0) first = last;
    };
    options.labels.on_epoch = [&](const epoch_report&) { scored += scored_last = clock::now() - last; };
    const auto run = simulate<Net, First>(sample, sample_table(p.columns, sample.train_rows, loss.targets),
                                          sample_table(p.columns, sample.evaluate_rows, loss.targets), loss, options);
    const auto seconds = [](auto time) { return std::chrono::duration<double>(time).count(); };
    const auto count = static_cast<double>(batches * epochs);
    const double bound = bound_row * static_cast<double>(sample.train_rows + sample.evaluate_rows);
    const double of_all = (run.train_seconds - seconds(scored) - bound) / count;
    const double of_others = seconds(last - first - (scored - scored_last)) / (count - 1);
    return {std::max(of_others, of_all), sample.evaluate_rows > 0 ? seconds(scored) / count : 0};
}

}  // namespace SPNN_NAMESPACE::split::detail
