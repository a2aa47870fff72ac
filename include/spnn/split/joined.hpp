// split/joined.hpp: the same network trained in one place, in the clear, on floats: the baseline of every claim.
//
// No fixed point, no messages, one thread: the columns of all holders side by side, the zones of split/zone one
// after the other. With the same private seeds, plan and loss, a split run differs from it only by the rounding to
// fixed point: of features, first-layer weights and, where products are rounded, parts of h1.

#pragma once

#include <spnn/session/private_seeds.hpp>
#include <spnn/split/model.hpp>
#include <spnn/split/options.hpp>
#include <spnn/split/role/labeler.hpp>
#include <spnn/split/zone/hidden.hpp>

namespace SPNN_NAMESPACE::split {

using session::private_seeds;

// Columns of each holder, rows in the common order, and the targets.
struct vertical_table {
    // m x columns of each holder; as many a row as the loss takes.
    std::vector<matrix<float>> features{};
    matrix<float> targets{};
};

// The zones of all parties in one place.
template <class Net>
class joined_network {
public:
    // First weights as the parties would draw them from these seeds; usage_error for a plan that no run can follow.
    joined_network(const plan& p, const private_seeds& seeds, typename Net::loss loss = {})
        : plan_(checked(p)),
          hidden_(p, crypto::seed(seeds.of(the_server))),
          label_(p, std::move(loss), detail::label_seed(crypto::seed(seeds.of(p.label_owner())))) {
        const auto width = outline_of<Net>(p).first_width;
        for (std::size_t j = 0; j < p.holders(); ++j)
            first_.emplace_back(p, j, width, crypto::seed(seeds.of(the_holder(j))));
        batch_.resize(p.holders());
    }

    // As the parties train, with the same reports, early stopping and defence; always from the first epoch to the end.
    // Tables are refused as the parties refuse them.
    void train(const vertical_table& table, const vertical_table& evaluate = {}, const label_options& reports = {}) {
        require<usage_error>(plan_.first_epoch == 0 && !reports.pause_after_epoch,
                             "joined_network: keeps no checkpoints, so it neither pauses nor begins at a later epoch");
        label_.defend_with(reports.defence);
        constexpr auto who = "joined_network";
        label_.require_targets(plan_, table.targets, evaluate.targets, who);
        detail::require_tables(plan_, table.features, plan_.train_rows, text(who, ": features"));
        if (plan_.evaluate_rows > 0)
            detail::require_tables(plan_, evaluate.features, plan_.evaluate_rows, text(who, ": features to evaluate"));
        data::batch_order order(plan_.batch_seed, plan_.train_rows, plan_.batch);
        train::patience_watch patience(reports.early_stopping);
        for (std::size_t epoch = 0; epoch < plan_.epochs; ++epoch) {
            double loss_sum = 0;
            for (std::size_t b = 0; b < order.batches(); ++b) {
                const auto rows = order.rows_of(epoch, b);
                const double loss = train_step(table, rows);
                loss_sum += loss * static_cast<double>(rows.size());
                if (reports.on_batch) reports.on_batch({epoch, b, order.batches(), loss});
            }
            epoch_report report{epoch, loss_sum / static_cast<double>(plan_.train_rows), {}, nullptr};
            matrix<float> predictions;
            if (plan_.evaluate_rows > 0) {
                const auto& scores = scores_of(evaluate.features);
                report.evaluate_loss = label_.loss().value(scores, evaluate.targets);
                predictions = label_.loss().predict(scores);
                report.evaluate_predictions = &predictions;
            }
            if (reports.on_epoch) reports.on_epoch(report);
            patience.see({report.train_loss, report.evaluate_loss});
            if (!patience.goes_on()) break;
        }
    }

    // Predictions for rows whose columns are given by holder.
    [[nodiscard]] matrix<float> predict(const std::vector<matrix<float>>& features) {
        detail::require_predictable(plan_, features, "joined_network: features to predict");
        return label_.loss().predict(scores_of(features));
    }

    // A copy of all weights.
    [[nodiscard]] split::model<Net> weights() const {
        split::model<Net> m{{}, hidden_.weights(), label_.weights()};
        for (const auto& zone : first_) m.first.push_back(zone.weights());
        return m;
    }

private:
    [[nodiscard]] static const plan& checked(const plan& p) {
        check(p);
        return p;
    }

    double train_step(const vertical_table& table, row_numbers rows) {
        for (std::size_t j = 0; j < first_.size(); ++j) {
            take_rows(table.features[j], rows, batch_[j]);
            accumulate(j, batch_[j]);
        }
        const auto result = label_.train(hidden_.forward(h1_), table.targets, rows);
        const auto& d_first = hidden_.backward_and_update(result.d_hidden);
        for (std::size_t j = 0; j < first_.size(); ++j) first_[j].update(batch_[j], d_first);
        return result.loss;
    }

    const matrix<float>& scores_of(const std::vector<matrix<float>>& features) {
        for (std::size_t j = 0; j < first_.size(); ++j) accumulate(j, features[j]);
        return label_.infer(hidden_.infer(h1_));
    }

    // h1 = or += x T_j.
    void accumulate(std::size_t j, const matrix<float>& x) {
        if (j == 0)
            multiply(x, first_[j].weights(), h1_);
        else
            multiply_add(x, first_[j].weights(), h1_);
    }

    plan plan_;
    std::vector<feature_zone> first_;
    hidden_zone<Net> hidden_;
    label_zone<Net> label_;
    std::vector<matrix<float>> batch_;  // of each holder
    matrix<float> h1_;
};

}  // namespace SPNN_NAMESPACE::split
