// split/role/labeler.hpp: the label owner, with or without features of its own.
//
// Is sent: the last hidden activations; with features also what a holder is sent. Is not sent: other columns, h1, the
// server's weights, but it can work out the latter two, and with two holders the other's product
// (docs/threat_model.md).

#pragma once

#include <spnn/session/receive.hpp>
#include <spnn/split/checkpoint_owner.hpp>
#include <spnn/split/role/feature_steps.hpp>
#include <spnn/split/role/pace.hpp>
#include <spnn/split/role/relay.hpp>
#include <spnn/split/zone/label.hpp>
#include <spnn/train/keeper.hpp>
#include <spnn/train/loss_history.hpp>

#include <functional>
#include <memory>

namespace SPNN_NAMESPACE::split {

// Rows of the label owner, in the common order: targets as the loss wants them, and its features, if it has any.
struct labelled_table {
    // as many a row as the loss takes; rows x this party's columns.
    matrix<float> targets{};
    matrix<float> features{};
};

// The label owner of any network whose label zone is given.
template <FirstLayer First, class T>
class any_labeler {
    static_assert(net::is_transport<T>());

public:
    // Makes the label zone of a plan, its first weights from a private seed.
    using zone_factory =
        std::function<std::unique_ptr<label_work>(const plan&, const crypto::seed&, const defence::any_defence&)>;

    // Greets all peers and sets the protocol up; waits for them within the timeout of the links. With a first_epoch in
    // the plan, it begins as it was after these epochs.
    any_labeler(const plan& p, const network_outline& network, const zone_factory& make_zone, links<T> peers,
                const party_options& options = {}, label_options labels = {})
        : session_(detail::checked<First>(p, options), p.label_owner(), std::move(peers), options.threads,
                   options.ledger),
          last_width_(network.last_width),
          keeper_(session_, checkpoint_owner_of<First>(session_.plan, session_.self, network),
                  session_.plan.first_epoch, options.checkpoints, options.private_seed),
          zone_(make_zone(p, detail::label_seed(keeper_.private_seed()), labels.defence)),
          labels_(std::move(labels)),
          history_(labels_.early_stopping),
          loop_(session_.plan, options.on_step),
          on_view_(options.on_view) {
        require<usage_error>(zone_ != nullptr, "any_labeler: the factory has made no label zone");
        require<usage_error>(!labels_.pause_after_epoch || options.checkpoints,
                             "labeler: pause_after_epoch needs party_options::checkpoints to go on from");
        detail::start<First>(session_, network, options);
        if (session_.plan.label_holder)
            features_.emplace(session_, network.first_width, options, keeper_.private_seed());
        keeper_.restore(*this);
    }
    any_labeler(const any_labeler&) = delete;  // the parts refer to the session
    any_labeler& operator=(const any_labeler&) = delete;

    // train_rows rows, and evaluate_rows rows when the plan has such. Other shapes, targets that the loss or the
    // defence cannot mean, and a second call are a usage_error, what is no finite number a range_error, before anything
    // is sent.
    ending train(const labelled_table& table, const labelled_table& evaluate = {}) {
        loop_.require_untrained(session_.self);
        zone_->require_targets(session_.plan, table.targets, evaluate.targets, session_.self.name());
        if (features_) features_->require_training(table.features, evaluate.features);
        auto how = ending::finished;
        loop_.unbroken([&] {
            detail::agree<First>(session_);
            keeper_.start_training();
            if (features_) features_->bind_training(table.features, evaluate.features);
            targets_ = &table.targets;
            evaluate_targets_ = &evaluate.targets;
            how = loop_.train(*this);
        });
        return how;
    }

    // The losses of every finished epoch of the run, those of earlier sessions too.
    [[nodiscard]] const std::vector<epoch_record>& history() const { return history_.epochs(); }

    // Predictions for the rows of x, this party's own features; the other parties call predict at the same time.
    matrix<float> predict(const matrix<float>& x) {
        require<usage_error>(features_.has_value(), "labeler: this party holds no features, predict takes a row count");
        return predict_rows(rows(x), &x);
    }
    // The same for a label-only party, which names the number of rows.
    matrix<float> predict(std::size_t count) {
        require<usage_error>(!features_.has_value(), "labeler: this party holds features, predict takes its rows");
        return predict_rows(count, nullptr);
    }

    // First-layer weights; only with features.
    [[nodiscard]] const matrix<float>& first_layer_weights() const { return own_features(*this).zone().weights(); }
    [[nodiscard]] matrix<float>& first_layer_weights() { return own_features(*this).zone().weights(); }

    // f(name, matrix) for every weight of this party: of the first layer, with features, and of the head.
    template <class F>
    void for_each_weight(F&& f) const {
        if (features_) f("first", first_layer_weights());
        zone_->for_each_weight([&](std::string_view name, const matrix<float>& x) { f(name, x); });
    }
    template <class F>
    void for_each_weight(F&& f) {
        if (features_) f("first", first_layer_weights());
        zone_->for_each_weight(std::ref(f));
    }
    // The run that they belong to.
    [[nodiscard]] const run_id& run() const { return keeper_.run(); }
    // This party's weights to and from a file of its own (store/model_file.hpp).
    void save(const std::filesystem::path& path) const { keeper_.save_weights(path, *this); }
    void load(const std::filesystem::path& path) { keeper_.load_weights(path, *this); }

    // For checkpoints (store/checkpoint.hpp).
    template <class Archive>
    void archive_state(Archive& a) {
        if (features_) a.part("features", features_->zone());
        a.part("labels", *zone_);
        a.part("losses", history_);
    }

protected:
    [[nodiscard]] label_work& zone() const { return *zone_; }

private:
    friend class train::training_loop;

