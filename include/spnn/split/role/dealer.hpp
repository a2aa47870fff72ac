// split/role/dealer.hpp: the party that makes Beaver triples, for protocols that need one.
//
// Sees: the plan, the number of rows to predict, when the run ends. It knows all masks, so it must be neither the
// server nor a holder, nor pool its view with one (split/first_layer/shared.hpp).

#pragma once

#include <spnn/split/course.hpp>
#include <spnn/split/role/pace.hpp>
#include <spnn/split/role/relay.hpp>

namespace spnn::inline SPNN_ABI::split {

template <class Net, FirstLayer First, class T>
    requires(First::links.dealer)
class dealer {
    static_assert(net::is_transport<T>());

public:
    // Greets all holders and sends each its seed.
    dealer(plan p, links<T> peers, const party_options& options = {})
        : session_{std::move(p), the_dealer, std::move(peers), options.threads, options.ledger},
          triples_(detail::start<Net, First>(session_, options), Net::first_width),
          course_(session_.plan, options.on_step) {}
    dealer(const dealer&) = delete;  // the parts refer to the session
    dealer& operator=(const dealer&) = delete;

    // Takes part in training (usage_error when called again), and in predicting as many rows as the label owner asks
    // for.
    ending train() {
        course_.require_untrained(session_.self);
        auto how = ending::finished;
        course_.unbroken([&] {
            agree(session_);
            how = course_.train(*this);
        });
        return how;
    }
    void predict() {
        course_.unbroken([&] {
            agree(session_);
            const auto table = course_.new_table();
            course_.predict(*this, table, detail::relay<prediction_rows, First>(session_, table));
        });
    }

private:
    friend class course;

    void train_step(const step& now) { deal(now); }
    void infer_step(const step& now) { deal(now); }
    void deal(const step& now) {
        triples_.deal(now.table, now.at, now.rows);
        keep_pace<First>(session_, now);
    }
    after_epoch take_up(std::size_t epoch) { return detail::hear<First>(session_, epoch); }
    after_epoch finish_epoch(std::size_t epoch) { return detail::hear<First>(session_, epoch, pace_lead); }

    session<T> session_;
    typename First::template dealer_part<T> triples_;
    split::course course_;
};

}  // namespace spnn::inline SPNN_ABI::split
