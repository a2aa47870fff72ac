// Trains what the options ask for: for every seed the network on the joined columns, on each holder's columns alone,
// and by each protocol, next to the same protocol in the clear.

#pragma once

#include "data.hpp"
#include "metrics.hpp"
#include "networks.hpp"
#include "progress.hpp"
#include "training.hpp"

namespace spnn_train {

// One training and its figures.
struct training {
    outcome result;
    metric_list metrics;
    std::vector<metric_list> epoch_metrics;  // after each epoch, when asked for
};

// A training by a protocol and how it compares.
struct run_record {
    spnn_train::protocol protocol;
    training trained;
    bool equals_in_the_clear = false;
    double weight_difference = 0;  // the largest, from plaintext
};

struct seed_record {
    std::uint64_t seed = 1;
    training joined;
    std::vector<training> alone;  // each holder
    std::vector<run_record> runs;
    std::vector<spnn::audit::label_finding> audit;  // when asked for
};

struct session {
    const run_options& options;
    const dataset& data;
    const chosen_network& network;
    spnn::split::plan plan;                // of the first seed
    spnn_train::ring ring = ring::z2k_64;  // of the protocols that send elements
    bool with_history;

    // Refers to all of these.
    session(const run_options& o, const chosen_network& n, const dataset& d, bool history);
    [[nodiscard]] seed_record train(std::uint64_t seed, progress& bar) const;
    // What training by each protocol would cost.
    [[nodiscard]] std::vector<spnn::split::run_estimate> estimate() const;

private:
    [[nodiscard]] job make_job(std::uint64_t seed) const;
    [[nodiscard]] training finish(outcome result) const;
    [[nodiscard]] training train_alone(std::size_t holder, std::uint64_t seed, progress& bar) const;
    // As few bits as all rows need, into the plan, and the ring for them.
    void narrow();
    // Predictions in the unit of the label.
    void restore_unit(spnn::matrix<float>& predictions) const;
    [[nodiscard]] const spnn::split::vertical_table& watched() const;
};

}  // namespace spnn_train
