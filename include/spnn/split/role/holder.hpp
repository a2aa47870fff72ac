// split/role/holder.hpp: a party that holds features and no labels.
//
// Is sent: dL/dh1 of every training batch, and what the header of the protocol says. Is not sent: other columns,
// labels, hidden layers, predictions; but dL/dh1 tells labels apart (docs/threat_model.md).

#pragma once

#include <spnn/split/checkpoint_owner.hpp>
#include <spnn/split/role/feature_steps.hpp>
#include <spnn/split/role/pace.hpp>
#include <spnn/split/role/relay.hpp>
#include <spnn/train/keeper.hpp>

namespace SPNN_NAMESPACE::split {

template <FirstLayer First, class T>
class holder {
    static_assert(net::is_transport<T>());

public:
    // Greets all peers and sets the protocol up; waits for them within the timeout of the links. With a first_epoch in
    // the plan, it begins as it was after these epochs. `network`: outline_of<Net>(), or outline_of<any_network>(p).
    holder(plan p, const network_outline& network, std::size_t number, links<T> peers,
           const party_options& options = {})
        : session_(detail::checked<First>(without_labels(std::move(p), number), options), the_holder(number),
                   std::move(peers), options.threads, options.ledger),
          keeper_(session_, checkpoint_owner_of<First>(session_.plan, session_.self, network),
                  session_.plan.first_epoch, options.checkpoints, options.private_seed),
          features_(detail::start<First>(session_, network, options), network.first_width, options,
                    keeper_.private_seed()),
          loop_(session_.plan, options.on_step) {
        keeper_.restore(*this);
    }
    holder(const holder&) = delete;  // the parts refer to the session
    holder& operator=(const holder&) = delete;

    // x: train_rows x columns, evaluate_x: evaluate_rows x columns, rows in the common order. Other shapes, and a
    // second call, are a usage_error, what is no finite number a range_error, before anything is sent.
    ending train(const matrix<float>& x, const matrix<float>& evaluate_x = {}) {
        loop_.require_untrained(session_.self);
        features_.require_training(x, evaluate_x);
        auto how = ending::finished;
        loop_.unbroken([&] {
            detail::agree<First>(session_);
            keeper_.start_training();
            features_.bind_training(x, evaluate_x);
            how = loop_.train(*this);
        });
        return how;
    }

    // Takes part in predicting the rows of x, as many as the label owner asks for.
    void predict(const matrix<float>& x) {
        constexpr auto what = "features to predict";
        features_.require_fit(x, rows(x), what);
        loop_.unbroken([&] {
            detail::agree<First>(session_);
            const auto table = loop_.new_table();
            const auto count = detail::relay<train::prediction_rows, First>(session_, table);
            require<usage_error>(rows(x) == count, session_.self.name(), ": ", what, " are ", shape_text(x),
                                 ", but the label owner predicts ", count, " rows");
            features_.bind(table, x);
            loop_.predict(*this, table, count);
            features_.unbind(table);
        });
    }

    // T_j, columns x first_width.
    [[nodiscard]] const matrix<float>& weights() const { return features_.zone().weights(); }
    [[nodiscard]] matrix<float>& weights() { return features_.zone().weights(); }

    // f(name, matrix) for every weight of this party.
    template <class F>
    void for_each_weight(F&& f) const {
        f("first", weights());
    }
    template <class F>
    void for_each_weight(F&& f) {
        f("first", weights());
    }
    // The run that they belong to.
    [[nodiscard]] const run_id& run() const { return keeper_.run(); }
    // This party's weights to and from a file of its own (store/model_file.hpp).
    void save(const std::filesystem::path& path) const { keeper_.save_weights(path, *this); }
    void load(const std::filesystem::path& path) { keeper_.load_weights(path, *this); }

    // For checkpoints (store/checkpoint.hpp).
    template <class Archive>
    void archive_state(Archive& a) {
        a.part("features", features_.zone());
    }

private:
    friend class train::training_loop;

    // The plan itself; the holder that owns the labels is another role.
    [[nodiscard]] static plan without_labels(plan p, std::size_t number) {
        require<usage_error>(p.label_holder != number, "holder: ", the_holder(number).name(),
                             " owns the labels in this plan: make it a labeler");
        return p;
    }

    void train_step(const step& now) {
        features_.send(now);
        features_.receive_and_update(now);
        keep_pace<First>(session_, now);
    }
    void infer_step(const step& now) {
        features_.send(now);
        keep_pace<First>(session_, now);
    }
    train::after_epoch take_up(std::size_t epoch) { return detail::hear<First>(session_, epoch); }
    train::after_epoch finish_epoch(std::size_t epoch) {
        const auto next = detail::hear<First>(session_, epoch, pace_lead);
        keeper_.save(epoch, *this);
        return next;
    }

    party_session<T> session_;
    train::keeper keeper_;
    feature_steps<First, T> features_;
    train::training_loop loop_;
};

}  // namespace SPNN_NAMESPACE::split
