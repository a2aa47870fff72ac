#include <spnn/split/view.hpp>

#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/simulate.hpp>

#include <split/support/runs.hpp>

#include <doctest/doctest.h>

#include <map>
#include <mutex>
#include <set>
#include <tuple>

namespace {

using namespace test;
using split::seen;

// A view, kept.
struct kept_view {
    spnn::step_id at;
    std::uint32_t table;
    std::vector<std::uint32_t> rows;
    matrix<float> values;
};

struct watched_run {
    std::map<std::pair<std::string, seen>, std::vector<kept_view>> views;
    split::simulation_result<small_net> result;
};

watched_run watch(const run_request& request) {
    watched_run watched;
    std::mutex mutex;
    split::simulation_options options;
    options.predict = request.predict;
    options.on_view = [&](const split::party& who, const split::view& view) {
        const std::scoped_lock lock(mutex);
        watched.views[{who.name(), view.what}].push_back(
            {view.at.at, view.at.table, {view.at.rows.begin(), view.at.rows.end()}, view.values});
    };
    watched.result =
        split::simulate<small_net, split::masked<>>(request.plan, request.table, request.evaluate, {}, options);
    return watched;
}

TEST_CASE("split/view: each party is shown what it learns in the clear, and nothing else") {
    auto request = small_request(3);
    auto names_of = [](const watched_run& run) {
        std::set<std::pair<std::string, seen>> names;
        for (const auto& [key, views] : run.views) names.insert(key);
        return names;
    };
    std::set<std::pair<std::string, seen>> expected{
        {"server", seen::first_layer_sum},       {"server", seen::last_hidden_gradient},
        {"server", seen::first_layer_gradient},  {"holder_1", seen::first_layer_gradient},
        {"holder_1", seen::last_hidden},         {"holder_2", seen::first_layer_gradient},
        {"holder_3", seen::first_layer_gradient}};
    CHECK(names_of(watch(request)) == expected);
    request.plan.label_holder.reset();
    expected.erase({"holder_1", seen::last_hidden});
    expected.insert({"labeler", seen::last_hidden});
    CHECK(names_of(watch(request)) == expected);
}

TEST_CASE("split/view: h1 is the sum of products, for every row trained on, evaluated and predicted") {
    auto request = small_request(2, 1);
    request.plan.rule = {nn::sgd{}, 1e-30};  // the weights of the end are those of every step
    const auto run = watch(request);
    const auto& sums = run.views.at({"server", seen::first_layer_sum});
    CHECK(sums.size() == 3 + 2 + 1);
    std::map<std::uint32_t, std::size_t> rows_of_table;
    for (const auto& view : sums) {
        rows_of_table[view.table] += view.rows.size();
        const auto& features = view.table == spnn::train::train_table      ? request.table.features
                               : view.table == spnn::train::evaluate_table ? request.evaluate.features
                                                                           : request.predict;
        for (std::size_t i = 0; i < view.rows.size(); ++i)
            for (std::size_t c = 0; c < small_net::first_width; ++c) {
                double sum = 0;
                for (std::size_t j = 0; j < 2; ++j)
                    for (std::size_t d = 0; d < request.plan.columns[j]; ++d)
                        sum += static_cast<double>(features[j](view.rows[i], d)) *
                               static_cast<double>(run.result.weights.first[j](d, c));
                CHECK(std::abs(static_cast<double>(view.values(i, c)) - sum) < 1e-5);
            }
    }
    CHECK(rows_of_table == std::map<std::uint32_t, std::size_t>{{0, 23}, {1, 9}, {2, 5}});
}

TEST_CASE("split/view: all holders and the server see the same gradient of h1, in training only") {
    const auto run = watch(small_request(2));
    const auto& at_server = run.views.at({"server", seen::first_layer_gradient});
    CHECK(at_server.size() == 2 * 3);
    for (const auto* holder : {"holder_1", "holder_2"}) {
        const auto& at_holder = run.views.at({holder, seen::first_layer_gradient});
        REQUIRE(at_holder.size() == at_server.size());
        for (std::size_t s = 0; s < at_holder.size(); ++s) {
            CHECK(at_holder[s].at.purpose == spnn::purpose::train);
            CHECK(at_holder[s].rows == at_server[s].rows);
            CHECK(same(at_holder[s].values, at_server[s].values));
        }
    }
    CHECK(run.views.at({"server", seen::last_hidden_gradient}).size() == 2 * 3);
    CHECK(run.views.at({"holder_1", seen::last_hidden}).size() == 2 * (3 + 2) + 1);
}

}  // namespace
