#include "run.hpp"

#include <spnn/core/ring/z2k.hpp>
#include <spnn/split/narrow.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace spnn_train {

namespace nn = spnn::nn;
namespace split = spnn::split;

namespace {

[[nodiscard]] split::update_rule rule_of(const run_options& o) {
    split::update_rule rule;
    if (o.optimizer == "sgd") rule.optimizer = nn::sgd{o.momentum};
    if (o.optimizer == "adam") rule.optimizer = nn::adam{};
    if (o.optimizer == "sgld") rule.optimizer = nn::sgld{o.temperature};
    rule.rate = o.learning_rate;
    rule.l2 = o.l2;
    rule.clip_norm = o.clip_norm;
    return rule;
}

[[nodiscard]] double largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        largest = std::fmax(largest, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
    return largest;
}

[[nodiscard]] bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

}  // namespace

session::session(const run_options& o, const chosen_network& n, const dataset& d, bool history)
    : options(o), data(d), network(n), with_history(history) {
    plan.columns = d.columns();
    spnn::require<spnn::usage_error>(n.columns == 0 || n.columns == plan.total_columns(), "--network ", n.name, ": ",
                                     n.columns, " columns go in, and the holders have ", plan.total_columns(),
                                     " together; write d for however many there are");
    plan.network = n.zones.show();
    plan.label_holder = d.label_holder;
    plan.train_rows = spnn::rows(d.train.targets);
    plan.evaluate_rows = history || o.early_stopping > 0 ? spnn::rows(watched().targets) : 0;
    plan.epochs = o.epochs;
    plan.batch = o.batch;
    plan.batch_seed = o.seed;
    plan.rule = rule_of(o);
    plan.fraction_bits = o.fraction_bits;
    plan.range_bits = o.range_bits;
    if (o.narrow) narrow();
    plan.keep_masked_features = !o.reopen;
    plan.security_bits = o.security_bits;
    check(plan);
    static_cast<void>(split::fixed_point_of<spnn::z2k<64>>(plan));
}

void session::narrow() {
    using short_ring = spnn::z2k<32>;
    constexpr int enough = spnn::fixed_point<short_ring>::default_fraction_bits, least = 9;
    const bool is_open = plan.fraction_bits == 0;
    if (is_open) plan.fraction_bits = least;
    const split::range_forecast forecast{.product_noise = options.product_noise};
    for (const auto* table : {&data.train, &data.validation, &data.test})
        plan.range_bits = std::max(
            plan.range_bits, split::range_bits_for(plan, network.zones.hidden.in.size(), table->features, forecast));
    if (is_open) {
        const int fitting = split::fraction_bits_beside<short_ring>(plan.range_bits);
        plan.fraction_bits = fitting < least ? enough : std::min(fitting, enough);
    }
    ring = split::in_narrowest_ring<short_ring, spnn::z2k<64>>(
        plan, []<class R>() { return R::bits == 32 ? ring::z2k_32 : ring::z2k_64; });
}

const split::vertical_table& session::watched() const {
    return options.early_stopping > 0 ? data.validation : data.test;
}

job session::make_job(std::uint64_t seed) const {
    job j{plan,
          &data.train,
          &watched(),
          &data.test.features,
          seed,
          options.threads,
          options.early_stopping,
          options.class_weights,
          options.defence,
          options.product_noise,
          {},
          nullptr};
    j.plan.batch_seed = seed;
    return j;
}

void session::restore_unit(spnn::matrix<float>& predictions) const {
    if (options.task != task::regression) return;
    for (float& p : spnn::elements(predictions))
        p = static_cast<float>(static_cast<double>(p) * data.label_deviation + data.label_mean);
}

training session::finish(outcome result) const {
    restore_unit(result.predictions);
    training t{std::move(result), {}, {}};
    t.metrics = metrics_of(options.task, t.result.predictions, data.test_labels());
    if (!with_history || options.early_stopping > 0) return t;
    for (auto& epoch : t.result.epochs) {
        restore_unit(epoch.evaluate_predictions);
        t.epoch_metrics.push_back(metrics_of(options.task, epoch.evaluate_predictions, data.test_labels()));
    }
    return t;
}

training session::train_alone(std::size_t holder, std::uint64_t seed, progress& bar) const {
    const split::vertical_table train{{data.train.features[holder]}, data.train.targets};
    const std::vector<spnn::matrix<float>> test{data.test.features[holder]};
    job j = make_job(seed);
    j.plan.columns = {plan.columns[holder]};
    j.plan.label_holder = 0;
    j.plan.evaluate_rows = 0;
    j.defence = spnn::defence::no_defence{};  // nothing leaves the holder
    j.train = &train;
    j.test = &test;
    bar.start("plaintext, holder_" + std::to_string(holder + 1) + " alone", seed, plan.epochs);
    j.on_batch = bar.watch();
    outcome result = train_plaintext(j);
    result.epochs.clear();
    training t{std::move(result), {}, {}};
    restore_unit(t.result.predictions);
    t.metrics = metrics_of(options.task, t.result.predictions, data.test_labels());
    return t;
}

std::vector<split::run_estimate> session::estimate() const {
    std::vector<split::run_estimate> all;
    for (const auto p : options.protocols) {
        all.push_back(spnn_train::estimate(p, ring, plan, {options.bandwidth, options.latency}, options.threads));
        all.back().protocol = name_of(p);
    }
    return all;
}

seed_record session::train(std::uint64_t seed, progress& bar) const {
    seed_record record;
    record.seed = seed;
    job j = make_job(seed);
    j.on_batch = bar.watch();

    // First in the clear: early stopping decides there how many epochs all others have.
    bar.start("in_the_clear", seed, plan.epochs);
    label_onlooker onlooker(data.train.targets, plan.label_owner());
    job first = j;
    if (options.audit) first.onlooker = &onlooker;
    const auto clear = spnn_train::train(protocol::in_the_clear, ring, first);
    record.audit = onlooker.findings();

    job plain = j;
    plain.plan.epochs = clear.epochs.size();
    bar.start("plaintext, joined", seed, plain.plan.epochs);
    record.joined = finish(train_plaintext(plain));
    for (std::size_t holder = 0; holder < plan.holders(); ++holder)
        record.alone.push_back(train_alone(holder, seed, bar));

    // `shared` cannot round products as the others do: beside it stands a run in the clear that does not either.
    outcome exact;
    if (std::ranges::find(options.protocols, protocol::shared) != options.protocols.end()) {
        job unrounded = j;
        unrounded.plan.round_products = false;
        bar.start("in_the_clear, not rounded", seed, plan.epochs);
        exact = spnn_train::train(protocol::in_the_clear, ring, unrounded);
    }
    for (const auto p : options.protocols) {
        bar.start(name_of(p), seed, clear.epochs.size());
        outcome result = p == protocol::in_the_clear ? clear : spnn_train::train(p, ring, j);
        const bool equal = same_bits(result.weights, p == protocol::shared ? exact.weights : clear.weights);
        const double difference = largest_difference(result.weights, record.joined.result.weights);
        record.runs.push_back({p, finish(std::move(result)), equal, difference});
    }
    bar.finish();
    return record;
}

}  // namespace spnn_train
