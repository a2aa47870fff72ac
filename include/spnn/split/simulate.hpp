// split/simulate.hpp: all roles of a run in one process, each in a thread of its own, over the in-memory transport.
//
// For first tries, tests and measurements. The parties share no variable: they exchange the same messages as on
// separate machines, counted by a meter at each party.

#pragma once

#include <spnn/net/layer/metered.hpp>
#include <spnn/net/transport/memory.hpp>
#include <spnn/split/joined.hpp>
#include <spnn/split/role/dealer.hpp>
#include <spnn/split/role/holder.hpp>
#include <spnn/split/role/server.hpp>

#include <chrono>
#include <exception>
#include <thread>

namespace spnn::inline SPNN_ABI::split {

// Makes the two ends of each link. A link factory of your own adds delays, faults or traces:
// it is called as factory(a, b) and returns the transport of a to b and that of b to a.
struct memory_links {
    // The ends of one link; which parties it joins does not matter.
    std::pair<net::memory_transport, net::memory_transport> operator()(party, party) const {
        return net::make_memory_pair();
    }
};

// What the parties of a simulated run are given, besides plan and data.
struct simulation_options {
    std::uint64_t seed = 1;                 // the private seeds of all parties follow from it
    workers threads{};                      // for encryption, shared by all parties
    split::label_options labels{};          // of the label owner
    share::ledger_handle ledger = nullptr;  // of all parties: for audits
    // What each party sees, for audits; called in the threads of the parties, which run at the same time.
    std::function<void(const party&, const view&)> on_view{};
    std::vector<double> product_noise{};  // of each holder (split/first_layer/noise.hpp); empty: none
    std::chrono::milliseconds timeout = std::chrono::minutes(10);  // of every single wait
    std::vector<matrix<float>> predict{};  // features of rows to predict after training, by holder; empty: none
    // Every party saves after each epoch in a folder of its own name in here, and goes on from the plan's first_epoch
    // (resumable_epoch tells which there is).
    std::optional<std::filesystem::path> checkpoints{};
};

// What a party sent.
struct traffic {
    // Over all its links.
    std::uint64_t bytes_sent = 0, messages_sent = 0;
};

// What comes out, from all parties.
template <class Net>
struct simulation_result {
    split::model<Net> weights;            // of all parties
    matrix<float> predictions;            // of the rows in options.predict
    ending how = ending::finished;        // finished or paused
    std::vector<epoch_record> history;    // the losses of every finished epoch
    std::map<std::string, traffic> sent;  // by party name, set-up included
    double setup_seconds = 0;             // until the label owner is ready to train
    double train_seconds = 0;             // at the label owner
};

namespace detail {

template <class Net, FirstLayer First, class T>
class simulation {
public:
    simulation(const plan& p, const vertical_table& table, const vertical_table& evaluate,
               const typename Net::loss& loss, const simulation_options& options)
        : plan_(p),
          table_(table),
          evaluate_(evaluate),
          loss_(loss),
          options_(options),
          seeds_(private_seeds::from(options.seed, p.holders())) {
        check(p);
        require_of_all(table.features, "features");
        if (p.evaluate_rows > 0) require_of_all(evaluate.features, "features to evaluate");
        if (!options.product_noise.empty()) require_of_all(options.product_noise, "product_noise");
        if (predicts()) rows_to_predict_ = require_predictable(p, options.predict, "simulate: features to predict");
        result_.weights.first.resize(p.holders());
    }

    template <class LinkFactory>
    simulation_result<Net> run(LinkFactory& make_link) {
        const auto parties = parties_of(First::links, plan_);
        std::vector<own_links> links_of;  // by party, as the meters
        std::vector<std::shared_ptr<net::meter>> meters;
        for (std::size_t i = 0; i < parties.size(); ++i) {
            links_of.emplace_back(options_.timeout);
            meters.push_back(std::make_shared<net::meter>());
        }
        for (std::size_t i = 0; i < parties.size(); ++i)
            for (std::size_t j = i + 1; j < parties.size(); ++j)
                if (are_linked(First::links, plan_, parties[i], parties[j])) {
                    auto [near, far] = make_link(parties[i], parties[j]);
                    links_of[i].connect(parties[j], {std::move(near), meters[i]});
                    links_of[j].connect(parties[i], {std::move(far), meters[j]});
                }
        {
            std::vector<std::jthread> threads;
            for (std::size_t i = 0; i < parties.size(); ++i)
                threads.emplace_back(
                    [this, who = parties[i], own = std::move(links_of[i])]() mutable { guard(who, std::move(own)); });
        }
        if (failure_) std::rethrow_exception(failure_);
        for (std::size_t i = 0; i < parties.size(); ++i)
            result_.sent[parties[i].name()] = {meters[i]->bytes_sent, meters[i]->messages_sent};
        return std::move(result_);
    }

private:
    // One for each holder; each party itself looks at what it holds.
    template <class Value>
    void require_of_all(const std::vector<Value>& given, std::string_view what) const {
        require<usage_error>(given.size() == plan_.holders(), "simulate: ", what, " of ", given.size(),
                             " holders, the plan names ", plan_.holders());
    }

