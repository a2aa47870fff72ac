// Seconds an epoch takes: the plaintext network in one place, beside it the floor; the protocols, all roles in one
// process. The mean over all epochs of a run, the first with what is done once (page faults, masked features, triples)
// among them.

#include "fraud.hpp"
#include "rows.hpp"

#include <floors/training.hpp>

#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/first_layer/shared.hpp>
#include <spnn/split/narrow.hpp>
#include <spnn/split/simulate.hpp>

#include <memory>

namespace {

using namespace performance;

struct setting {
    job what;
    std::vector<std::string> protocols{"plain"};
    std::size_t repetitions = 3, threads = 1;
    bool once = false;        // no warm-up: for what takes minutes
    std::string of{"epoch"};  // what the rows are for
};

[[nodiscard]] double per_epoch(double seconds, const split::plan& p) { return seconds / static_cast<double>(p.epochs); }

[[nodiscard]] double train_joined(const split::plan& p, const split::vertical_table& table) {
    split::joined_network<fraud> network(p, split::private_seeds(1));
    return per_epoch(seconds_of([&] { network.train(table); }), p);
}

// Set-up is a row of its own: keys, tables of powers, the first words between the parties.
template <class First>
[[nodiscard]] double train_split(const setting& s, const split::plan& p, const split::vertical_table& table,
                                 const std::string& parameters, std::string_view variant = "") {
    split::simulation_options options;
    options.threads = s.threads;
    const auto result = split::simulate<fraud, First>(p, table, {}, {}, options);
    add(spnn::text("setup.", First::name, variant), result.setup_seconds, "s", parameters);
    return per_epoch(result.train_seconds, p);
}

void measure(const setting& s) {
    const auto table = made_up_table(s.what);
    const auto parameters = spnn::text("rows=", s.what.rows, ";columns=", s.what.columns, ";holders=", s.what.holders,
                                       ";tier=", tier(), ";of=", s.of);
    auto plan = plan_of(s.what);
    auto one_epoch = plan;
    one_epoch.epochs = 1;
    one_epoch = with_keys_of_2048_bits(one_epoch);
    auto narrow = one_epoch;
    std::unique_ptr<floors::fused_training> floor;
    std::vector<contender> contenders;
    for (const auto& protocol : s.protocols) {
        contender c{spnn::text("epoch.", protocol), "s", parameters, {}};
        if (protocol == "plain") {
            c.measure = [&] { return train_joined(plan, table); };
        } else if (protocol == "masked") {
            c.measure = [&] { return train_split<split::masked<>>(s, plan, table, parameters); };
        } else if (protocol == "masked32") {
            c.measure = [&] { return train_split<split::masked<spnn::z2k<32>>>(s, plan, table, parameters); };
        } else if (protocol == "shared") {
            c.measure = [&] { return train_split<split::shared<>>(s, plan, table, parameters); };
        } else if (protocol == "encrypted") {
            c.measure = [&] { return train_split<by_paillier>(s, one_epoch, table, parameters); };
        } else if (protocol == "encrypted_rlwe") {
            c.measure = [&] { return train_split<by_rlwe>(s, plan, table, parameters, "_rlwe"); };
        } else if (protocol == "encrypted_narrow") {
            narrow.fraction_bits = 10;
            narrow.range_bits = split::range_bits_for(narrow, fraud::first_width, table.features);
            c.measure = [&] { return train_split<by_paillier>(s, narrow, table, parameters); };
        } else if (!floors::fused_training::is_available()) {
            add_text(c.name, "this machine has no AVX-512", "missing");
            continue;
        } else {
            expect(floors::fused_training::agrees_with_plain_loops(), "fused training");
            floor = std::make_unique<floors::fused_training>(table, s.what.batch);
            c.measure = [&] {
                return per_epoch(seconds_of([&] {
                                     for (std::size_t i = 0; i < plan.epochs; ++i) floor->train_epoch(0.1F);
                                 }),
                                 plan);
            };
        }
        contenders.push_back(std::move(c));
    }
    alternate(s.repetitions, contenders, !s.once);
}

}  // namespace

int main(int argc, char** argv) {
    setting s;
    return run(
        argc, argv, "Seconds of an epoch of 28-8-8-1",
        [&](CLI::App& app) {
            app.add_option("--protocols", s.protocols, "what to time")
                ->delimiter(',')
                ->check(CLI::IsMember({"plain", "floor", "masked", "masked32", "shared", "encrypted", "encrypted_rlwe",
                                       "encrypted_narrow"}));
            app.add_option("--rows", s.what.rows, "rows of an epoch");
            app.add_option("--columns", s.what.columns, "columns of all holders together");
            app.add_option("--holders", s.what.holders, "holders")->check(CLI::Range(2, 255));
            app.add_option("--threads", s.threads, "threads of each party for encryption");
            app.add_option("--of", s.of, "a parameter of all rows: what they are for");
            app.add_option("--repetitions", s.repetitions, "rows of each");
            app.add_flag("--once", s.once, "without a run before the first row");
        },
        [&] { measure(s); });
}
