// split/support/runs.hpp: whole runs of one small network, by any protocol over any ring. Each protocol is compiled
// once, in a unit of its own (runs_*.cpp).

#pragma once

#include <spnn/core/ring/mersenne61.hpp>
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/layer/tanh.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/split/joined.hpp>

#include <split/support/wires.hpp>
#include <support/matrices.hpp>

namespace test {

namespace nn = spnn::nn;
namespace share = spnn::share;

using small_net = split::network<nn::sequential<nn::sigmoid<4>, nn::dense<4, 3>, nn::tanh<3>>, nn::dense<3, 1>,
                                 nn::binary_cross_entropy>;

enum class protocol { in_the_clear, masked, shared, encrypted, encrypted_by_rlwe, encrypted_in_the_clear };
enum class ring { z2k_32, z2k_64, z2k_128, mersenne61 };

inline constexpr std::array private_protocols{protocol::masked, protocol::shared, protocol::encrypted,
                                              protocol::encrypted_by_rlwe};
inline constexpr std::array all_rings{ring::z2k_32, ring::z2k_64, ring::z2k_128, ring::mersenne61};

[[nodiscard]] inline const char* name_of(protocol p) {
    constexpr std::array names{"in_the_clear",          "masked", "shared", "encrypted", "encrypted_by_rlwe",
                               "encrypted_in_the_clear"};
    return names[static_cast<std::size_t>(p)];
}

// What one run needs.
struct run_request {
    split::plan plan;
    split::vertical_table table, evaluate;
    std::vector<matrix<float>> predict{};
    split::label_options labels{};
    std::uint64_t seed = 1;
    spnn::crypto::ledger_handle ledger = nullptr;
    std::chrono::milliseconds timeout = std::chrono::minutes(2);
    link_factory links = plain_link;
    std::optional<std::filesystem::path> checkpoints{};
    std::vector<double> product_noise{};
};

struct run_result {
    split::model<small_net> weights;
    matrix<float> predictions;
    std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> sent;  // bytes and messages, by party name
    std::vector<double> losses;                                           // per epoch
    std::vector<matrix<float>> evaluations;                               // per epoch
    split::ending how = split::ending::finished;
    std::vector<split::epoch_record> history;
};

run_result run_in_the_clear(ring, const run_request&);
run_result run_masked(ring, const run_request&);
run_result run_shared(ring, const run_request&);
run_result run_encrypted(ring, const run_request&);  // by Paillier, with short keys
run_result run_encrypted_by_rlwe(ring, const run_request&);
run_result run_encrypted_in_the_clear(ring, const run_request&);

[[nodiscard]] inline run_result run(protocol p, ring r, const run_request& request) {
    switch (p) {
        case protocol::in_the_clear: return run_in_the_clear(r, request);
        case protocol::masked: return run_masked(r, request);
        case protocol::shared: return run_shared(r, request);
        case protocol::encrypted: return run_encrypted(r, request);
        case protocol::encrypted_by_rlwe: return run_encrypted_by_rlwe(r, request);
        default: return run_encrypted_in_the_clear(r, request);
    }
}

[[nodiscard]] inline bool same_run(const run_result& a, const run_result& b) {
    const auto same_all = [](const auto& x, const auto& y) {
        return std::ranges::equal(x, y, [](const auto& u, const auto& v) { return same(u, v); });
    };
    return split::bitwise_equal(a.weights, b.weights) && same(a.predictions, b.predictions) && a.losses == b.losses &&
           same_all(a.evaluations, b.evaluations);
}

// Rows for these holders: label 1 where the sum of each holder's first column is positive.
[[nodiscard]] inline split::vertical_table small_table(const std::vector<std::size_t>& columns, std::size_t rows,
                                                       std::uint64_t seed) {
    split::vertical_table table;
    table.targets = constant(rows, 1, 0.0F);
    std::vector<float> sums(rows);
    for (std::size_t j = 0; j < columns.size(); ++j) {
        table.features.push_back(random_reals(rows, columns[j], 1000 * seed + j, 2));
        for (std::size_t i = 0; i < rows; ++i) sums[i] += table.features[j](i, 0);
    }
    for (std::size_t i = 0; i < rows; ++i) table.targets(i, 0) = sums[i] > 0 ? 1.0F : 0.0F;
    return table;
}

// k holders with 2, 3, 2, 3, ... columns, of which the first owns the labels: 23 rows in batches of 8, 9 rows to
// evaluate, 5 to predict.
[[nodiscard]] inline run_request small_request(std::size_t holders, std::size_t epochs = 2) {
    run_request request;
    auto& plan = request.plan;
    for (std::size_t j = 0; j < holders; ++j) plan.columns.push_back(2 + j % 2);
    plan.label_holder = 0;
    plan.train_rows = 23;
    plan.evaluate_rows = 9;
    plan.epochs = epochs;
    plan.batch = 8;
    plan.rule = {nn::sgd{.momentum = 0.5}, 0.2};
    request.table = small_table(plan.columns, plan.train_rows, 1);
    request.evaluate = small_table(plan.columns, plan.evaluate_rows, 2);
    request.predict = small_table(plan.columns, 5, 3).features;
    return request;
}

}  // namespace test
