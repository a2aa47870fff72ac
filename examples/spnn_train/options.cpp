#include "options.hpp"

#include "networks.hpp"

#include <spnn/core/ring/z2k.hpp>

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <map>
#include <sstream>

namespace spnn_train {

namespace {

const std::map<std::string, task> tasks = {
    {"binary", task::binary}, {"classes", task::classes}, {"regression", task::regression}};

const std::map<std::string, std::vector<protocol>> protocol_choices = {
    {"in_the_clear", {protocol::in_the_clear}},
    {"masked", {protocol::masked}},
    {"shared", {protocol::shared}},
    {"encrypted", {protocol::encrypted}},
    {"all",
     {protocol::in_the_clear, protocol::masked, protocol::shared, protocol::encrypted,
      protocol::encrypted_by_paillier}}};

const std::vector<std::string> ciphers = {"rlwe", "paillier"};

const std::map<std::string, spnn::data::missing_values> missing_policies = {
    {"refuse", spnn::data::missing_values::refuse},
    {"mean", spnn::data::missing_values::mean},
    {"zero", spnn::data::missing_values::zero}};

const std::map<std::string, spnn::data::constant_column> constant_policies = {
    {"refuse", spnn::data::constant_column::refuse},
    {"drop", spnn::data::constant_column::drop},
    {"keep", spnn::data::constant_column::keep}};

const std::vector<std::string> defences = {"none", "max_norm", "marvell"};

template <class Choices>
[[nodiscard]] std::vector<std::string> names(const Choices& choices) {
    std::vector<std::string> out;
    for (const auto& [name, value] : choices) out.push_back(name);
    return out;
}

// What is chosen by a word, as the user wrote it.
struct words {
    std::string protocol = "all", cipher, task, network, missing = "refuse", constant = "refuse", defence = "none";
    double test_fraction = 0;  // 0: not given
    std::optional<double> defence_power;
};

void describe_data(CLI::App& app, data_options& o, words& w) {
    auto* party =
        app.add_option("--party", o.parties,
                       "A holder's table, .csv or .csv.gz; repeat it, one for each holder, in order. The file "
                       "that has the label column belongs to the label owner");
    auto* simulate = app.add_option("--simulate", o.simulate_rows,
                                    "Instead of files: simulated card payments, so many rows, cut between a bank "
                                    "(with the labels) and a payment processor")
                         ->check(CLI::PositiveNumber);
    party->excludes(simulate);
    auto* test = app.add_option("--test-party", o.test_parties, "The holders' tables of test rows, in the same order");
    test->needs(party);
    app.add_option("--test-fraction", w.test_fraction,
                   "Without --test-party: the share of the rows to test on (0.3); drawn at random, each class by its "
                   "share; the last ones in time with --simulate")
        ->excludes(test)
        ->check(CLI::Range(0.001, 0.999));
    app.add_option("--id-column", o.id_column, "The column on which tables are joined; none: rows match by their order")
        ->capture_default_str();
    app.add_option("--label-column", o.label_column, "The column to predict")->capture_default_str();
    app.add_option("--split-columns", o.split_columns,
                   "Deal the columns of one --party file evenly to so many holders; "
                   "the first one also gets the label")
        ->check(CLI::Range(1, 255));
    app.add_option("--drop", o.drop, "Leave out a column; repeat it");
    app.add_option("--one-hot", o.one_hot, "Make a text column one 0/1 column for each of its values; repeat it");
    auto* below = app.add_option("--label-below", o.label_below, "Make a 0/1 label of numbers: 1 below this");
    app.add_option("--label-above", o.label_above, "Make a 0/1 label of numbers: 1 above this")->excludes(below);
    app.add_flag("--label-only", o.label_only,
                 "Give the label to a party of its own, without features; other columns of "
                 "its file stay with a holder. A file with nothing but ids and the label "
                 "makes such a party without being asked");
    app.add_option("--missing", w.missing, "Missing values: an error, the column's mean, or zero")
        ->check(CLI::IsMember(names(missing_policies)))
        ->capture_default_str();
    app.add_option("--constant-columns", w.constant, "Columns with one value in all training rows")
        ->check(CLI::IsMember(names(constant_policies)))
        ->capture_default_str();
    app.add_option("--clip-features", o.clip_features, "Limit scaled values to this size; 0: as they are")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    app.add_option("--split-seed", o.split_seed, "Decides the test rows, and the simulated ones")
        ->capture_default_str();
}

void describe_network(CLI::App& app, words& w) {
    app.add_option("--task", w.task, "What the label is (default: what the network is for, else binary)")
        ->check(CLI::IsMember(names(tasks)));
    app.add_option("--network", w.network,
                   "Which network: a name or a text, see below (default: the first one for the task)");
}

void describe_training(CLI::App& app, run_options& o, words& w) {
    app.add_option("--epochs", o.epochs, "Times over all rows")->check(CLI::PositiveNumber)->capture_default_str();
    app.add_option("--batch", o.batch, "Rows of a step")->check(CLI::PositiveNumber)->capture_default_str();
    app.add_option("--learning-rate", o.learning_rate)->check(CLI::PositiveNumber)->capture_default_str();
    app.add_option("--optimizer", o.optimizer)->check(CLI::IsMember({"sgd", "adam", "sgld"}))->capture_default_str();
    app.add_option("--momentum", o.momentum, "Of sgd")->check(CLI::Range(0.0, 0.9999))->capture_default_str();
    app.add_option("--temperature", o.temperature, "Of sgld: its noise has variance rate * temperature")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    app.add_option("--class-weight", o.class_weights,
                   "binary: how much more a positive row counts; classes: one number "
                   "for each class")
        ->check(CLI::PositiveNumber);
    app.add_option("--l2", o.l2, "Weight decay")->check(CLI::NonNegativeNumber)->capture_default_str();
    app.add_option("--clip-norm", o.clip_norm, "Largest norm of a zone's gradients; 0: no bound")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    app.add_option("--early-stopping", o.early_stopping,
                   "Stop after so many epochs without a lower loss on validation "
                   "rows, a tenth of the training rows held back");
    auto* defence = app.add_option("--defence", w.defence,
                                   "What the label owner does to the gradient it sends, so that it says less of the "
                                   "labels; marvell: for binary labels")
                        ->check(CLI::IsMember(defences))
                        ->capture_default_str();
    app.add_option("--defence-power", w.defence_power,
                   "marvell: squared length of the noise, in squared distances between the means of both "
                   "classes (4)")
        ->needs(defence)
        ->check(CLI::Range(1e-9, 1e9));
    app.add_option("--product-noise", o.product_noise,
                   "Standard deviation of the noise that each holder adds to its part of h1, by the protocols")
        ->check(CLI::Range(0.0, 1e6))
        ->capture_default_str();
    app.add_flag("--audit", o.audit,
                 "Say in words what server and holders could tell about binary labels from gradients");
    app.add_option("--seed", o.seed, "Decides the first weights, the noise and the order of batches")
        ->capture_default_str();
    app.add_option("--runs", o.runs, "Train so many times, with seeds counted up from --seed")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    app.add_option("--threads", o.threads, "Of each party, for encryption")
        ->check(CLI::Range(1, 1024))
        ->capture_default_str();
    auto* estimate = app.add_flag("--estimate", o.estimate,
                                  "Train nothing: say what each protocol would send, how often parties would wait for "
                                  "one another, and about how long training would take");
    app.add_option("--bandwidth", o.bandwidth,
                   "With --estimate: of the links between parties, Mbit/s each way; 0: all parties in this process")
        ->needs(estimate)
        ->check(CLI::Range(0.0, 1e9))
        ->capture_default_str();
    app.add_option("--latency", o.latency, "With --estimate: of the links, ms one way")
        ->needs(estimate)
        ->check(CLI::Range(0.0, 1e6))
        ->capture_default_str();
}

void describe_protocol(CLI::App& app, run_options& o, words& w) {
    app.add_option("--protocol", w.protocol)->check(CLI::IsMember(names(protocol_choices)))->capture_default_str();
    app.add_option(
           "--cipher", w.cipher,
           "encrypted: by lattices (rlwe) or by Paillier (default: rlwe; with --protocol all first the one, then "
           "the other)")
        ->check(CLI::IsMember(ciphers));
    app.add_option(
           "--security-bits", o.security_bits,
           "encrypted: breaking it takes 2^this operations; rlwe has 128, paillier 112, 128, 192 or 256, by keys "
           "of 2048, 3072, 7680 or 15360 bits")
        ->check(CLI::IsMember({112, 128, 192, 256}))
        ->capture_default_str();
    app.add_option("--fraction-bits", o.fraction_bits,
                   "Of a number in fixed point; 0: 20, with --narrow 12, or down to 9 where 32 bits are then enough")
        ->check(CLI::Range(0, 31));
    auto* range = app.add_option("--range-bits", o.range_bits, "Sums in the first layer stay within 2^this; -1: 12")
                      ->check(CLI::Range(-1, 62));
    app.add_flag("--narrow", o.narrow,
                 "Compute with as few bits as all rows and their weights need, in 32 bits where that is enough: less "
                 "to send and to encrypt, and coarser numbers")
        ->excludes(range);
    app.add_flag("--reopen", o.reopen, "shared: open the masked features anew for each batch, instead of keeping them");
}

void describe_output(CLI::App& app, output_options& o) {
    app.add_option("--history", o.history, "Write loss and test figures after every epoch to this file (.csv)");
    app.add_option("--predictions", o.predictions, "Write the predictions of the test rows to this file (.csv)");
    app.add_option("--json", o.json, "Write the figures of every run to this file");
    app.add_flag("--quiet", o.quiet, "No progress and no table; the JSON line alone");
}

[[nodiscard]] std::string network_list() {
    std::ostringstream out;
    out << "Networks (d: the columns of all holders together):\n";
    for (const auto& n : named_networks()) {
        std::string name(n.name);
        name.resize(14, ' ');
        out << "  " << name << name_of(n.task) << ": " << n.text << (n.about.empty() ? "" : "; ") << n.about << "\n";
    }
    out << "Any other as a text: d-16-8-1 tanh; d-1, without a hidden layer; or layer after layer, such as\n"
           "  d: dense 32, relu, dropout 20, dense 16, relu, dense 1\n"
           "The holders compute the first layer, which has to be dense; the label owner the last dense one and what\n"
           "follows it; the server the others. The last layer gives one number, or one for each class.\n"
           "\nThe last line of the standard output is JSON: an array with one object for each run.\n"
           "Ends with 0, with 1 after an error in data or training, with 2 for a wrong option.";
    return out.str();
}

void require_option(bool holds, const std::string& what) {
    if (!holds) throw CLI::ValidationError(what);
}

[[nodiscard]] chosen_network network_of(const words& w) {
    try {
        return choose_network(w.network, w.task.empty() ? std::nullopt : std::optional(tasks.at(w.task)));
    } catch (const spnn::data_error& e) {
        throw CLI::ValidationError(std::string("--network: ") + e.what());
    }
}

// Fills in what depends on several options and refuses what does not go together.
void finish(options& o, const words& w) {
    auto& d = o.data;
    require_option(!d.parties.empty() || d.simulate_rows > 0,
                   "name the data: --party FILE for each holder, or --simulate ROWS");
    require_option(d.test_parties.empty() || d.test_parties.size() == d.parties.size(),
                   "--test-party: as many files as --party are needed, in the same order");
    require_option(d.split_columns == 0 || d.parties.size() == 1, "--split-columns cuts one --party file, no more");
    require_option(d.parties.size() != 1 || d.split_columns > 0,
                   "one --party file: say with --split-columns to how many holders its columns are dealt");
    if (w.test_fraction > 0) d.test_fraction = w.test_fraction;
    if (d.id_column == "none") d.id_column.clear();
    d.missing = missing_policies.at(w.missing);
    d.constant = constant_policies.at(w.constant);

    auto& r = o.run;
    r.protocols = protocol_choices.at(w.protocol);
    if (w.cipher == "paillier") std::erase(r.protocols, protocol::encrypted);
    if (w.cipher == "rlwe") std::erase(r.protocols, protocol::encrypted_by_paillier);
    if (w.cipher == "paillier" && w.protocol == "encrypted") r.protocols = {protocol::encrypted_by_paillier};
    require_option(r.security_bits == 128 || std::ranges::find(r.protocols, protocol::encrypted) == r.protocols.end(),
                   "--security-bits " + std::to_string(r.security_bits) +
                       ": rlwe has 128 bits of security; choose --cipher paillier for other levels");
    const auto chosen = network_of(w);
    r.task = chosen.task;
    r.network = chosen.name;
    require_option(r.task == task::classes || chosen.zones.scores() == 1,
                   "--network " + r.network + ": gives " + std::to_string(chosen.zones.scores()) + " numbers, for " +
                       name_of(r.task) + " one is expected");
    require_option(r.task == task::binary || !(d.label_below || d.label_above),
                   "--label-below and --label-above make binary labels");
    require_option(w.defence == "marvell" || !w.defence_power, "--defence-power is for --defence marvell");
    require_option(!r.audit || r.task == task::binary, "--audit is for binary labels");
    require_option(w.defence != "marvell" || r.task == task::binary, "--defence marvell is for binary labels");
    if (w.defence == "max_norm") r.defence = spnn::defence::max_norm{};
    if (w.defence == "marvell") r.defence = spnn::defence::marvell{.power = w.defence_power.value_or(4)};
    const std::size_t weights = r.task == task::binary ? 1 : r.task == task::classes ? chosen.zones.scores() : 0;
    require_option(r.class_weights.empty() || r.class_weights.size() == weights,
                   "--class-weight: " + std::to_string(weights) + " numbers are needed, " +
                       std::to_string(r.class_weights.size()) + " came");
}

}  // namespace

std::string name_of(protocol p) {
    return p == protocol::encrypted_by_paillier ? "encrypted, Paillier" : first_layer_of(p);
}

std::string cipher_of(protocol p) {
    if (p == protocol::encrypted) return ciphers[0];
    return p == protocol::encrypted_by_paillier ? ciphers[1] : std::string();
}

std::string first_layer_of(protocol p) {
    if (p == protocol::encrypted_by_paillier) p = protocol::encrypted;
    for (const auto& [name, chosen] : protocol_choices)
        if (chosen == std::vector{p}) return name;
    return {};
}

std::string name_of(ring r) { return std::string(r == ring::z2k_32 ? spnn::z2k<32>::name : spnn::z2k<64>::name); }

std::string name_of(task t) {
    for (const auto& [name, value] : tasks)
        if (value == t) return name;
    return {};
}

std::optional<options> parse(int argc, const char* const* argv, int& exit_code) {
    options o;
    words w;
    CLI::App app(
        "Trains one neural network on columns that several parties keep to themselves: every role in a thread of "
        "its own,\nand the same network in the clear beside it for comparison.",
        "spnn_train");
    app.get_formatter()->column_width(34);
    app.footer(network_list());
    app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::Throw);
    describe_data(app, o.data, w);
    describe_network(app, w);
    describe_training(app, o.run, w);
    describe_protocol(app, o.run, w);
    describe_output(app, o.output);
    try {
        app.parse(argc, argv);
        finish(o, w);
    } catch (const CLI::CallForHelp&) {
        std::cout << app.help() << std::flush;
        exit_code = 0;
        return std::nullopt;
    } catch (const CLI::Error& e) {
        std::cerr << "spnn_train: " << e.what() << " (--help lists all options)" << std::endl;
        exit_code = 2;
        return std::nullopt;
    }
    return o;
}

}  // namespace spnn_train
