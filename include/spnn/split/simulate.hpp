// split/simulate.hpp: all roles of a run in one process, each in a thread of its own, over the in-memory transport.
//
// For first tries, tests and measurements. The parties share no variable: they exchange the same messages as on
// separate machines, counted by a meter at each party.

#pragma once

#include <spnn/session/in_process.hpp>
#include <spnn/split/joined.hpp>
#include <spnn/split/role/dealer.hpp>
#include <spnn/split/role/holder.hpp>
#include <spnn/split/role/server.hpp>

#include <chrono>

namespace SPNN_NAMESPACE::split {

using session::memory_links;
using session::traffic;

// What the parties of a simulated run are given, besides plan and data.
struct simulation_options {
    std::uint64_t seed = 1;                  // the private seeds of all parties follow from it
    workers threads{};                       // for encryption, shared by all parties
    split::label_options labels{};           // of the label owner
    crypto::ledger_handle ledger = nullptr;  // of all parties: for audits
    // What each party sees, for audits; called in the threads of the parties, which run at the same time.
    std::function<void(const party&, const view&)> on_view{};
    std::vector<double> product_noise{};  // of each holder (defence/product_noise.hpp); empty: none
    std::chrono::milliseconds timeout = std::chrono::minutes(10);  // of every single wait
    std::vector<matrix<float>> predict{};  // features of rows to predict after training, by holder; empty: none
    // Every party saves after each epoch in a folder of its own name in here, and goes on from the plan's first_epoch
    // (resumable_epoch tells which there is).
    std::optional<std::filesystem::path> checkpoints{};
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
        : plan_(p), table_(table), evaluate_(evaluate), loss_(loss), options_(options), seeds_(options.seed) {
        check(p);
        require_of_all(table.features, "features");
        if (p.evaluate_rows > 0) require_of_all(evaluate.features, "features to evaluate");
        if (!options.product_noise.empty()) require_of_all(options.product_noise, "product_noise");
        if (predicts()) rows_to_predict_ = require_predictable(p, options.predict, "simulate: features to predict");
        result_.weights.first.resize(p.holders());
    }

    template <class LinkFactory>
    simulation_result<Net> run(LinkFactory& make_link) {
        const auto linked = [&](const party& a, const party& b) { return are_linked(First::links, plan_, a, b); };
        result_.sent = session::run_in_process(parties_of(First::links, plan_), linked, make_link, options_.timeout,
                                               [&](party who, own_links own) { play(who, std::move(own)); });
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

    void play(party who, own_links own) {
        party_options options{.threads = options_.threads,
                              .private_seed = seeds_.of(who),
                              .i_accept_that_nothing_is_protected = true,
                              .ledger = options_.ledger};
        if (options_.checkpoints) options.checkpoints.emplace(*options_.checkpoints / who.name());
        if (options_.on_view) options.on_view = [this, who](const view& seen) { options_.on_view(who, seen); };
        if (is_holder(who) && !options_.product_noise.empty())
            options.product_noise = options_.product_noise[who.number];
        if (who == plan_.label_owner()) return play_labeler(std::move(own), options);
        if (who == the_server) return play_server(std::move(own), options);
        if (is_holder(who)) return play_holder(who.number, std::move(own), options);
        if constexpr (First::links.dealer) {
            dealer<First, net::metered<T>> dealing(plan_, outline_of<Net>(plan_), std::move(own), options);
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
        holder<First, net::metered<T>> holding(plan_, outline_of<Net>(plan_), j, std::move(own), options);
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
};

}  // namespace detail

// The last epoch from which a simulated run with these checkpoints can go on: a first_epoch for the plan.
template <class Net, FirstLayer First>
[[nodiscard]] std::size_t resumable_epoch(const plan& p, const std::filesystem::path& checkpoints) {
    std::vector<std::vector<std::size_t>> held;
    for (const auto& who : parties_of(First::links, p))
        if (who != the_dealer)
            held.push_back(store::checkpoint_store(checkpoints / who.name())
                               .held(checkpoint_owner_of<First>(p, who, outline_of<Net>(p))));
    return store::last_common(held);
}

// Trains Net by the protocol First on `table`, evaluating on `evaluate` when the plan says so, and predicts when the
// options ask for it. The first error of any party is thrown after all have ended.
template <class Net, FirstLayer First, class LinkFactory = memory_links>
simulation_result<Net> simulate(const plan& p, const vertical_table& table, const vertical_table& evaluate = {},
                                const typename Net::loss& loss = {}, const simulation_options& options = {},
                                LinkFactory make_link = {}) {
    using transport = session::transport_of<LinkFactory>;
    static_assert(net::is_transport<transport>());
    detail::simulation<Net, First, transport> run(p, table, evaluate, loss, options);
    return run.run(make_link);
}

}  // namespace SPNN_NAMESPACE::split
