#include "csv_files.hpp"

#include <spnn/data/csv.hpp>

#include <algorithm>
#include <fstream>

namespace spnn_train {

namespace {

// f(name, training) for all that was trained on all columns.
template <class F>
void for_each_training(const std::vector<seed_record>& records, F&& f) {
    for (const auto& seed : records) {
        f("plaintext", seed.seed, seed.joined);
        for (const auto& run : seed.runs) f(name_of(run.protocol), seed.seed, run.trained);
    }
}

[[nodiscard]] std::ofstream open(const std::string& path, std::ios::openmode how = std::ios::out) {
    std::ofstream out(path, how);
    spnn::require<spnn::usage_error>(out.is_open(), path, ": cannot be written");
    out.precision(9);
    return out;
}

[[nodiscard]] std::size_t most_probable(const spnn::matrix<float>& p, std::size_t i) {
    const auto row = spnn::row(p, i);
    return static_cast<std::size_t>(std::max_element(row.begin(), row.end()) - row.begin());
}

}  // namespace

void require_writable(const std::string& path) {
    if (!path.empty()) static_cast<void>(open(path, std::ios::app));
}

void write_text(const std::string& path, const std::string& content) { open(path) << content << '\n'; }

void write_history(const std::string& path, const session& s, const std::vector<seed_record>& records) {
    auto out = open(path);
    const bool validates = s.options.early_stopping > 0;
    out << "protocol,seed,epoch,train_loss," << (validates ? "validation_loss" : "test_loss");
    if (!validates)
        for (const auto& [name, value] : records.front().joined.metrics) out << ",test_" << name;
    out << '\n';
    for_each_training(records, [&](const std::string& name, std::uint64_t seed, const training& t) {
        for (std::size_t e = 0; e < t.result.epochs.size(); ++e) {
            out << name << ',' << seed << ',' << e + 1 << ',' << t.result.epochs[e].train_loss << ','
                << t.result.epochs[e].evaluate_loss.value_or(0);
            if (!validates)
                for (const auto& [metric, value] : t.epoch_metrics[e]) out << ',' << value;
            out << '\n';
        }
    });
}

void write_predictions(const std::string& path, const session& s, const std::vector<seed_record>& records) {
    auto out = open(path);
    const auto labels = s.data.test_labels();
    const bool classes = s.options.task == task::classes;
    out << "protocol,seed,id,label,prediction";
    if (classes)
        for (std::size_t c = 0; c < s.network.zones.scores(); ++c) out << ",probability_" << c;
    out << '\n';
    for_each_training(records, [&](const std::string& name, std::uint64_t seed, const training& t) {
        const auto& p = t.result.predictions;
        for (std::size_t i = 0; i < labels.size(); ++i) {
            out << name << ',' << seed << ',';
            spnn::data::detail::write_cell(out, s.data.test_ids[i], ',');
            out << ',' << labels[i];
            if (classes) out << ',' << most_probable(p, i);
            for (const float v : spnn::row(p, i)) out << ',' << v;
            out << '\n';
        }
    });
}

}  // namespace spnn_train