    using own_links = links<net::metered<T>>;

    // Runs one party and keeps the first failure that is a cause: when one party fails, the others only see that
    // it has gone.
    void guard(party who, own_links own) {
        try {
            play(who, std::move(own));
        } catch (const transport_error&) {
            keep(std::current_exception(), false);
        } catch (...) {
            keep(std::current_exception(), true);
        }
    }

    void keep(const std::exception_ptr& failure, bool is_cause) {
        const std::scoped_lock lock(mutex_);
        if (!failure_ || (is_cause && !failure_is_cause_)) {
            failure_ = failure;
            failure_is_cause_ = is_cause;
        }
    }

    void play(party who, own_links own) {
        party_options options{options_.threads, seeds_.of(who), true, options_.ledger};
        if (options_.checkpoints) options.checkpoints.emplace(*options_.checkpoints / who.name());
        if (options_.on_view) options.on_view = [this, who](const view& seen) { options_.on_view(who, seen); };
        if (who.role == role::holder && !options_.product_noise.empty())
            options.product_noise = options_.product_noise[who.number];
        if (who == plan_.label_owner()) return play_labeler(std::move(own), options);
        if (who.role == role::server) return play_server(std::move(own), options);
        if (who.role == role::holder) return play_holder(who.number, std::move(own), options);
        if constexpr (First::links.dealer) {
            dealer<Net, First, net::metered<T>> dealing(plan_, std::move(own), options);
            dealing.train();
            if (predicts()) dealing.predict();
        }
    }

    void play_server(own_links own, const party_options& options) {
        server<Net, First, net::metered<T>> serving(plan_, std::move(own), options);
        serving.train();
        if (predicts()) serving.predict();
        result_.weights.hidden = serving.weights();
    }

    void play_holder(std::size_t j, own_links own, const party_options& options) {
        holder<Net, First, net::metered<T>> holding(plan_, j, std::move(own), options);
        holding.train(table_.features[j], plan_.evaluate_rows > 0 ? evaluate_.features[j] : matrix<float>{});
        if (predicts()) holding.predict(options_.predict[j]);
        result_.weights.first[j] = holding.weights();
    }

    void play_labeler(own_links own, const party_options& options) {
        const auto start = std::chrono::steady_clock::now();
        const auto seconds_since = [](auto since) {
            return std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count();
        };
        labeler<Net, First, net::metered<T>> labelling(plan_, std::move(own), loss_, options, options_.labels);
        result_.setup_seconds = seconds_since(start);
        const auto begin = std::chrono::steady_clock::now();
        const auto at = plan_.label_holder;
        const labelled_table table{table_.targets, at ? table_.features[*at] : matrix<float>{}},
            evaluate{evaluate_.targets, at && plan_.evaluate_rows > 0 ? evaluate_.features[*at] : matrix<float>{}};
        result_.how = labelling.train(table, evaluate);
        result_.history = labelling.history();
        result_.train_seconds = seconds_since(begin);
        if (predicts())
            result_.predictions = at ? labelling.predict(options_.predict[*at]) : labelling.predict(rows_to_predict_);
        result_.weights.head = labelling.weights();
        if (at) result_.weights.first[*at] = labelling.first_layer_weights();
    }

    [[nodiscard]] bool predicts() const { return !options_.predict.empty(); }

    const plan& plan_;
    const vertical_table& table_;
    const vertical_table& evaluate_;
    const typename Net::loss& loss_;
    const simulation_options& options_;
    private_seeds seeds_;
    std::size_t rows_to_predict_ = 0;
    simulation_result<Net> result_;
    std::mutex mutex_;
    std::exception_ptr failure_;
    bool failure_is_cause_ = false;
};

}  // namespace detail

// The last epoch from which a simulated run with these checkpoints can go on: a first_epoch for the plan.
template <class Net, FirstLayer First>
[[nodiscard]] std::size_t resumable_epoch(const plan& p, const std::filesystem::path& checkpoints) {
    std::vector<std::vector<std::size_t>> held;
    for (const auto& who : parties_of(First::links, p))
        if (who.role != role::dealer)
            held.push_back(checkpoint_store(checkpoints / who.name()).held(checkpoint_owner_of<Net, First>(p, who)));
    return last_common(held);
}

// Trains Net by the protocol First on `table`, evaluating on `evaluate` when the plan says so, and predicts when the
// options ask for it. The first error of any party is thrown after all have ended.
template <class Net, FirstLayer First, class LinkFactory = memory_links>
simulation_result<Net> simulate(const plan& p, const vertical_table& table, const vertical_table& evaluate = {},
                                const typename Net::loss& loss = {}, const simulation_options& options = {},
                                LinkFactory make_link = {}) {
    using transport = decltype(make_link(the_server, the_server).first);
    static_assert(net::is_transport<transport>());
    detail::simulation<Net, First, transport> run(p, table, evaluate, loss, options);
    return run.run(make_link);
}

}  // namespace spnn::inline SPNN_ABI::split
