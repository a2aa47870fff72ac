// split/options.hpp: what a party of a split network decides for itself, apart from the common plan.

#pragma once

#include <spnn/core/parallel.hpp>
#include <spnn/defence/any.hpp>
#include <spnn/split/first_layer.hpp>
#include <spnn/split/view.hpp>
#include <spnn/store/checkpoint.hpp>
#include <spnn/train/options.hpp>

#include <functional>
#include <optional>

namespace SPNN_NAMESPACE::split {

using train::batch_report;
using train::early_stopping;
using train::ending;
using train::epoch_record;
using train::epoch_report;
using train::step;

// A party's own options; nobody else is told.
struct party_options {
    workers threads = 1;  // for this party's own work, such as encryption: a number, or a pool of your own
    // For first weights and noise; none: fresh from the OS. A run that is taken up goes on with the seed it began with.
    std::optional<crypto::block> private_seed{};
    bool i_accept_that_nothing_is_protected = false;  // the second word that in_the_clear asks for
    crypto::ledger_handle ledger = nullptr;           // audits: records every single-use stream
    // Where this party saves after each epoch, and finds what the plan's first_epoch asks for; none: a crash costs the
    // run. The dealer has nothing to save. Training that starts from the beginning replaces what earlier runs of the
    // same plan have left there.
    std::optional<store::checkpoint_store> checkpoints{};
    std::function<void(const step&)> on_step{};  // called before each step, of training or not: for displays
    view_function on_view{};                     // called with what this party sees: for audits
    // Standard deviation of the noise that a holder adds to its part of h1, in training and prediction
    // (defence/product_noise.hpp); 0: none.
    double product_noise = 0;
};

// The label owner's options besides.
struct label_options {
    split::early_stopping early_stopping{};  // off unless asked for
    // Called after each batch, and after each epoch.
    std::function<void(const batch_report&)> on_batch{};
    std::function<void(const epoch_report&)> on_epoch{};
    // Asked at the end of each epoch but the last: true ends training of all parties there, saved, to be taken up in a
    // later session. Needs party_options::checkpoints, here and at the other parties.
    std::function<bool()> pause_after_epoch{};
    // What changes dL/d(last hidden) before it leaves this party, so that it says less of the labels; told to nobody. A
    // run that is taken up needs the same.
    spnn::defence::any_defence defence{};
};

// Refuses what a party cannot take part in: too few holders, or an unprotected run without a second word.
template <FirstLayer First>
void check(const plan& p, const party_options& options) {
    check(p);
    check_holders<First>(p);
    require<usage_error>(First::is_private || options.i_accept_that_nothing_is_protected, First::name,
                         " protects nothing: it is for tests and baselines. Set "
                         "i_accept_that_nothing_is_protected to run it all the same");
}

}  // namespace SPNN_NAMESPACE::split
