#include "results.hpp"

#include <spnn/data/csv.hpp>
#include <spnn/data/metrics.hpp>

#include <nlohmann/json.hpp>

#include <fstream>

namespace spnn_party {

namespace {

namespace split = spnn::split;
using nlohmann::ordered_json;

[[nodiscard]] std::ofstream open(const std::filesystem::path& path) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream out(path);
    spnn::require<spnn::data_error>(out.is_open(), path.string(), ": cannot be written");
    out.precision(17);
    return out;
}

void write_predictions(const std::filesystem::path& path, const prepared_rows& rows, const spnn::matrix<float>& p) {
    auto out = open(path);
    out.precision(9);
    const bool labelled = spnn::rows(rows.test_targets) > 0;
    out << "id,prediction" << (labelled ? ",label\n" : "\n");
    for (std::size_t i = 0; i < rows.test_ids.size(); ++i) {
        spnn::data::detail::write_cell(out, rows.test_ids[i], ',');
        out << ',' << p(i, 0);
        if (labelled) out << ',' << rows.test_targets(i, 0);
        out << '\n';
    }
}

}  // namespace

void write_history(const std::filesystem::path& folder, const std::vector<spnn::coordinate::epoch_news>& epochs) {
    auto csv = open(folder / "history.csv");
    csv << "epoch,train_loss,evaluate_loss\n";
    auto all = ordered_json::array();
    for (const auto& [epoch, losses] : epochs) {
        csv << epoch + 1 << ',' << losses.train_loss << ',';
        if (losses.evaluate_loss) csv << *losses.evaluate_loss;
        csv << '\n';
        ordered_json one{{"epoch", epoch + 1}, {"train_loss", losses.train_loss}};
        if (losses.evaluate_loss) one["evaluate_loss"] = *losses.evaluate_loss;
        all.push_back(std::move(one));
    }
    open(folder / "history.json") << all.dump(2) << '\n';
}

void write_results(const work& w, const outcome& out) {
    std::vector<spnn::coordinate::epoch_news> epochs;
    for (std::size_t e = 0; e < out.history.size(); ++e) epochs.push_back({e, out.history[e]});
    if (!w.agreed.predict_only) write_history(w.own.state, epochs);
    if (out.paused) return;
    const std::string stem = w.agreed.predict_only ? "new_" : "";
    write_predictions(w.own.state / (stem + "predictions.csv"), w.rows, out.predictions);
    ordered_json result{{"run", w.own.run},
                        {"transport", name_of(w.own.transport)},
                        {"protocol", w.agreed.protocol},
                        {"cipher", w.agreed.protocol == "encrypted" ? ordered_json(w.agreed.cipher) : ordered_json()},
                        {"network", w.agreed.plan.network},
                        {"train_rows", w.agreed.predict_only ? 0 : w.agreed.plan.train_rows},
                        {"test_rows", w.rows.test_ids.size()},
                        {"epochs", out.history.size()},
                        {"seconds_per_epoch", out.seconds_per_epoch}};
    const auto labels = spnn::elements(w.rows.test_targets);
    const bool both =
        std::ranges::find(labels, 0.0F) != labels.end() && std::ranges::find(labels, 1.0F) != labels.end();
    result["test_auc"] = both ? ordered_json(spnn::data::auc(spnn::elements(out.predictions), labels)) : ordered_json();
    open(w.own.state / (stem + "result.json")) << result.dump(2) << '\n';
    w.log.info("result", {{"test_rows", static_cast<std::int64_t>(w.rows.test_ids.size())},
                          {"predictions", (w.own.state / (stem + "predictions.csv")).string()}});
}

}  // namespace spnn_party
