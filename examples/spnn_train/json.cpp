#include "json.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace spnn_train {

namespace {

using nlohmann::ordered_json;

void add_protocol(ordered_json& out, protocol p) {
    out["protocol"] = first_layer_of(p);
    out["cipher"] = cipher_of(p).empty() ? ordered_json() : ordered_json(cipher_of(p));
}

// test_auc and so on, of the run, of plaintext training on joined columns, and of each holder's columns alone.
void add_metrics(ordered_json& out, const seed_record& seed, const run_record& run) {
    for (const auto* name : {"test_auc", "plaintext_test_auc", "party_alone_test_auc"}) out[name] = nullptr;
    for (const auto& [name, value] : run.trained.metrics) {
        out["test_" + name] = value;
        out["plaintext_test_" + name] = value_of(seed.joined.metrics, name);
        auto alone = ordered_json::array();
        for (const auto& t : seed.alone) alone.push_back(value_of(t.metrics, name));
        out["party_alone_test_" + name] = std::move(alone);
    }
}

[[nodiscard]] ordered_json object_of(const session& s, const seed_record& seed, const run_record& run) {
    const auto& result = run.trained.result;
    ordered_json out;
    add_protocol(out, run.protocol);
    out["task"] = name_of(s.options.task);
    out["network"] = s.network.name;
    out["holders"] = s.plan.holders();
    out["label_owner"] = s.plan.label_owner().name();
    out["rows"] = s.plan.train_rows;
    out["test_rows"] = spnn::rows(s.data.test.targets);
    out["features"] = s.plan.total_columns();
    out["columns"] = s.plan.columns;
    out["epochs"] = result.epochs.size();
    out["batch"] = s.plan.batch;
    out["optimizer"] = s.options.optimizer;
    out["learning_rate"] = s.options.learning_rate;
    out["defence"] = s.options.defence.describe();
    out["product_noise"] = s.options.product_noise;
    out["seed"] = seed.seed;
    out["train_loss"] = result.epochs.back().train_loss;
    out["plaintext_train_loss"] = seed.joined.result.epochs.back().train_loss;
    add_metrics(out, seed, run);
    out["bitwise_equal_to_in_the_clear"] = run.equals_in_the_clear;
    out["max_abs_weight_difference_from_plaintext"] = run.weight_difference;
    const auto epochs = static_cast<double>(result.epochs.size());
    out["seconds_per_epoch"] = result.train_seconds / epochs;
    out["plaintext_seconds_per_epoch"] = seed.joined.result.train_seconds / epochs;
    out["setup_seconds"] = result.setup_seconds;
    out["security_bits"] = cipher_of(run.protocol).empty() ? ordered_json() : ordered_json(s.plan.security_bits);
    const auto encoding = spnn::split::fixed_point_of<spnn::z2k<64>>(s.plan);
    out["fraction_bits"] = encoding.fraction_bits();
    out["h1_range"] = encoding.range();
    const bool sends_elements = run.protocol == protocol::masked || run.protocol == protocol::shared;
    out["ring"] = name_of(sends_elements ? s.ring : ring::z2k_64);
    for (const auto& found : seed.audit)
        out["audit"][found.who] = {
            {"norm", found.leakage.norm}, {"sign", found.leakage.sign}, {"cosine", found.leakage.cosine}};
    for (const auto& [role, sent] : result.sent) {
        out["bytes_sent"][role] = sent.bytes;
        out["messages_sent"][role] = sent.messages;
    }
    return out;
}

}  // namespace

std::string to_json(const session& s, const std::vector<seed_record>& records) {
    auto all = ordered_json::array();
    for (const auto& seed : records)
        for (const auto& run : seed.runs) all.push_back(object_of(s, seed, run));
    return all.dump();
}

std::string to_json(const session& s, const std::vector<spnn::split::run_estimate>& estimates) {
    auto all = ordered_json::array();
    for (std::size_t i = 0; i < estimates.size(); ++i) {
        const auto& e = estimates[i];
        ordered_json out;
        add_protocol(out, s.options.protocols.at(i));
        out["network"] = s.network.name;
        out["columns"] = s.plan.columns;
        out["rows"] = s.plan.train_rows;
        out["epochs"] = s.plan.epochs;
        out["batch"] = s.plan.batch;
        out["bandwidth"] = s.options.bandwidth;
        out["latency"] = s.options.latency;
        for (const auto& [name, part] : {std::pair{"once", &e.tables}, {"epoch", &e.epoch}, {"run", &e.run}})
            out[name] = {{"bytes", part->sent.bytes},
                         {"messages", part->sent.messages},
                         {"rounds", part->rounds},
                         {"computing_seconds", part->computing_seconds},
                         {"network_seconds", part->network_seconds}};
        for (const auto& [who, sent] : e.sent) {
            out["bytes_sent"][who.name()] = sent.bytes;
            out["messages_sent"][who.name()] = sent.messages;
        }
        all.push_back(std::move(out));
    }
    return all.dump();
}

}  // namespace spnn_train
