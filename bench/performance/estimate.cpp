// How good is an estimate? Seconds of an epoch as estimated and as measured, by each private protocol, all roles in
// this process: the mean over a run of the paper's networks, over five epochs or, by `encrypted`, one. Each estimate
// measures the machine anew. Or what is to be exact: the bytes and rounds of these runs, as estimated and as counted.

#include "distress.hpp"
#include "fraud.hpp"
#include "rows.hpp"

#include <spnn/split/estimate.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/first_layer/shared.hpp>

#include <split/support/tally.hpp>

namespace {

using namespace performance;

struct setting {
    std::vector<std::string> protocols{"masked", "shared", "encrypted_rlwe", "encrypted"};
    std::size_t rows = fraud_rows, repetitions = 1, threads = 1;
    bool counts = false;
};

// Rows of all digits.
void add_counts(const char* quantity, std::uint64_t estimated, std::uint64_t counted, const std::string& parameters) {
    add_text(spnn::text("estimated.", quantity), std::to_string(estimated), quantity, parameters);
    add_text(spnn::text("counted.", quantity), std::to_string(counted), quantity, parameters);
}

template <class Net, class First>
void compare(const setting& s, const split::plan& p, const split::vertical_table& table,
             const std::string& parameters) {
    split::simulation_options options;
    options.threads = s.threads;
    if (s.counts) {
        test::tallies counted;
        const auto link = [&](split::party a, split::party b) { return counted.link(a, b); };
        static_cast<void>(split::simulate<Net, First>(p, table, {}, {}, options, link));
        const auto estimated = split::estimate<Net, First>(p, {}, {}).run;
        add_counts("bytes", estimated.sent.bytes, counted.sent().bytes, parameters);
        add_counts("messages", estimated.sent.messages, counted.sent().messages, parameters);
        add_counts("rounds", estimated.rounds, counted.rounds(), parameters);
        return;
    }
    const auto epochs = static_cast<double>(p.epochs);
    const auto estimated = [&] {
        return split::estimate<Net, First>(p, {}, split::calibrate<Net, First>(p, s.threads)).run.seconds() / epochs;
    };
    const auto measured = [&] { return split::simulate<Net, First>(p, table, {}, {}, options).train_seconds / epochs; };
    alternate(s.repetitions,
              {{"estimated.seconds", "s", parameters, estimated}, {"measured.seconds", "s", parameters, measured}},
              false);
}

template <class Net>
void compare_protocols(const setting& s, const char* shape, job what) {
    what.rows = std::min(what.rows, s.rows);
    const auto table = made_up_table(what);
    const auto plan = plan_of(what);
    auto one_epoch = plan;
    one_epoch.epochs = 1;
    one_epoch = with_keys_of_2048_bits(one_epoch);
    for (const auto& protocol : s.protocols) {
        const auto parameters = spnn::text("shape=", shape, ";protocol=", protocol, ";rows=", what.rows);
        if (protocol == "masked")
            compare<Net, split::masked<>>(s, plan, table, parameters);
        else if (protocol == "shared")
            compare<Net, split::shared<>>(s, plan, table, parameters);
        else if (protocol == "encrypted_rlwe")
            compare<Net, by_rlwe>(s, plan, table, parameters);
        else
            compare<Net, by_paillier>(s, one_epoch, table, parameters);
    }
}

}  // namespace

int main(int argc, char** argv) {
    setting s;
    return run(
        argc, argv, "Estimates beside what they are about",
        [&](CLI::App& app) {
            app.add_option("--protocols", s.protocols, "what to estimate")
                ->delimiter(',')
                ->check(CLI::IsMember({"masked", "shared", "encrypted_rlwe", "encrypted"}));
            app.add_option("--rows", s.rows, "rows of an epoch, at most");
            app.add_option("--threads", s.threads, "threads of each party for encryption");
            app.add_option("--repetitions", s.repetitions, "rows of each");
            app.add_flag("--counts", s.counts, "bytes, messages and rounds instead of seconds");
        },
        [&] {
            compare_protocols<fraud>(s, "28-8-8-1", {});
            compare_protocols<distress<own_dense>>(s, "556-400-16-8-1", distress_job);
        });
}
