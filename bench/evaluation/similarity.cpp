// How often must the server see a row before it knows how similar all rows are to each other?

#include "models.hpp"
#include "options.hpp"

#include <spnn/audit/similarity.hpp>

#include <numeric>

namespace {

using namespace evaluation;

struct variant {
    std::string method;
    std::size_t batch;  // 0: all rows
    split::update_rule rule;
    double attacker_rate;  // what one gradient moves the weights by
    double noise = 0;
};

[[nodiscard]] std::vector<variant> variants(std::size_t rows) {
    const double rate = 0.5, n = static_cast<double>(rows);
    std::vector<variant> all{{"sgd, full batch", 0, {nn::sgd{}, rate}, rate},
                             {"sgd, full batch, rate 0.05", 0, {nn::sgd{}, rate / 10}, rate / 10},
                             {"sgd, batches of 64", 64, {nn::sgd{}, rate / 10}, rate / 10},
                             {"sgld, full batch, temperature 1/N", 0, {nn::sgld{1 / n}, 2 * rate}, rate},
                             {"sgld, full batch, temperature 0.001/N", 0, {nn::sgld{0.001 / n}, 2 * rate}, rate}};
    for (const double noise : {0.001, 0.01, 0.1, 1.0})
        all.push_back({spnn::text("noise ", number(noise), ", full batch"), 0, {nn::sgd{}, rate}, rate, noise});
    return all;
}

// The columns of all holders side by side.
[[nodiscard]] spnn::matrix<float> joined(const split::vertical_table& table) {
    std::size_t columns = 0;
    for (const auto& x : table.features) columns += spnn::columns(x);
    auto all = spnn::make_matrix<float>(spnn::rows(table.targets), columns);
    for (std::size_t i = 0; i < spnn::rows(all); ++i) {
        auto to = spnn::row(all, i).begin();
        for (const auto& x : table.features) to = std::ranges::copy(spnn::row(x, i), to).out;
    }
    return all;
}

void one(const options& o, raw_rows& rows, const std::string& name, const split::vertical_table& table,
         const variant& v, std::uint64_t seed) {
    using net = net_of<fraud_shape>;
    const std::vector<std::size_t> looks = o.quick ? std::vector<std::size_t>{1, 2, 3, 4, 5, 8, 12}
                                                   : std::vector<std::size_t>{1, 2, 3, 4, 5, 6, 8, 12, 16, 24, 32};
    const std::size_t passes = o.quick ? 20 : 100;
    const auto n = spnn::rows(table.targets);
    const auto x = joined(table);
    const auto plan = plan_for({looks.back(), v.batch == 0 ? n : v.batch, v.rule}, table, seed);
    spnn::audit::similarity_attack attack(n, net::first_width);
    split::simulation_options options;
    options.seed = seed;
    options.product_noise.assign(plan.holders(), v.noise);
    spnn::matrix<float> h1;
    auto first_look = spnn::make_matrix<float>(n, net::first_width);  // h1 of every row, as first seen
    options.on_view = [&](const split::party& who, const split::view& view) {
        if (who != split::the_server) return;
        if (view.what == split::seen::first_layer_sum) h1 = view.values;
        if (view.what != split::seen::first_layer_gradient) return;
        attack.see(view.at.rows, h1, view.values, v.attacker_rate);
        const auto visits = view.at.epoch + 1;
        if (visits == 1)
            for (std::size_t i = 0; i < view.at.rows.size(); ++i)
                std::ranges::copy(spnn::row(std::as_const(h1), i), spnn::row(first_look, view.at.rows[i]).begin());
        if (view.at.batch + 1 < view.at.batches || std::ranges::find(looks, visits) == looks.end()) return;
        const auto estimate = visits == 1 ? spnn::audit::similarities_at_once(first_look)
                                          : attack.similarities({.columns = spnn::columns(x), .passes = passes});
        const auto add = [&](std::string_view metric, double value) {
            rows.add(name, v.method, std::to_string(visits), metric, seed, value);
        };
        add("correlation", spnn::audit::similarity_recovered(estimate, x));
        add("neighbours", spnn::audit::neighbours_found(estimate, x));
    };
    static_cast<void>(simulate_masked<fraud_shape>(plan, table, {}, options));
}

void similarity(const options& o, raw_rows& rows) {
    for (const auto* name : {"breast_shipped", "creditcard", "simulated"}) {
        const auto d = load(name, o.from);
        if (!d) continue;
        rows.add(name, "data", "", "columns", 0, static_cast<double>(d->features.names.size()));
        rows.add(name, "data", "", "first_width", 0, static_cast<double>(fraud_shape::first_width));
        for (const auto seed : seeds_of(o)) {
            const double share = std::min(0.9, 500.0 / static_cast<double>(d->labels.size()));
            const auto table = prepare(*d, natural_deal(*d, seed), draw_parts(*d, std::span(&share, 1), seed))[0];
            for (const auto& v : variants(spnn::rows(table.targets))) {
                say(spnn::text("similarity: ", name, ", ", v.method, ", seed ", seed));
                one(o, rows, name, table, v, seed);
            }
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    return evaluation::run(argc, argv, "What the server learns about rows from h1 over many epochs", "similarity",
                           similarity);
}
