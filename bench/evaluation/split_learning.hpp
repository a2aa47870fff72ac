// Ordinary split learning over vertical data (Vepakomma et al., 2018): each holder has a network of its own over its
// own columns, the server concatenates what they give and goes on, the label owner computes the loss.
//
// Made of the same zones as the library's own runs, in one place: the baseline that the paper calls SplitNN. Nothing is
// hidden: the server sees every holder's activations.

#pragma once

#include <spnn/crypto/derive.hpp>
#include <spnn/nn/layer/bias.hpp>
#include <spnn/split/joined.hpp>

#include <array>
#include <vector>

namespace evaluation {

template <class Shape, std::size_t Holders, std::size_t Units>
class split_learning {
    struct bottom {
        using server_zone =
            spnn::nn::sequential<spnn::nn::bias<Units>, typename Shape::template first_activation<Units>>;
    };
    struct top {
        using server_zone = typename Shape::template after_first<Holders * Units>;
        using head = typename Shape::head;
        using loss = typename Shape::loss;
    };

public:
    split_learning(spnn::split::plan p, std::uint64_t seed)
        : plan_(std::move(p)),
          seeds_(spnn::split::private_seeds(seed)),
          top_(plan_, spnn::crypto::seed(seeds_.server)),
          label_(plan_, {}, spnn::split::detail::label_seed(spnn::crypto::seed(seeds_.labeler))) {
        for (std::size_t j = 0; j < Holders; ++j) {
            auto own = plan_;
            own.columns = {plan_.columns.at(j)};
            const spnn::crypto::seed seed_of_j(seeds_.holders.at(j));
            first_.emplace_back(own, 0, Units, seed_of_j);
            bottoms_.emplace_back(own, spnn::crypto::derive_seed("split learning bottom", {seed_of_j.declassify()}));
        }
    }

    void train(const spnn::split::vertical_table& table) {
        spnn::data::batch_order order(plan_.batch_seed, plan_.train_rows, plan_.batch);
        for (std::size_t epoch = 0; epoch < plan_.epochs; ++epoch)
            for (std::size_t b = 0; b < order.batches(); ++b) train_step(table, order.rows_of(epoch, b));
    }

    [[nodiscard]] spnn::matrix<float> predict(const std::vector<spnn::matrix<float>>& features) {
        spnn::resize(joined_, spnn::rows(features.at(0)), Holders * Units);
        for (std::size_t j = 0; j < Holders; ++j) {
            spnn::multiply(features.at(j), first_[j].weights(), product_);
            put(j, bottoms_[j].infer(product_));
        }
        return label_.loss().predict(label_.infer(top_.infer(joined_)));
    }

private:
    void train_step(const spnn::split::vertical_table& table, spnn::row_numbers rows) {
        spnn::resize(joined_, rows.size(), Holders * Units);
        for (std::size_t j = 0; j < Holders; ++j) {
            spnn::take_rows(table.features[j], rows, batch_[j]);
            spnn::multiply(batch_[j], first_[j].weights(), product_);
            put(j, bottoms_[j].forward(product_));
        }
        const auto result = label_.train(top_.forward(joined_), table.targets, rows);
        const auto& d_joined = top_.backward_and_update(result.d_hidden);
        for (std::size_t j = 0; j < Holders; ++j)
            first_[j].update(batch_[j], bottoms_[j].backward_and_update(take(j, d_joined)));
    }

    // Holder j's block of the concatenation, to and from.
    void put(std::size_t j, const spnn::matrix<float>& block) {
        for (std::size_t i = 0; i < spnn::rows(block); ++i)
            for (std::size_t c = 0; c < Units; ++c) joined_(i, j * Units + c) = block(i, c);
    }
    [[nodiscard]] const spnn::matrix<float>& take(std::size_t j, const spnn::matrix<float>& whole) {
        spnn::resize(block_, spnn::rows(whole), Units);
        for (std::size_t i = 0; i < spnn::rows(whole); ++i)
            for (std::size_t c = 0; c < Units; ++c) block_(i, c) = whole(i, j * Units + c);
        return block_;
    }

    spnn::split::plan plan_;
    spnn::split::private_seeds seeds_;
    std::vector<spnn::split::feature_zone> first_;
    std::vector<spnn::split::hidden_zone<bottom>> bottoms_;
    spnn::split::hidden_zone<top> top_;
    spnn::split::label_zone<top> label_;
    std::array<spnn::matrix<float>, Holders> batch_;
    spnn::matrix<float> product_, joined_, block_;
};

}  // namespace evaluation
