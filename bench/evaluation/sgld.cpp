// Two questions of the paper about training by SGD and by SGLD: how do the losses run, and how well does an attacker
// who sees h1 tell whether an amount lies above the median?

#include "models.hpp"
#include "options.hpp"

#include <spnn/audit/property.hpp>

#include <numeric>

namespace {

using namespace evaluation;

// Half of the rows to train on, a quarter whose amounts the attacker knows, a quarter to attack and to test.
struct setting {
    split::vertical_table train, shadow, target;
    std::vector<float> shadow_property, target_property;
};

[[nodiscard]] setting make_setting(const dataset& d, std::uint64_t seed) {
    const std::array shares{0.5, 0.25};
    const auto rows = draw_parts(d, shares, seed);
    auto parts = prepare(d, natural_deal(d, seed), rows);
    const auto above = spnn::audit::above_median(d.amounts);
    const auto property_of = [&](const std::vector<std::uint32_t>& index) {
        std::vector<float> property;
        for (const auto i : index) property.push_back(above[i]);
        return property;
    };
    return {std::move(parts[0]), std::move(parts[1]), std::move(parts[2]), property_of(rows[1]), property_of(rows[2])};
}

[[nodiscard]] spnn::matrix<float> stacked(const spnn::matrix<float>& top, const spnn::matrix<float>& bottom) {
    auto out = spnn::make_matrix<float>(spnn::rows(top) + spnn::rows(bottom), spnn::columns(top));
    std::ranges::copy(spnn::elements(bottom), std::ranges::copy(spnn::elements(top), spnn::elements(out).begin()).out);
    return out;
}

[[nodiscard]] spnn::matrix<float> rows_between(const spnn::matrix<float>& x, std::size_t from, std::size_t to) {
    std::vector<std::uint32_t> index(to - from);
    std::iota(index.begin(), index.end(), static_cast<std::uint32_t>(from));
    spnn::matrix<float> out;
    spnn::take_rows(x, index, out);
    return out;
}

struct attacked {
    double attack_auc, task_auc;
    std::vector<split::epoch_record> history;
};

// Trains, then lets the server score shadow and target rows, as it would in prediction, and attack from what it saw.
[[nodiscard]] attacked train_and_attack(const setting& s, const recipe& how, double noise, std::uint64_t seed) {
    using net = net_of<fraud_shape>;
    auto plan = plan_for(how, s.train, seed);
    plan.evaluate_rows = spnn::rows(s.target.targets);
    split::simulation_options options;
    options.seed = seed;
    options.product_noise.assign(plan.holders(), noise);
    for (std::size_t j = 0; j < plan.holders(); ++j)
        options.predict.push_back(stacked(s.shadow.features[j], s.target.features[j]));
    std::vector<float> seen;  // h1 of the rows predicted, in order
    options.on_view = [&](const split::party&, const split::view& v) {
        if (v.what != split::seen::first_layer_sum || v.at.at.purpose != spnn::purpose::predict) return;
        seen.insert(seen.end(), v.values.data(), v.values.data() + v.values.size());
    };
    const auto result = simulate_masked<fraud_shape>(plan, s.train, s.target, options);

    const auto shadow_rows = spnn::rows(s.shadow.targets), all = shadow_rows + spnn::rows(s.target.targets);
    auto h1 = spnn::make_matrix<float>(all, net::first_width);
    std::ranges::copy(seen, h1.data());
    return {spnn::audit::attack_property(rows_between(h1, 0, shadow_rows), s.shadow_property,
                                         rows_between(h1, shadow_rows, all), s.target_property),
            auc_of(rows_between(result.predictions, shadow_rows, all), s.target.targets), result.history};
}

struct variant {
    std::string method;
    double setting;  // learning rate, or noise
    recipe how;
    double noise = 0;
};

[[nodiscard]] std::vector<variant> variants(const options& o, std::size_t train_rows) {
    const std::size_t epochs = o.quick ? 10 : 40, batch = 256;
    std::vector<variant> all;
    const auto sgd = [&](double rate) { return recipe{epochs, batch, {nn::sgd{}, rate}}; };
    for (const double rate : {0.1, 0.5, 2.0}) all.push_back({"sgd", rate, sgd(rate)});
    // As the paper writes it, and as the chain that samples for the sum of all rows' losses.
    for (const double rate : {1e-5, 1e-4, 1e-3, 1e-2})
        all.push_back({"sgld", rate, {epochs, batch, {nn::sgld{}, rate}}});
    for (const double rate : {0.2, 1.0, 4.0})
        all.push_back({"sgld, temperature 1/N",
                       rate,
                       {epochs, batch, {nn::sgld{.temperature = 1 / static_cast<double>(train_rows)}, rate}}});
    for (const double noise : {0.1, 0.5, 2.0, 8.0}) all.push_back({"noise", noise, sgd(0.5), noise});
    return all;
}

void sgld(const options& o, raw_rows& rows) {
    for (const auto* name : {"simulated", "creditcard", "creditcard_amount", "handbook"}) {
        if (o.quick && std::string_view(name) == "handbook") continue;
        const auto d = load(name, o.from);
        if (!d) continue;
        for (const auto seed : seeds_of(o)) {
            const auto s = make_setting(*d, seed);
            for (const auto& v : variants(o, spnn::rows(s.train.targets))) {
                say(spnn::text("sgld: ", name, ", ", v.method, " ", v.setting, ", seed ", seed));
                const auto result = train_and_attack(s, v.how, v.noise, seed);
                rows.begin_table("property");
                rows.add(name, v.method, number(v.setting), "attack_auc", seed, result.attack_auc);
                rows.add(name, v.method, number(v.setting), "task_auc", seed, result.task_auc);
                rows.begin_table("curves");
                if (v.method == "noise") continue;
                for (std::size_t e = 0; e < result.history.size(); ++e) {
                    const auto method = spnn::text(v.method, ", rate ", number(v.setting));
                    rows.add(name, method, std::to_string(e + 1), "train_loss", seed, result.history[e].train_loss);
                    rows.add(name, method, std::to_string(e + 1), "test_loss", seed,
                             result.history[e].evaluate_loss.value());
                }
            }
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    return evaluation::run(argc, argv, "Losses of SGD and SGLD, and the property attack on h1", "property", sgld);
}
