// What could the others work out from what they see? A hospital and a laboratory train on images of cells; what each
// party sees is recorded, and the attacks of spnn/audit are run on it: once as SPNN is, once with a defence of the
// hospital, which owns the labels. Do this with data like yours, where all of it may be in one place, before you train.

#include <spnn/audit/property.hpp>
#include <spnn/audit/similarity.hpp>
#include <spnn/audit/verdict.hpp>
#include <spnn/data/csv.hpp>
#include <spnn/data/join.hpp>
#include <spnn/data/scaling.hpp>
#include <spnn/data/split.hpp>
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/simulate.hpp>

#include <iostream>
#include <mutex>

namespace audit = spnn::audit;
namespace nn = spnn::nn;
namespace split = spnn::split;

using net = split::network<nn::sigmoid<8>, nn::dense<8, 1>, nn::binary_cross_entropy>;
using floats = std::vector<float>;

constexpr double rate = 1;
constexpr std::size_t epochs = 30, epoch_of_labels = 5;  // similarities are collected over all epochs, labels in one

struct cells {
    split::vertical_table table;
    spnn::matrix<float> all_features;  // for the audit alone: no party has them
    floats malignant;                  // the hospital's labels
    floats large;                      // of the laboratory: whether the area is above the median
};

[[nodiscard]] cells read_cells(const std::filesystem::path& folder) {
    const spnn::data::csv_options options{.id_column = "id"};
    const auto tables =
        spnn::data::in_common_order(std::vector{spnn::data::read_csv(folder / "hospital.csv", options),
                                                spnn::data::read_csv(folder / "laboratory.csv", options)});
    const std::vector<std::string> label{"y"};
    std::vector<spnn::data::table> scaled;
    for (const auto& columns : {tables[0].drop(label), tables[1]})
        scaled.push_back(spnn::data::fit_scaler(columns).apply(columns));
    return {{{scaled[0].features(), scaled[1].features()}, tables[0].select(label).features()},
            spnn::data::side_by_side(scaled).features(),
            tables[0].labels("y"),
            audit::above_median(tables[1].column("worst_area"))};
}

[[nodiscard]] floats take(const floats& from, spnn::row_numbers index) {
    floats out;
    for (const auto i : index) out.push_back(from[i]);
    return out;
}

// Collects what the server and the laboratory see. They run at the same time: hence the lock.
class onlooker {
public:
    explicit onlooker(const cells& data)
        : data_(data), alike_(data.malignant.size(), 8), last_h1_(spnn::zeros<float>(data.malignant.size(), 8)) {}

    void see(const split::party& who, const split::view& seen) {
        const std::scoped_lock lock(mutex_);
        const bool labels = seen.at.epoch == epoch_of_labels;
        if (who == split::the_holder(1) && seen.what == split::seen::first_layer_gradient && labels)
            laboratory_labels_.see(seen.values, take(data_.malignant, seen.at.rows));
        if (who != split::the_server) return;
        if (seen.what == split::seen::first_layer_sum) {
            h1_ = seen.values;
            for (std::size_t k = 0; k < seen.at.rows.size(); ++k)
                std::ranges::copy(spnn::row(h1_, k), spnn::row(last_h1_, seen.at.rows[k]).begin());
        }
        if (seen.what == split::seen::last_hidden_gradient && labels)
            server_labels_.see(seen.values, take(data_.malignant, seen.at.rows));
        if (seen.what == split::seen::first_layer_gradient) alike_.see(seen.at.rows, h1_, seen.values, rate);
    }

    [[nodiscard]] audit::label_finding labels_at_server() const { return labels_at("the server", server_labels_); }
    [[nodiscard]] audit::label_finding labels_at_laboratory() const {
        return labels_at("the laboratory", laboratory_labels_);
    }

    [[nodiscard]] audit::property_finding property() const {
        const auto [known, others] = spnn::data::split_rows(data_.malignant.size(), 0.5, 1);
        spnn::matrix<float> h1_known, h1_others;
        spnn::take_rows(last_h1_, known, h1_known);
        spnn::take_rows(last_h1_, others, h1_others);
        const auto truth = take(data_.large, others);
        const auto large = static_cast<std::size_t>(std::ranges::count(truth, 1.0F));
        return {"the server, if it knows half of the cells,", "which of the others are large",
                audit::attack_property(h1_known, take(data_.large, known), h1_others, truth), large,
                truth.size() - large};
    }

    [[nodiscard]] audit::similarity_finding similarity() const {
        const auto estimate = alike_.similarities({.columns = 30, .passes = 30, .threads = 2});
        return {"the server", audit::similarity_recovered(estimate, data_.all_features),
                audit::neighbours_found(estimate, data_.all_features), data_.malignant.size()};
    }

private:
    [[nodiscard]] static audit::label_finding labels_at(const char* who, const audit::label_audit& seen) {
        return {who, seen.result(), seen.positives(), seen.negatives()};
    }

    const cells& data_;
    std::mutex mutex_;
    audit::label_audit server_labels_, laboratory_labels_;
    audit::similarity_attack alike_;
    spnn::matrix<float> h1_, last_h1_;
};

// Trains, prints the verdicts, and returns how well the server can tell the labels.
audit::grade train(const cells& data, const spnn::defence::any_defence& defence) {
    const split::plan plan{.columns = {15, 15},
                           .label_holder = 0,
                           .train_rows = data.malignant.size(),
                           .epochs = epochs,
                           .batch = 190,
                           .rule = {nn::sgd{}, rate}};
    onlooker watching(data);
    split::simulation_options options;
    options.labels.defence = defence;
    options.on_view = [&](const split::party& who, const split::view& seen) { watching.see(who, seen); };
    const auto result = split::simulate<net, split::masked<>>(plan, data.table, {}, {}, options);

    std::cout << "defence " << defence.name() << ", training loss " << result.history.back().train_loss << "\n  "
              << watching.labels_at_server().verdict() << "\n  " << watching.labels_at_laboratory().verdict() << "\n  "
              << watching.property().verdict() << "\n  " << watching.similarity().verdict() << "\n";
    return watching.labels_at_server().grade();
}

int main() {
    const auto data = read_cells("data/breast_cancer");
    const auto bare = train(data, spnn::defence::no_defence{}), defended = train(data, spnn::defence::max_norm{});
    return bare == audit::grade::nearly_perfect && defended < bare ? 0 : 1;
}
