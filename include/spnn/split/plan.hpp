// split/plan.hpp: what all parties must agree on before the first number is sent.
//
// The plan is public: everything in it is known to every party. It holds sizes, the network, the protocol and
// the order of batches, and nothing from which data, labels, weights or masks could be found. Its seed decides
// the order of batches only.

#pragma once

#include <spnn/core/fixed_point.hpp>
#include <spnn/nn/optimizer/any.hpp>
#include <spnn/nn/update_rule.hpp>
#include <spnn/split/party.hpp>
#include <spnn/version.hpp>

#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace spnn::inline SPNN_ABI::split {

// Optimizer, learning rate and regularisation of a run.
using update_rule = nn::update_rule<nn::any_optimizer>;

struct plan {
    std::vector<std::size_t> columns;         // features of each holder, in holder order
    std::optional<std::size_t> label_holder;  // the holder that owns the labels; none: a label-only party

    std::size_t train_rows = 0;     // rows of every holder's table for training
    std::size_t evaluate_rows = 0;  // rows scored after every epoch; 0: none
    std::size_t epochs = 10;        // at most: the label owner may stop earlier
    std::size_t first_epoch = 0;    // epochs done in earlier sessions (split/checkpoint.hpp); 0: a fresh run
    std::size_t batch = 256;        // rows of a batch; the last of an epoch may have fewer
    std::uint64_t batch_seed = 1;   // for the order of rows (data/batches.hpp)
    split::update_rule rule{};      // every party updates its own parameters by it

    int fraction_bits = 0;             // 0: the ring's default
    int range_bits = -1;               // |h1| <= 2^range_bits; -1: the ring's default
    bool keep_masked_features = true;  // `shared`: open each row once and keep it, or open each batch anew
    std::size_t key_bits = 3072;       // `encrypted`
    std::string terms{};  // what else must be the same at all parties (how rows were chosen, say), as a text

    // How many parties hold features.
    [[nodiscard]] std::size_t holders() const { return columns.size(); }
    // Columns of all holders together.
    [[nodiscard]] std::size_t total_columns() const {
        std::size_t sum = 0;
        for (const auto c : columns) sum += c;
        return sum;
    }
    // The holder that owns the labels, or the label-only party.
    [[nodiscard]] party label_owner() const { return label_holder ? the_holder(*label_holder) : the_labeler; }
};

// Refuses a plan that no run can follow, naming the field.
inline void check(const plan& p) {
    require<usage_error>(p.holders() >= 1 && p.holders() < 256, "plan: columns names ", p.holders(),
                         " holders, needs 1 to 255");
    for (std::size_t j = 0; j < p.holders(); ++j)
        require<usage_error>(p.columns[j] > 0, "plan: holder_", j + 1, " has no columns");
    require<usage_error>(!p.label_holder || *p.label_holder < p.holders(), "plan: label_holder is ",
                         p.label_holder.value_or(0), ", but there are ", p.holders(), " holders, counted from 0");
    require<usage_error>(p.train_rows > 0, "plan: train_rows is 0");
    require<usage_error>(p.first_epoch <= p.epochs, "plan: first_epoch is ", p.first_epoch, ", but there are only ",
                         p.epochs, " epochs");
    require<usage_error>(p.batch > 0 && p.batch < (std::size_t{1} << 32), "plan: batch is ", p.batch,
                         ", needs 1 to 2^32 - 1");
    require<usage_error>(std::max(p.train_rows, p.evaluate_rows) < (std::size_t{1} << 32), "plan: more than 2^32 rows");
}

// Fraction bits and range bits of the plan, or the ring's own where the plan leaves them open.
template <Ring R>
[[nodiscard]] std::pair<int, int> bits_of(const plan& p) {
    const int fraction = p.fraction_bits == 0 ? fixed_point<R>::default_fraction_bits : p.fraction_bits;
    return {fraction, p.range_bits < 0 ? fixed_point<R>::default_range_bits(fraction) : p.range_bits};
}

// The fixed point of the plan in the ring R; usage_error when it does not fit.
template <Ring R>
[[nodiscard]] fixed_point<R> fixed_point_of(const plan& p) {
    const auto [fraction, range] = bits_of<R>(p);
    return fixed_point<R>(fraction, range);
}

// The shortest text that reads back as x: equal for equal numbers only.
[[nodiscard]] inline std::string exact_text(double x) {
    std::array<char, 32> out;
    return {out.data(), std::to_chars(out.data(), out.data() + out.size(), x).ptr};
}

// "sgd(momentum 0.9) at 0.1, l2 0, clip_norm 0": equal for equal rules only.
[[nodiscard]] inline std::string describe(const update_rule& rule) {
    const auto& rate = rule.rate;
    const auto optimizer = std::visit(
        []<class O>(const O& o) {
            if constexpr (std::is_same_v<O, nn::sgd>)
                return text("sgd(momentum ", exact_text(o.momentum), o.nesterov ? ", nesterov)" : ")");
            else if constexpr (std::is_same_v<O, nn::adam>)
                return text("adam(", exact_text(o.beta1), ", ", exact_text(o.beta2), ", ", exact_text(o.epsilon), ")");
            else
                return text("sgld(temperature ", exact_text(o.temperature), ")");
        },
        rule.optimizer.chosen());
    return text(optimizer, " at ", exact_text(rate.initial), ", schedule ", static_cast<int>(rate.shape), " ",
                exact_text(rate.factor), " ", exact_text(rate.last), " ", rate.period, ", l2 ", exact_text(rule.l2),
                ", clip_norm ", exact_text(rule.clip_norm));
}

// The plan and the types of a run as named texts; two parties compare them one by one.
using plan_fields = std::vector<std::pair<std::string, std::string>>;

// The encryption scheme of a protocol that has one.
template <class First>
[[nodiscard]] constexpr std::string_view cipher_name() {
    if constexpr (requires { typename First::scheme; })
        return First::scheme::name;
    else
        return "none";
}

// Those of this plan, with the network Net and the protocol First.
template <class Net, class First>
[[nodiscard]] plan_fields fields_of(const plan& p) {
    using R = typename First::ring;
    const auto encoding = fixed_point_of<R>(p);
    std::string columns;
    for (const auto c : p.columns) columns += text(columns.empty() ? "" : ",", c);
    return {{"library version", std::string(version)},
            {"protocol", std::string(First::name)},
            {"cipher", std::string(cipher_name<First>())},
            {"ring", std::string(R::name)},
            {"fraction_bits", text(encoding.fraction_bits())},
            {"range_bits", text(encoding.range_bits())},
            {"network", Net::name()},
            {"columns", columns},
            {"label_owner", p.label_owner().name()},
            {"train_rows", text(p.train_rows)},
            {"evaluate_rows", text(p.evaluate_rows)},
            {"epochs", text(p.epochs)},
            {"first_epoch", text(p.first_epoch)},
            {"batch", text(p.batch)},
            {"batch_seed", text(p.batch_seed)},
            {"update_rule", describe(p.rule)},
            {"keep_masked_features", text(p.keep_masked_features)},
            {"key_bits", text(p.key_bits)},
            {"terms", p.terms}};
}

}  // namespace spnn::inline SPNN_ABI::split
