#include "party.hpp"

#include "roles.hpp"

#include <spnn/data/metrics.hpp>
#include <spnn/split/coordinated.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iostream>

namespace spnn_party {

namespace {

namespace split = spnn::split;
using spnn::require;

[[nodiscard]] const config& config_of(const std::vector<config>& all, const std::string& party) {
    const auto found = std::ranges::find(all, party, &config::self);
    require<spnn::usage_error>(found != all.end(), "--compare: needs the configuration of ", party);
    return *found;
}

// The ids that all tables have, sorted: what the alignment finds.
[[nodiscard]] std::vector<std::string> common_ids(const std::map<std::string, own_table>& tables) {
    std::vector<std::string> common;
    for (const auto& [name, table] : tables) {
        auto ids = table.features.ids;
        std::ranges::sort(ids);
        if (name == tables.begin()->first) {
            common = std::move(ids);
            continue;
        }
        std::vector<std::string> both;
        std::ranges::set_intersection(common, ids, std::back_inserter(both));
        common = std::move(both);
    }
    return common;
}

[[nodiscard]] std::vector<std::uint32_t> rows_of(const std::vector<std::string>& common, const own_table& table) {
    std::map<std::string, std::uint32_t> row_of;
    for (std::uint32_t i = 0; i < table.features.ids.size(); ++i) row_of[table.features.ids[i]] = i;
    std::vector<std::uint32_t> rows;
    for (const auto& id : common) rows.push_back(row_of.at(id));
    return rows;
}

// The predictions a run has written, in its order.
[[nodiscard]] bool same_predictions(const std::filesystem::path& file, const prepared_rows& rows,
                                    const spnn::matrix<float>& predictions) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    for (std::size_t i = 0; i < rows.test_ids.size(); ++i) {
        if (!std::getline(in, line)) return false;
        const auto first = line.find(','), second = line.find(',', first + 1);
        if (line.substr(0, first) != rows.test_ids[i]) return false;
        float written = 0;
        const auto number = std::string_view(line).substr(first + 1, second - first - 1);
        const auto [rest, failed] = std::from_chars(number.data(), number.data() + number.size(), written);
        if (failed != std::errc() || written != predictions(i, 0)) return false;
    }
    return !std::getline(in, line);
}

}  // namespace

exit_code compare_with_simulation(const std::vector<config>& all) {
    comparison with;
    with.agreed = *config_of(all, "coordinator").plan;
    auto& plan = with.agreed.plan;
    const auto owner = plan.label_owner();
    const auto& label_config = config_of(all, owner.name());
    require<spnn::usage_error>(label_config.private_seed.has_value(),
                               "--compare: the parties need one private_seed, so that weights can be repeated");
    with.seed = *label_config.private_seed;
    with.patience = label_config.early_stopping;
    with.class_weights = label_config.class_weights;
    with.defence = label_config.defence.value_or(spnn::defence::no_defence{});

    std::map<std::string, own_table> tables;
    for (const auto& party : split::parties_of({}, plan)) {
        const auto& c = config_of(all, party.name());
        require<spnn::usage_error>(c.private_seed == label_config.private_seed, "--compare: ", c.self,
                                   " has another private_seed than ", owner.name());
        with.models[c.self] = c.state / "model";
        if (party == split::the_server) continue;
        require<spnn::usage_error>(c.data.has_value(), "--compare: ", c.source, " has no entry \"data\"");
        tables[c.self] = read_table(*c.data, party == owner, true);
    }
    const auto common = common_ids(tables);
    std::map<std::string, spnn::coordinate::party_facts> facts;
    prepared_rows of_owner;
    with.train.features.resize(plan.holders());
    with.test.resize(plan.holders());
    for (const auto& [name, table] : tables) {
        auto rows = prepare(table, rows_of(common, table), with.agreed, config_of(all, name).state / "comparison");
        facts[name] = rows.facts();
        for (std::size_t j = 0; j < plan.holders(); ++j)
            if (name == split::the_holder(j).name()) {
                with.train.features[j] = rows.train;
                with.test[j] = rows.test;
            }
        if (name == owner.name()) of_owner = std::move(rows);
    }
    with.train.targets = of_owner.train_targets;
    for (std::size_t j = 0; j < plan.holders(); ++j)
        with.product_noise.push_back(config_of(all, split::the_holder(j).name()).product_noise);
    plan = split::proposal::complete(plan, facts);

    const auto result = compare(with);
    const bool equal =
        result.equal_weights && same_predictions(label_config.state / "predictions.csv", of_owner, result.predictions);
    nlohmann::ordered_json line;
    const auto file = label_config.state / "result.json";
    std::ifstream written(file);
    require<spnn::data_error>(written.is_open(), file.string(), ": cannot be opened; a finished run makes it");
    try {
        const auto of_run = nlohmann::json::parse(written);
        line["transport"] = of_run.at("transport");
        line["protocol"] = of_run.at("protocol");
        line["equal_to_simulation"] = equal;
        line["test_auc"] = of_run.at("test_auc");
        line["seconds_per_epoch"] = of_run.at("seconds_per_epoch");
    } catch (const nlohmann::json::exception& e) {
        throw spnn::data_error(spnn::text(file.string(), ": is not what a run writes: ", e.what()));
    }
    std::cout << line.dump() << std::endl;
    return equal ? exit_code::done : exit_code::failed;
}

}  // namespace spnn_party
