// split/role/dealer.hpp: the party that makes Beaver triples, for protocols that need one.
//
// Sees: the plan, the number of rows to predict, when the run ends. It knows all masks, so it must be neither the
// server nor a holder, nor pool its view with one (split/first_layer/shared.hpp).

#pragma once

#include <spnn/split/role/pace.hpp>
#include <spnn/split/role/relay.hpp>

namespace SPNN_NAMESPACE::split {

template <FirstLayer First, class T>
    requires(First::links.dealer)
class dealer {
    static_assert(net::is_transport<T>());

public:
    // Greets all holders and sends each its seed. `network`: outline_of<Net>().
    dealer(plan p, const network_outline& network, links<T> peers, const party_options& options = {})
        : session_(std::move(p), the_dealer, std::move(peers), options.threads, options.ledger),
          triples_(detail::start<First>(session_, network, options), network.first_width),
          loop_(session_.plan, options.on_step) {}
    dealer(const dealer&) = delete;  // the parts refer to the session
    dealer& operator=(const dealer&) = delete;

    // Takes part in training (usage_error when called again), and in predicting as many rows as the label owner asks
    // for.
    ending train() {
        loop_.require_untrained(session_.self);
        auto how = ending::finished;
        loop_.unbroken([&] {
            detail::agree<First>(session_);
            how = loop_.train(*this);
        });
        return how;
    }
    void predict() {
        loop_.unbroken([&] {
            detail::agree<First>(session_);
            const auto table = loop_.new_table();
            loop_.predict(*this, table, detail::relay<train::prediction_rows, First>(session_, table));
        });
    }

private:
    friend class train::training_loop;

    void train_step(const step& now) { deal(now); }
    void infer_step(const step& now) { deal(now); }
    void deal(const step& now) {
        triples_.deal(now.table, now.at, now.rows);
        keep_pace<First>(session_, now);
    }
    train::after_epoch take_up(std::size_t epoch) { return detail::hear<First>(session_, epoch); }
    train::after_epoch finish_epoch(std::size_t epoch) { return detail::hear<First>(session_, epoch, pace_lead); }

    party_session<T> session_;
    typename First::template dealer_part<T> triples_;
    train::training_loop loop_;
};

}  // namespace SPNN_NAMESPACE::split
