#include <spnn/exchange/arrays.hpp>
#include <spnn/nn/loss/mean_squared_error.hpp>
#include <spnn/split/estimate.hpp>
#include <spnn/split/first_layer/in_the_clear.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/narrow.hpp>
#include <spnn/store/model_file.hpp>

#include <split/support/roles.hpp>
#include <split/support/runs.hpp>
#include <support/errors.hpp>
#include <support/scratch.hpp>
#include <support/wrong_arguments.hpp>

#include <fstream>
#include <limits>

namespace {

using namespace test;
namespace fs = std::filesystem;
using spnn::crypto::seed;
constexpr std::size_t huge = std::numeric_limits<std::size_t>::max();
constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

struct some_weights {
    matrix<float> x = random_reals(1, 1, 1);
    template <class F>
    void for_each_weight(F&& f) {
        f("x", x);
    }
    template <class F>
    void for_each_weight(F&& f) const {
        f("x", x);
    }
};

// A run of two holders, changed in one thing.
std::function<void()> a_run(std::function<void(run_request&)> change, protocol by = protocol::masked) {
    return [change = std::move(change), by] {
        auto request = small_request(2, 1);
        change(request);
        static_cast<void>(run(by, ring::z2k_64, request));
    };
}

TEST_CASE("split: a run with wrong arguments is refused by a spnn::error that names them") {
    check_all_refused({
        {"plan: columns has 0 entries", a_run([](auto& r) { r.plan.columns.clear(); })},
        {"plan: holder_2 has no columns", a_run([](auto& r) { r.plan.columns[1] = 0; })},
        {"label_owner is holder_3", a_run([](auto& r) { r.plan.label_holder = 2; })},
        {"train_rows is 0", a_run([](auto& r) { r.plan.train_rows = 0; })},
        {"batch is 0", a_run([](auto& r) { r.plan.batch = 0; })},
        {"first_epoch is 3", a_run([](auto& r) { r.plan.first_epoch = 3; })},
        {"first_epoch is 1, but ", a_run([](auto& r) { r.plan.first_epoch = 1; })},
        {"learning_rate is nan", a_run([](auto& r) { r.plan.rule.rate = nan; })},
        {"momentum is 2", a_run([](auto& r) { r.plan.rule.optimizer = nn::sgd{.momentum = 2}; })},
        {"l2 is -1", a_run([](auto& r) { r.plan.rule.l2 = -1; })},
        {"fraction_bits is 99", a_run([](auto& r) { r.plan.fraction_bits = 99; })},
        {"features of 0 holders", a_run([](auto& r) { r.table.features.clear(); })},
        {"features of 3 holders", a_run([](auto& r) { r.table.features.emplace_back(); })},
        {"holder_2: features are 0x0, expected 23x3", a_run([](auto& r) { r.table.features[1] = {}; })},
        {"holder_2: features are 23x4", a_run([](auto& r) { r.table.features[1] = random_reals(23, 4, 1); })},
        {"holder_1: features, row 5, column 2", a_run([](auto& r) { r.table.features[0](4, 1) = nan; })},
        {"holder_1: targets are 0x0, expected 23x1", a_run([](auto& r) { r.table.targets = {}; })},
        {"holder_1: targets, row 1, column 1", a_run([](auto& r) { r.table.targets(0, 0) = nan; })},
        {"the target of row 3 is neither", a_run([](auto& r) { r.table.targets(2, 0) = 0.5F; })},
        {"features to evaluate of 0 holders", a_run([](auto& r) { r.evaluate = {}; })},
        {"targets to evaluate are 8x1", a_run([](auto& r) { r.evaluate.targets = constant(8, 1, 1.0F); })},
        {"features to predict of 1 holders", a_run([](auto& r) { r.predict.pop_back(); })},
        {"features to predict of holder_2 are 4x3", a_run([](auto& r) { r.predict[1] = random_reals(4, 3, 1); })},
        {"features to predict of holder_1, row 1", a_run([](auto& r) { r.predict[0](0, 0) = nan; })},
        {"product_noise of 3 holders", a_run([](auto& r) { r.product_noise = {1, 1, 1}; })},
        {"product_noise: the deviation is -1", a_run([](auto& r) { r.product_noise = {-1, 0}; })},
        {"its noise on the first layer", a_run([](auto& r) { r.product_noise = {1e9, 0}; })},
        {"min_delta is nan", a_run([](auto& r) { r.labels.early_stopping = {3, double{nan}}; })},
        {"power is -1", a_run([](auto& r) { r.labels.defence = spnn::defence::marvell{.power = -1}; })},
        {"pause_after_epoch needs", a_run([](auto& r) { r.labels.pause_after_epoch = [] { return true; }; })},
        {"security_bits is 7, expected 112 to 256",
         a_run([](auto& r) { r.plan.security_bits = 7; }, protocol::encrypted)},
        {"129 bits of security, it has 128",
         a_run([](auto& r) { r.plan.security_bits = 129; }, protocol::encrypted_by_rlwe)},
        {"security_bits is 18446744073709551615",
         a_run([](auto& r) { r.plan.security_bits = huge; }, protocol::encrypted)},
        {"needs at least two feature holders",
         [] { static_cast<void>(run(protocol::masked, ring::z2k_64, small_request(1))); }},
    });
}

TEST_CASE("split: whatever else takes arguments refuses wrong ones by a spnn::error that names them") {
    const auto request = small_request(2, 1);
    const auto& plan = request.plan;
    auto empty_plan = plan, no_batch = plan, no_rows = plan;
    empty_plan.columns.clear();
    no_batch.batch = 0;
    no_rows.train_rows = 0;
    auto bad = random_reals(4, 2, 1);
    bad(3, 1) = nan;
    split::feature_zone zone(plan, 0, 4, seed_of(1));
    spnn::train::training_loop loop(plan);
    using joined = split::joined_network<small_net>;
    const auto seeds = split::private_seeds(1);
    check_all_refused({
        {"plan: columns has 0 entries", [&] { const joined none(empty_plan, seeds); }},
        {"features to predict of 0 holders", [&] { static_cast<void>(joined(plan, seeds).predict({})); }},
        {"features to predict have 0 rows",
         [&] { static_cast<void>(joined(plan, seeds).predict({random_reals(0, 2, 1), random_reals(0, 3, 1)})); }},
        {"plan: has no holder_3", [&] { const split::feature_zone none(plan, 2, 4, seed_of(1)); }},
        {"range_bits_for: a table of 2 columns", [&] { static_cast<void>(split::range_bits_for(plan, 2, 4, bad)); }},
        {"holder_1: features, row 4, column 2", [&] { static_cast<void>(split::range_bits_for(plan, 0, 4, bad)); }},
        {"growth is nan",
         [&] { static_cast<void>(split::range_bits_for(plan, 0, 4, random_reals(4, 2, 1), {.growth = double{nan}})); }},
        {"product_noise: the deviation is inf", [] { const spnn::defence::product_noise none(infinity, seed_of(1)); }},
        {"product_noise: the deviation is nan",
         [] { const spnn::defence::product_noise none(double{nan}, seed_of(1)); }},
        {"checkpoint_store: keep is 1", [] { const spnn::store::checkpoint_store none("folder", 1); }},
        {"min_delta is -1", [] { const spnn::train::patience_watch none({1, -1}); }},
        {"batch is 0", [&] { static_cast<void>(split::run_cost<small_net, split::masked<>>(no_batch)); }},
        {"train_rows is 0", [&] { static_cast<void>(split::estimate<small_net, split::masked<>>(no_rows, {}, {})); }},
        {"links of nan",
         [&] { static_cast<void>(split::estimate<small_net, split::masked<>>(plan, {double{nan}, 0}, {})); }},
        {"links of -1 Mbit/s",
         [&] { static_cast<void>(split::estimate<small_net, split::masked<>>(plan, {-1, 0}, {})); }},
        {"this party needs a transport to server",
         [] { static_cast<void>(split::links<any_transport>().to(the_server)); }},
        {"server is connected twice",
         [] {
             split::links<any_transport> links;
             links.connect(the_server, plain_link(the_server, the_holder(0)).first);
             links.connect(the_server, plain_link(the_server, the_holder(0)).first);
         }},
        {"holder_1: train was called before",
         [&] {
             struct {
                 void train_step(const split::step&) {}
                 void infer_step(const split::step&) {}
                 spnn::train::after_epoch take_up(std::size_t) { return spnn::train::after_epoch::go_on; }
                 spnn::train::after_epoch finish_epoch(std::size_t) { return spnn::train::after_epoch::go_on; }
             } role;
             loop.train(role);
             loop.require_untrained(the_holder(0));
         }},
    });
}

TEST_CASE("split: files and folders that cannot be are a spnn::error that names them") {
    const scratch here;
    const auto file = here.folder / "file";
    std::ofstream(file) << "no folder";
    const auto inside = file / "inside";
    const auto owner = spnn::store::checkpoint_owner{"server", "net", {}};
    split::feature_zone zone(small_request(2).plan, 0, 4, seed_of(1));
    some_weights weights;
    check_all_refused({
        {file.string(), [&] { static_cast<void>(spnn::store::checkpoint_store(file).held(owner)); }},
        {inside.string(), [&] { static_cast<void>(spnn::store::checkpoint_store(inside).held(owner)); }},
        {file.string(), [&] { spnn::store::checkpoint_store(inside).save(owner, {}, 1, seed_of(1), zone); }},
        {file.string(), [&] { spnn::store::checkpoint_store(file).save(owner, {}, 1, seed_of(1), zone); }},
        {"cannot be opened", [&] { static_cast<void>(spnn::store::checkpoint_store(here.folder).load(owner, 1)); }},
        {inside.string(), [&] { spnn::store::save_model(inside, "server", "net", {}, weights); }},
        {"cannot be written", [&] { spnn::store::save_model(here.folder, "server", "net", {}, weights); }},
        {"cannot be opened", [&] { spnn::store::load_model(inside, "server", "net", weights); }},
        {"cannot be opened", [&] { spnn::store::load_model(here.folder, "server", "net", weights); }},
        {"is no model file", [&] { spnn::store::load_model(file, "server", "net", weights); }},
        {file.string(), [&] { spnn::exchange::save_arrays(file, weights); }},
        {"is no folder that can be read", [&] { spnn::exchange::load_arrays(file, weights); }},
        {"checkpoints", a_run([&](auto& r) { r.checkpoints = file / "checkpoints"; })},
    });
}

// The roles themselves, before and after training; nobody else is bothered.
TEST_CASE("split: roles that are asked wrongly refuse by a spnn::error that names the argument") {
    role_script script(small_request(2, 1));
    const auto& table = script.request.table;
    const auto& evaluate = script.request.evaluate;
    script.with_labeler = [&](a_labeler& self) {
        const split::labelled_table sound{table.targets, table.features[0]},
            to_evaluate{evaluate.targets, evaluate.features[0]};
        check_all_refused({
            {"holder_1: targets are 0x0, expected 23x1", [&] { self.train({}); }},
            {"holder_1: targets to evaluate are 0x0, expected 9x1", [&] { self.train(sound); }},
            {"holder_1: features are 0x0, expected 23x2", [&] { self.train({table.targets, {}}, to_evaluate); }},
            {"holder_1: features to evaluate are 0x0", [&] { self.train(sound, {evaluate.targets, {}}); }},
            {"labeler: this party holds features", [&] { static_cast<void>(self.predict(std::size_t{3})); }},
            {"labeler: 0 rows to predict", [&] { static_cast<void>(self.predict(matrix<float>{})); }},
            {"features to predict are 3x1", [&] { static_cast<void>(self.predict(random_reals(3, 1, 1))); }},
            {"cannot be opened", [&] { self.load("no/such/file"); }},
            {"cannot be written", [&] { self.save("no/such/folder/file"); }},
        });
        self.train(sound, to_evaluate);
    };
    script.with_holder = [&](std::size_t j, a_holder& self) {
        check_all_refused({
            {"holder_2: features are 0x0, expected 23x3", [&] { self.train({}); }},
            {"holder_2: features to evaluate are 0x0, expected 9x3", [&] { self.train(table.features[j]); }},
            {"holder_2: features to predict are 3x1", [&] { self.predict(random_reals(3, 1, 1)); }},
            {"cannot be opened", [&] { self.load("no/such/file"); }},
        });
        self.train(table.features[j], evaluate.features[j]);
    };
    script.with_server = [](a_server& self) {
        check_all_refused({{"cannot be opened", [&] { self.load("no/such/file"); }}});
        self.train();
    };
    script.predictions = 0;
    const auto outcome = play_roles(script);  // which trains once more
    for (const auto& [who, failure] : outcome.failures) {
        if (who == the_dealer) continue;  // has trained once
        const auto name = who.name();     // named anew: Clang 14 does not capture bindings
        const auto why = error_of<spnn::usage_error>([&kept = failure] { std::rethrow_exception(kept); });
        CHECK(contains(why, name + ": train was called before on this role"));
    }
    CHECK_FALSE(outcome.failures.at(the_dealer));
}

}  // namespace
