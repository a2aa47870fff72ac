#include "data.hpp"

#include <spnn/data/gzip.hpp>
#include <spnn/data/join.hpp>
#include <spnn/data/one_hot.hpp>
#include <spnn/data/scaling.hpp>
#include <spnn/data/simulator.hpp>
#include <spnn/data/split.hpp>

#include <algorithm>
#include <numeric>

namespace evaluation {

namespace data = spnn::data;
namespace fs = std::filesystem;
using data::table;
using spnn::matrix;
using spnn::require;
using spnn::usage_error;

namespace {

using names = std::vector<std::string>;

[[nodiscard]] table read(const fs::path& file, data::csv_options options = {}) {
    return data::read_csv_gz(file.string(), options);
}

[[nodiscard]] data::csv_options with_ids() {
    data::csv_options options;
    options.id_column = "id";
    return options;
}

// One table under another.
[[nodiscard]] table above(const table& top, const table& bottom) {
    table out = top;
    out.lines.clear();
    out.ids.insert(out.ids.end(), bottom.ids.begin(), bottom.ids.end());
    out.values = spnn::make_matrix<double>(top.rows() + bottom.rows(), top.names.size());
    std::ranges::copy(spnn::elements(bottom.values),
                      std::ranges::copy(spnn::elements(top.values), spnn::elements(out.values).begin()).out);
    return out;
}

// A data set of tables of several parties with the same rows, the first of which has the label.
[[nodiscard]] dataset of_parties(std::string name, std::vector<table> parts, const std::string& label) {
    dataset d;
    d.name = std::move(name);
    d.labels = parts.at(0).labels(label);
    parts[0] = parts[0].drop(names{label});
    for (std::size_t k = 0; k < parts.size(); ++k) {
        d.parties.push_back(parts[k].names.size());
        for (auto& column : parts[k].names) column = spnn::text("party ", k + 1, ": ", column);
    }
    d.features = data::side_by_side(parts);
    d.scaled = d.features.names.size();
    return d;
}

// Kaggle, Financial Distress: 83 numbers, and x80, company and period one-hot encoded: 556 columns. The label is 0/1 in
// some copies; in the original it is a number, and at most -0.5 is distress.
[[nodiscard]] dataset load_distress(const fs::path& file) {
    dataset d;
    auto numbers = read(file);
    d.name = "distress";
    d.labels = numbers.column("Financial Distress");
    const bool is_label = std::ranges::all_of(d.labels, [](float y) { return y == 0 || y == 1; });
    if (!is_label)
        for (float& y : d.labels) y = y <= -0.5F ? 1.0F : 0.0F;
    numbers = numbers.drop(names{"Financial Distress", "Company", "Time"});
    data::csv_options categories;
    categories.text_columns = {"x80", "Company", "Time"};
    const auto texts = read(file, categories);
    std::vector<std::uint32_t> all(texts.rows());
    std::iota(all.begin(), all.end(), std::uint32_t{0});
    auto encoded = data::fit_one_hot(texts, all).apply(texts);
    names indicators;
    std::ranges::copy_if(encoded.names, std::back_inserter(indicators),
                         [](const auto& name) { return name.find('=') != name.npos; });
    d.scaled = numbers.names.size();
    d.features = data::side_by_side(std::vector{numbers, encoded.select(indicators)});
    return d;
}

// ULB / Kaggle, card fraud: V1 to V28. The amount is kept apart, as a property that nobody has told the network, or is
// one column more.
[[nodiscard]] dataset load_creditcard(const fs::path& file, bool with_amount) {
    dataset d;
    const auto all = read(file);
    d.name = with_amount ? "creditcard_amount" : "creditcard";
    d.labels = all.labels("Class");
    d.amounts = all.column("Amount");
    d.features = all.drop(with_amount ? names{"Time", "Class"} : names{"Time", "Amount", "Class"});
    d.scaled = d.features.names.size();
    d.parties = {14, d.scaled - 14};
    d.test_fraction = 0.2;
    return d;
}

// Fraud Detection Handbook (ULB): a week to train on and a week to test on, at two parties.
[[nodiscard]] dataset load_handbook(const fs::path& folder) {
    const auto week = [&](const std::string& which) {
        return data::in_common_order(std::vector{read(folder / (which + "_partyA.csv.gz"), with_ids()),
                                                 read(folder / (which + "_partyB.csv.gz"), with_ids())});
    };
    const auto train = week("train"), test = week("test");
    auto d = of_parties("handbook", {above(train[0], test[0]), above(train[1], test[1])}, "y");
    d.test.resize(test[0].rows());
    std::iota(d.test.begin(), d.test.end(), static_cast<std::uint32_t>(train[0].rows()));
    d.amounts = d.features.column("party 1: TX_AMOUNT");
    return d;
}

[[nodiscard]] dataset load_pair(std::string name, const fs::path& first, const fs::path& second) {
    const std::vector tables{read(first, with_ids()), read(second, with_ids())};
    return of_parties(std::move(name), data::in_common_order(tables), "y");
}

[[nodiscard]] dataset simulate(std::size_t rows) {
    auto both = data::simulate_fraud(rows, 1);
    auto d = of_parties("simulated", {std::move(both.bank), std::move(both.processor)}, "y");
    d.amounts = d.features.column("party 1: amount");
    d.in_order_of_time = true;
    return d;
}

}  // namespace

std::optional<dataset> load(std::string_view name, const places& from) {
    if (!from.only.empty() && std::ranges::find(from.only, name) == from.only.end()) return std::nullopt;
    const auto found = [](const fs::path& file) { return !file.empty() && fs::exists(file); };
    const auto given = [&](std::string_view path) { return from.data.empty() ? fs::path() : from.data / path; };
    if (name == "distress") {
        const auto file = given("distress/financial_distress.csv.gz");
        return found(file) ? std::optional(load_distress(file)) : std::nullopt;
    }
    if (name == "creditcard" || name == "creditcard_amount") {
        const auto file = from.creditcard.empty() ? given("creditcard/creditcard_12480.csv.gz") : from.creditcard;
        return found(file) ? std::optional(load_creditcard(file, name != "creditcard")) : std::nullopt;
    }
    if (name == "handbook") {
        const auto folder = given("handbook");
        return found(folder) ? std::optional(load_handbook(folder)) : std::nullopt;
    }
    if (name == "default_credit" || name == "breast") {
        const auto guest = given(spnn::text("fate/", name, "_hetero_guest.csv.gz")),
                   host = given(spnn::text("fate/", name, "_hetero_host.csv.gz"));
        return found(guest) ? std::optional(load_pair(std::string(name), guest, host)) : std::nullopt;
    }
    if (name == "breast_shipped")
        return load_pair(std::string(name), from.shipped / "breast_cancer/hospital.csv",
                         from.shipped / "breast_cancer/laboratory.csv");
    require<usage_error>(name == "simulated", "evaluation: no data set is named ", name);
    return simulate(from.simulated_rows);
}

column_deal natural_deal(const dataset& d, std::uint64_t seed) {
    if (d.parties.empty()) return even_deal(d, 2, seed);
    column_deal deal;
    std::size_t next = 0;
    for (const auto count : d.parties) {
        auto& own = deal.emplace_back(count);
        std::iota(own.begin(), own.end(), next);
        next += count;
    }
    return deal;
}

column_deal even_deal(const dataset& d, std::size_t holders, std::uint64_t seed) {
    const auto order = data::permutation(seed, 1, d.features.names.size());
    column_deal deal;
    for (const auto& block : data::deal_columns(order.size(), holders)) {
        const auto own = std::span(order).subspan(block.first, block.count);
        deal.emplace_back(own.begin(), own.end());
    }
    return deal;
}

std::vector<std::vector<std::uint32_t>> draw_parts(const dataset& d, std::span<const double> shares,
                                                   std::uint64_t seed) {
    std::vector<std::vector<std::uint32_t>> parts;
    std::vector<std::uint32_t> left(d.labels.size());
    std::iota(left.begin(), left.end(), std::uint32_t{0});
    double rest = 1;
    for (const double share : shares) {
        std::vector<float> labels;
        for (const auto i : left) labels.push_back(d.labels[i]);
        const auto cut = data::split_rows_stratified(labels, 1 - share / rest, seed + parts.size());
        auto& part = parts.emplace_back();
        for (const auto i : cut.train) part.push_back(left[i]);
        std::vector<std::uint32_t> remaining;
        for (const auto i : cut.test) remaining.push_back(left[i]);
        left = std::move(remaining);
        rest -= share;
    }
    parts.push_back(std::move(left));
    return parts;
}

std::vector<std::vector<std::uint32_t>> train_and_test(const dataset& d, std::uint64_t seed) {
    if (!d.test.empty()) {
        std::vector<std::uint32_t> train(d.test.front());
        std::iota(train.begin(), train.end(), std::uint32_t{0});
        return {std::move(train), d.test};
    }
    if (d.in_order_of_time) {
        auto cut = data::split_rows_in_order(d.labels.size(), d.test_fraction);
        return {std::move(cut.train), std::move(cut.test)};
    }
    const double share = 1 - d.test_fraction;
    return draw_parts(d, std::span(&share, 1), seed);
}

std::vector<spnn::split::vertical_table> prepare(const dataset& d, const column_deal& deal,
                                                 const std::vector<std::vector<std::uint32_t>>& parts) {
    const auto numbers = d.features.select(std::span(d.features.names).first(d.scaled));
    const auto scaled = data::fit_scaler(numbers, parts.at(0), {data::constant_column::keep, 0}).apply(numbers).values;
    std::vector<spnn::split::vertical_table> out;
    for (const auto& part : parts) {
        auto& to = out.emplace_back();
        for (const auto& own : deal) {
            auto& x = to.features.emplace_back(spnn::make_matrix<float>(part.size(), own.size()));
            for (std::size_t i = 0; i < part.size(); ++i)
                for (std::size_t c = 0; c < own.size(); ++c)
                    x(i, c) = static_cast<float>(own[c] < d.scaled ? scaled(part[i], own[c])
                                                                   : d.features.values(part[i], own[c]));
        }
        to.targets = spnn::make_matrix<float>(part.size(), 1);
        for (std::size_t i = 0; i < part.size(); ++i) to.targets(i, 0) = d.labels[part[i]];
    }
    return out;
}

}  // namespace evaluation
