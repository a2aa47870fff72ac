// The paper's network for card fraud, 28-8-8-1 with sigmoids, on made-up rows in batches of 5,000.

#pragma once

#include <spnn/data/split.hpp>
#include <spnn/he/paillier/paillier.hpp>
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/split/first_layer/encrypted.hpp>
#include <spnn/split/joined.hpp>

#include <algorithm>

namespace performance {

namespace nn = spnn::nn;
namespace split = spnn::split;

using fraud = split::network<nn::sequential<nn::sigmoid<8>, nn::dense<8, 8>, nn::sigmoid<8>>, nn::dense<8, 1>,
                             nn::binary_cross_entropy>;

inline constexpr std::size_t fraud_rows = 227'845, fraud_columns = 28, fraud_batch = 5'000;

struct job {
    std::size_t rows = fraud_rows, columns = fraud_columns, holders = 2, epochs = 5, batch = fraud_batch;
};

// `encrypted` in the rows of these programs: by Paillier with keys of 2,048 bits, as the paper has it. The library's
// default, by lattices, is `encrypted_rlwe`.
using by_paillier = split::encrypted<spnn::he::paillier<>>;
using by_rlwe = split::encrypted<>;

[[nodiscard]] inline split::plan with_keys_of_2048_bits(split::plan p) {
    p.security_bits = 112;
    return p;
}

// Normal features, dealt evenly to the holders, and labels that follow from the first column of each.
[[nodiscard]] inline split::vertical_table made_up_table(const job& j) {
    split::vertical_table table;
    spnn::crypto::prg random{spnn::crypto::seed{}};
    table.targets = spnn::zeros<float>(j.rows, 1);
    for (const auto& block : spnn::data::deal_columns(j.columns, j.holders)) {
        auto& x = table.features.emplace_back(spnn::make_matrix<float>(j.rows, block.count));
        nn::draw_normal(spnn::elements(x), 1.0, random);
        for (std::size_t i = 0; i < j.rows; ++i) table.targets(i, 0) += x(i, 0);
    }
    for (auto& y : spnn::elements(table.targets)) y = y > 0 ? 1.0F : 0.0F;
    return table;
}

[[nodiscard]] inline split::plan plan_of(const job& j) {
    split::plan p;
    for (const auto& block : spnn::data::deal_columns(j.columns, j.holders)) p.columns.push_back(block.count);
    p.label_holder = 0;
    p.train_rows = j.rows;
    p.batch = std::min(j.batch, j.rows);
    p.epochs = j.epochs;
    p.rule = {nn::sgd{}, 0.1};
    return p;
}

}  // namespace performance
