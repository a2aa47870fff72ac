// split/support/runs_by.hpp: one run by the protocol First: the body of the functions of runs.hpp.

#pragma once

#include <spnn/split/simulate.hpp>

#include <split/support/runs.hpp>

namespace test {

template <split::FirstLayer First>
run_result run_by(const run_request& request) {
    run_result result;
    split::simulation_options options;
    options.seed = request.seed;
    options.threads = 2;
    options.labels = request.labels;
    options.ledger = request.ledger;
    options.timeout = request.timeout;
    options.predict = request.predict;
    options.checkpoints = request.checkpoints;
    options.product_noise = request.product_noise;
    options.labels.on_epoch = [&](const split::epoch_report& report) {
        result.losses.push_back(report.train_loss);
        if (report.evaluate_loss) result.losses.push_back(*report.evaluate_loss);
        if (report.evaluate_predictions != nullptr) result.evaluations.push_back(*report.evaluate_predictions);
        if (request.labels.on_epoch) request.labels.on_epoch(report);
    };
    auto simulated = split::simulate<small_net, First, link_factory>(request.plan, request.table, request.evaluate, {},
                                                                     options, request.links);
    result.weights = std::move(simulated.weights);
    result.predictions = std::move(simulated.predictions);
    result.how = simulated.how;
    result.history = std::move(simulated.history);
    for (const auto& [name, traffic] : simulated.sent) result.sent[name] = {traffic.bytes_sent, traffic.messages_sent};
    return result;
}

// The same for a protocol that is a template over the ring.
template <template <class> class First>
run_result run_over(ring r, const run_request& request) {
    switch (r) {
        case ring::z2k_32: return run_by<First<spnn::z2k<32>>>(request);
        case ring::z2k_64: return run_by<First<spnn::z2k<64>>>(request);
        case ring::z2k_128: return run_by<First<spnn::z2k<128>>>(request);
        default: return run_by<First<spnn::mersenne61>>(request);
    }
}

}  // namespace test