    template <class Self>
    [[nodiscard]] static auto& own_features(Self& self) {
        require<usage_error>(self.features_.has_value(), "labeler: this party holds no features, so no first layer");
        return *self.features_;
    }

    void train_step(const step& now) {
        if (features_) features_->send(now);
        const auto& hidden = receive_hidden(now);
        const auto result = zone_->train(hidden, *targets_, now.rows);
        session_.to(the_server).template send<last_hidden_gradient>(now.at.tag(), result.d_hidden);
        if (features_) features_->receive_and_update(now);
        loss_sum_ += result.loss * static_cast<double>(now.rows.size());
        if (labels_.on_batch) labels_.on_batch({now.epoch, now.batch, now.batches, result.loss});
        keep_pace<First>(session_, now);
    }

    void infer_step(const step& now) {
        if (features_) features_->send(now);
        const auto& hidden = receive_hidden(now);
        const auto& scores = zone_->infer(hidden);
        if (now.batch == 0) inferred_.clear();
        inferred_.insert(inferred_.end(), scores.data(), scores.data() + scores.size());
        keep_pace<First>(session_, now);
    }

    const matrix<float>& receive_hidden(const step& now) {
        const auto& hidden = session::receive_finite<last_hidden>(session_.to(the_server), now.at, now.rows.size(),
                                                                  last_width_, hidden_);
        detail::show(on_view_, seen::last_hidden, now, hidden);
        return hidden;
    }

    // A run that was stopped early stays so, unless it is taken up with more patience.
    train::after_epoch take_up(std::size_t epoch) {
        return say(epoch, history_.goes_on() ? train::after_epoch::go_on : train::after_epoch::finish);
    }

    train::after_epoch finish_epoch(std::size_t epoch) {
        epoch_report report{epoch, loss_sum_ / static_cast<double>(session_.plan.train_rows), {}, nullptr};
        loss_sum_ = 0;
        matrix<float> predictions;
        if (session_.plan.evaluate_rows > 0) {
            const auto scores = take_inferred();
            report.evaluate_loss = zone_->loss_of(scores, *evaluate_targets_);
            predictions = zone_->prediction_of(scores);
            report.evaluate_predictions = &predictions;
        }
        if (labels_.on_epoch) labels_.on_epoch(report);
        history_.add({report.train_loss, report.evaluate_loss});
        const bool is_last = epoch + 1 == session_.plan.epochs;
        auto next = history_.goes_on() ? train::after_epoch::go_on : train::after_epoch::finish;
        const bool may_pause = next == train::after_epoch::go_on && !is_last && labels_.pause_after_epoch;
        if (may_pause && labels_.pause_after_epoch()) next = train::after_epoch::pause;
        keeper_.save(epoch, *this);
        return say(epoch, next);
    }

    // Tells everyone what follows.
    train::after_epoch say(std::size_t epoch, train::after_epoch next) {
        detail::relay<train::verdict, First>(session_, epoch, 1, static_cast<std::uint8_t>(next));
        return next;
    }

    matrix<float> predict_rows(std::size_t count, const matrix<float>* x) {
        require<usage_error>(count > 0 && count < (std::size_t{1} << 32), "labeler: ", count,
                             " rows to predict, expected 1 to 2^32 - 1");
        // Before anyone else is asked to take part.
        if (x != nullptr) features_->require_fit(*x, count, "features to predict");
        loop_.unbroken([&] {
            detail::agree<First>(session_);
            const auto table = loop_.new_table();
            detail::relay<train::prediction_rows, First>(session_, table, 1, count);
            if (x != nullptr) features_->bind(table, *x);
            loop_.predict(*this, table, count);
            if (x != nullptr) features_->unbind(table);
        });
        return zone_->prediction_of(take_inferred());
    }

    // The scores gathered by infer_step, one row each.
    [[nodiscard]] matrix<float> take_inferred() {
        auto scores = make_matrix<float>(inferred_.size() / zone_->score_width(), zone_->score_width());
        std::copy(inferred_.begin(), inferred_.end(), scores.data());
        inferred_.clear();
        return scores;
    }

    party_session<T> session_;
    std::size_t last_width_;
    train::keeper keeper_;
    std::unique_ptr<label_work> zone_;
    label_options labels_;
    train::loss_history history_;
    train::training_loop loop_;
    view_function on_view_;
    std::optional<feature_steps<First, T>> features_;
    const matrix<float>* targets_ = nullptr;
    const matrix<float>* evaluate_targets_ = nullptr;
    double loss_sum_ = 0;
    matrix<float> hidden_;
    std::vector<float> inferred_;
};

// The label owner of a network composed at compile time.
template <class Net, FirstLayer First, class T>
class labeler : public any_labeler<First, T> {
public:
    // As any_labeler.
    labeler(const plan& p, links<T> peers, typename Net::loss loss = {}, const party_options& options = {},
            label_options labels = {})
        : any_labeler<First, T>(
              p, outline_of<Net>(p),
              [&loss](const plan& of, const crypto::seed& seed, const defence::any_defence& defence) {
                  return std::make_unique<label_zone<Net>>(of, std::move(loss), seed, defence);
              },
              std::move(peers), options, std::move(labels)) {}

    // The head's weights.
    [[nodiscard]] const auto& weights() const { return static_cast<const label_zone<Net>&>(this->zone()).weights(); }
    [[nodiscard]] auto& weights() { return static_cast<label_zone<Net>&>(this->zone()).weights(); }
};

}  // namespace SPNN_NAMESPACE::split
