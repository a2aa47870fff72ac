// Everything that has to be compiled for each protocol.

#include "training.hpp"

#include <spnn/split/any_network.hpp>
#include <spnn/split/protocols.hpp>
#include <spnn/split/simulate.hpp>

namespace spnn_train {

namespace split = spnn::split;
using network = split::any_network;

namespace {

// What the label owner reports, kept in `to`.
[[nodiscard]] split::label_options reports(const job& j, std::vector<epoch_record>& to) {
    split::label_options options;
    options.early_stopping.patience = j.patience;
    options.defence = j.defence;
    options.on_batch = j.on_batch;
    options.on_epoch = [&to](const split::epoch_report& r) {
        to.push_back({r.train_loss, r.evaluate_loss,
                      r.evaluate_predictions != nullptr ? *r.evaluate_predictions : spnn::matrix<float>{}});
    };
    return options;
}

template <split::FirstLayer First>
[[nodiscard]] outcome train_split(const job& j) {
    outcome out;
    split::simulation_options options;
    options.seed = j.seed;
    options.threads = j.threads;
    options.labels = reports(j, out.epochs);
    options.predict = *j.test;
    options.product_noise.assign(j.plan.holders(), j.product_noise);
    if (j.onlooker != nullptr)
        options.on_view = [&](const split::party& who, const split::view& view) { j.onlooker->see(who, view); };
    auto result = split::simulate<network, First>(j.plan, *j.train, *j.evaluate,
                                                  network(j.plan).loss_with(j.class_weights), options);
    out.weights = split::all_weights(result.weights);
    out.predictions = std::move(result.predictions);
    out.setup_seconds = result.setup_seconds;
    out.train_seconds = result.train_seconds;
    for (const auto& [role, sent] : result.sent) out.sent[role] = {sent.bytes_sent, sent.messages_sent};
    return out;
}

// f<First>() for a protocol. Only what is sent as ring elements gains by short ones: the others keep 64 bits.
template <class F>
auto with_protocol(protocol p, ring r, F&& f) {
    return split::with_protocol<spnn::z2k<64>, spnn::z2k<32>>(
        first_layer_of(p), name_of(split::has_choice_of_ring(first_layer_of(p)) ? r : ring::z2k_64), cipher_of(p),
        std::forward<F>(f));
}

}  // namespace

outcome train_plaintext(const job& j) {
    outcome out;
    split::joined_network<network> joined(j.plan, split::private_seeds(j.seed),
                                          network(j.plan).loss_with(j.class_weights));
    const auto start = std::chrono::steady_clock::now();
    joined.train(*j.train, *j.evaluate, reports(j, out.epochs));
    out.train_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    out.predictions = joined.predict(*j.test);
    out.weights = split::all_weights(joined.weights());
    return out;
}

outcome train(protocol p, ring r, const job& j) {
    return with_protocol(p, r, [&]<class First>() { return train_split<First>(j); });
}

split::run_estimate estimate(protocol by, ring r, const split::plan& p, const split::link_speed& links,
                             std::size_t threads) {
    return with_protocol(by, r, [&]<class First>() {
        const auto machine = split::calibrate<network, First>(p, threads, network(p).loss_with());
        return split::estimate<network, First>(p, links, machine);
    });
}

}  // namespace spnn_train
