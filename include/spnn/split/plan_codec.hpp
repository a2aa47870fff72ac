// split/plan_codec.hpp: a plan, and what is agreed beside it, as bytes: how a coordinator proposes a run.
//
// Public, like the plan itself. What is loaded has been checked field by field for being well formed; whether a run
// can follow it is check(plan)'s question, and whether a party wants to is its policy's (split/policy.hpp).

#pragma once

#include <spnn/core/bytes.hpp>
#include <spnn/core/ring/z2k.hpp>
#include <spnn/split/plan.hpp>

namespace spnn::inline SPNN_ABI::split {

// How the parties bring their rows into one order before training.
enum class alignment_mode : std::uint8_t {
    intersection = 0,  // by private set intersection of their ids (align/intersect.hpp)
    in_order = 1,      // they are in one order already, which is checked (align/in_order.hpp)
};

// Everything a run is made of. Sizes of the plan (columns, rows) and its first epoch are zero until all parties have
// said what they hold.
struct proposal {
    std::string protocol;                                     // the name of a first layer
    std::string ring{z2k<64>::name};                          // of `masked` and `shared`
    std::string network;                                      // a name that the parties' programs know
    alignment_mode alignment = alignment_mode::intersection;  // of the rows
    double test_fraction = 0.3;    // of the common rows; predicted after training, never trained on
    std::uint64_t split_seed = 1;  // for which common rows are the test
    bool predict_only = false;     // no training: the parties bring new rows and their saved weights
    split::plan plan;              // all the rest
};

namespace detail {

inline constexpr std::size_t max_proposal_bytes = 16 * 1024;

inline void store_rule(byte_writer& out, const update_rule& rule) {
    out.scalar(static_cast<std::uint8_t>(rule.optimizer.chosen().index()));
    if (const auto* sgd = std::get_if<nn::sgd>(&rule.optimizer.chosen())) {
        out.scalar(sgd->momentum);
        out.scalar(static_cast<std::uint8_t>(sgd->nesterov));
    }
    if (const auto* adam = std::get_if<nn::adam>(&rule.optimizer.chosen())) {
        out.scalar(adam->beta1);
        out.scalar(adam->beta2);
        out.scalar(adam->epsilon);
    }
    if (const auto* sgld = std::get_if<nn::sgld>(&rule.optimizer.chosen())) out.scalar(sgld->temperature);
    out.scalar(static_cast<std::uint8_t>(rule.rate.shape));
    out.scalar(rule.rate.initial);
    out.scalar(rule.rate.factor);
    out.scalar(rule.rate.last);
    out.scalar(rule.rate.period);
    out.scalar(rule.l2);
    out.scalar(rule.clip_norm);
}

// A number that stands for one of `count` choices.
[[nodiscard]] inline std::uint8_t load_choice(byte_reader& in, std::uint8_t count, std::string_view field) {
    const auto choice = in.scalar<std::uint8_t>(field);
    require<data_error>(choice < count, field, ": ", +choice, " stands for nothing");
    return choice;
}

[[nodiscard]] inline double load_finite(byte_reader& in, std::string_view field) {
    const auto x = in.scalar<double>(field);
    require<data_error>(std::isfinite(x), field, ": is no finite number");
    return x;
}

[[nodiscard]] inline update_rule load_rule(byte_reader& in) {
    update_rule rule;
    switch (load_choice(in, 3, "optimizer")) {
        case 0: {
            nn::sgd sgd;
            sgd.momentum = load_finite(in, "momentum");
            sgd.nesterov = load_choice(in, 2, "nesterov") == 1;
            rule.optimizer = sgd;
            break;
        }
        case 1: {
            nn::adam adam;
            adam.beta1 = load_finite(in, "beta1");
            adam.beta2 = load_finite(in, "beta2");
            adam.epsilon = load_finite(in, "epsilon");
            rule.optimizer = adam;
            break;
        }
        default: rule.optimizer = nn::sgld{.temperature = load_finite(in, "temperature")};
    }
    rule.rate.shape = static_cast<nn::schedule::form>(load_choice(in, 4, "schedule"));
    rule.rate.initial = load_finite(in, "learning rate");
    rule.rate.factor = load_finite(in, "factor");
    rule.rate.last = load_finite(in, "last rate");
    rule.rate.period = in.scalar<std::uint64_t>("period");
    rule.l2 = load_finite(in, "l2");
    rule.clip_norm = load_finite(in, "clip_norm");
    return rule;
}

}  // namespace detail

// As bytes, for load_proposal.
[[nodiscard]] inline bytes store(const proposal& p) {
    byte_writer out;
    out.string(p.protocol);
    out.string(p.ring);
    out.string(p.network);
    out.scalar(static_cast<std::uint8_t>(p.alignment));
    out.scalar(p.test_fraction);
    out.scalar(p.split_seed);
    out.scalar(static_cast<std::uint8_t>(p.predict_only));
    const auto& plan = p.plan;
    out.scalar(static_cast<std::uint32_t>(plan.columns.size()));
    for (const auto columns : plan.columns) out.scalar(static_cast<std::uint64_t>(columns));
    out.scalar(static_cast<std::int32_t>(plan.label_holder ? static_cast<std::int32_t>(*plan.label_holder) : -1));
    for (const std::size_t size : {plan.train_rows, plan.evaluate_rows, plan.epochs, plan.first_epoch, plan.batch})
        out.scalar(static_cast<std::uint64_t>(size));
    out.scalar(plan.batch_seed);
    detail::store_rule(out, plan.rule);
    out.scalar(static_cast<std::int32_t>(plan.fraction_bits));
    out.scalar(static_cast<std::int32_t>(plan.range_bits));
    out.scalar(static_cast<std::uint8_t>(plan.keep_masked_features));
    out.scalar(static_cast<std::uint64_t>(plan.key_bits));
    return out.take();
}

// data_error for bytes that are no proposal.
[[nodiscard]] inline proposal load_proposal(std::span<const std::byte> raw) {
    byte_reader in(raw);
    proposal p;
    p.protocol = in.string(64, "protocol");
    p.ring = in.string(64, "ring");
    p.network = in.string(256, "network");
    p.alignment = static_cast<alignment_mode>(detail::load_choice(in, 2, "alignment"));
    p.test_fraction = detail::load_finite(in, "test fraction");
    p.split_seed = in.scalar<std::uint64_t>("split seed");
    p.predict_only = detail::load_choice(in, 2, "predict only") == 1;
    auto& plan = p.plan;
    const auto holders = in.scalar<std::uint32_t>("holders");
    require<data_error>(holders < 256, "holders: ", holders, ", at most 255 allowed");
    for (std::uint32_t j = 0; j < holders; ++j) plan.columns.push_back(in.scalar<std::uint64_t>("columns"));
    const auto label_holder = in.scalar<std::int32_t>("label holder");
    require<data_error>(label_holder >= -1 && label_holder < static_cast<std::int32_t>(holders),
                        "label holder: there is none with number ", label_holder);
    if (label_holder >= 0) plan.label_holder = static_cast<std::size_t>(label_holder);
    for (auto* size : {&plan.train_rows, &plan.evaluate_rows, &plan.epochs, &plan.first_epoch, &plan.batch})
        *size = in.scalar<std::uint64_t>("size");
    plan.batch_seed = in.scalar<std::uint64_t>("batch seed");
    plan.rule = detail::load_rule(in);
    plan.fraction_bits = in.scalar<std::int32_t>("fraction_bits");
    plan.range_bits = in.scalar<std::int32_t>("range_bits");
    plan.keep_masked_features = detail::load_choice(in, 2, "keep_masked_features") == 1;
    plan.key_bits = in.scalar<std::uint64_t>("key_bits");
    in.finish("proposal");
    return p;
}

}  // namespace spnn::inline SPNN_ABI::split
