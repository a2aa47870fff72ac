// split/role/feature_steps.hpp: the steps of a party that holds features: rows 2, 3, 8 and 9 of a batch.

#pragma once

#include <spnn/session/receive.hpp>
#include <spnn/split/detail/fitting.hpp>
#include <spnn/split/options.hpp>
#include <spnn/split/zone/features.hpp>

namespace SPNN_NAMESPACE::split {

template <FirstLayer First, net::Transport T>
class feature_steps {
public:
    // The session must outlive it. Sets the protocol up, for a network whose first layer has `width` units.
    feature_steps(party_session<T>& s, std::size_t width, const party_options& options,
                  const crypto::seed& private_seed)
        : session_(&s),
          width_(width),
          first_(s, feature_zone(s.plan, s.self.number, width, private_seed),
                 product_noise(options.product_noise, private_seed)),
          on_view_(options.on_view) {}

    // This party's columns of the network.
    [[nodiscard]] feature_zone& zone() { return first_.zone(); }
    [[nodiscard]] const feature_zone& zone() const { return first_.zone(); }

    // usage_error for features, which `what` names, that are not m x the plan's columns for this holder; range_error
    // for what is no finite number in them.
    void require_fit(const matrix<float>& x, std::size_t m, std::string_view what = "features") const {
        const auto& self = session_->self;
        train::require_table(x, m, session_->plan.columns[self.number], text(self.name(), ": ", what));
    }
    // The same for the tables of training: x, and evaluate_x when the plan has rows to evaluate.
    void require_training(const matrix<float>& x, const matrix<float>& evaluate_x) const {
        require_fit(x, session_->plan.train_rows);
        if (evaluates()) require_fit(evaluate_x, session_->plan.evaluate_rows, "features to evaluate");
    }

    // Binds the tables of training, which must fit and outlive it.
    void bind_training(const matrix<float>& x, const matrix<float>& evaluate_x) {
        bind(train::train_table, x);
        if (evaluates()) bind(train::evaluate_table, evaluate_x);
    }
    // Makes x, which must fit, the table of that number.
    void bind(std::uint32_t table, const matrix<float>& x) { first_.bind(table, x); }
    // Forgets a table that is not needed again.
    void unbind(std::uint32_t table) { first_.unbind(table); }

    // Sends this holder's part of h1.
    void send(const step& now) { first_.send(now.table, now.at, now.rows); }

    // Receives dL/dh1 of the rows last sent and updates the weights; takes the rows while the server computes.
    void receive_and_update(const step& now) {
        first_.prepare_update();
        const auto& d_first = session::receive_finite<first_layer_gradient>(session_->to(the_server), now.at,
                                                                            now.rows.size(), width_, d_first_);
        detail::show(on_view_, seen::first_layer_gradient, now, d_first);
        first_.update(d_first);
    }

private:
    [[nodiscard]] bool evaluates() const { return session_->plan.evaluate_rows > 0; }

    party_session<T>* session_;
    std::size_t width_;
    typename First::template holder_part<T> first_;
    view_function on_view_;
    matrix<float> d_first_;
};

}  // namespace SPNN_NAMESPACE::split
