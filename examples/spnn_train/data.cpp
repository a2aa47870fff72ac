#include "data.hpp"

#include <spnn/data/gzip.hpp>
#include <spnn/data/join.hpp>
#include <spnn/data/one_hot.hpp>
#include <spnn/data/simulator.hpp>
#include <spnn/data/split.hpp>

#include <algorithm>
#include <filesystem>
#include <numeric>

namespace spnn_train {

namespace data = spnn::data;
using spnn::data_error;
using spnn::require;
using spnn::usage_error;

namespace {

using names = std::vector<std::string>;
using row_list = std::vector<std::uint32_t>;

[[nodiscard]] bool contains(const names& list, const std::string& item) {
    return std::ranges::find(list, item) != list.end();
}

[[nodiscard]] names in_both(const names& a, const names& b) {
    names out;
    std::ranges::copy_if(a, std::back_inserter(out), [&](const auto& x) { return contains(b, x); });
    return out;
}

[[nodiscard]] std::string file_name(const std::string& path) { return std::filesystem::path(path).filename().string(); }

// The tables of all files, in one row order. gzip_source also reads files that are not compressed.
[[nodiscard]] std::vector<data::table> read(const names& files, const data_options& o) {
    std::vector<data::table> out;
    names seen;
    for (const auto& file : files) {
        const auto header = data::read_csv_header_from(data::gzip_source(file), file);
        seen.insert(seen.end(), header.begin(), header.end());
        data::csv_options csv;
        csv.id_column = o.id_column;
        csv.skip_columns = in_both(o.drop, header);
        csv.text_columns = in_both(o.one_hot, header);
        csv.missing = o.missing;
        csv.never_missing = in_both({o.label_column}, header);
        out.push_back(data::read_csv_gz(file, csv));
    }
    for (const auto* list : {&o.drop, &o.one_hot})
        for (const auto& name : *list)
            require<data_error>(contains(seen, name), files[0], files.size() > 1 ? " and the others" : "",
                                ": no column '", name, "'");
    if (!o.id_column.empty()) return data::in_common_order(out);
    for (const auto& t : out)
        require<data_error>(t.rows() == out[0].rows(), t.source, ": ", t.rows(), " rows, ", out[0].source, " has ",
                            out[0].rows(), "; without ids the rows must match one to one");
    return out;
}

// Which of the tables holds the label.
[[nodiscard]] std::size_t label_table(const std::vector<data::table>& tables, const std::string& label) {
    std::optional<std::size_t> found;
    for (std::size_t k = 0; k < tables.size(); ++k) {
        if (!tables[k].has_column(label)) continue;
        require<data_error>(!found, tables[k].source, ": the label column '", label, "' is also in ",
                            tables[found.value_or(0)].source);
        found = k;
    }
    require<data_error>(found.has_value(), tables[0].source, tables.size() > 1 ? " and the others" : "",
                        ": no label column '", label, "'");
    return *found;
}

// The labels as training wants them: 0/1, class numbers or any numbers.
[[nodiscard]] std::vector<float> labels_of(data::table t, const data_options& o, task kind, std::size_t classes) {
    if (o.label_below || o.label_above) {
        const std::size_t j = t.column_number(o.label_column);
        for (std::size_t i = 0; i < t.rows(); ++i)
            t.values(i, j) = o.label_below ? t.values(i, j) < *o.label_below : t.values(i, j) > *o.label_above;
    }
    if (kind == task::regression) return t.column(o.label_column);
    return t.labels(o.label_column, kind == task::binary ? 2 : classes);
}

struct source_tables {
    std::vector<data::table> features;  // without the label
    std::vector<float> labels;
};

// Takes the label out of its table; `owner` is the table it was in, and nothing once that table had nothing else.
[[nodiscard]] source_tables take_label(std::vector<data::table> tables, const data_options& o, task kind,
                                       std::size_t classes, std::optional<std::size_t>& owner) {
    const std::size_t at = label_table(tables, o.label_column);
    source_tables out{{}, labels_of(tables[at], o, kind, classes)};
    owner = at;
    tables[at] = tables[at].drop(std::vector{o.label_column});
    if (tables[at].names.empty() && tables[at].texts.empty() && tables.size() > 1) {
        tables.erase(tables.begin() + static_cast<std::ptrdiff_t>(at));
        owner.reset();
    }
    for (const auto& t : tables)
        require<data_error>(!t.names.empty() || !t.texts.empty(), t.source, ": no feature column, a holder needs one");
    out.features = std::move(tables);
    return out;
}

// One holder's features, scaled and encoded by what the training rows say; both tables are changed in the same way.
void prepare(data::table& train, data::table* test, const row_list& training, const data_options& o) {
    if (!train.names.empty()) {
        const auto scaler = data::fit_scaler(train, training, {o.constant, o.clip_features});
        train = scaler.apply(train);
        if (test != nullptr) *test = scaler.apply(*test);
    }
    if (!train.texts.empty()) {
        const auto encoder = data::fit_one_hot(train, training);
        train = encoder.apply(train);
        if (test != nullptr) *test = encoder.apply(*test);
    }
}

[[nodiscard]] spnn::split::vertical_table pick(const source_tables& from, const row_list& index) {
    spnn::split::vertical_table out;
    for (const auto& t : from.features) out.features.push_back(t.take(index).features());
    out.targets = spnn::make_matrix<float>(index.size(), 1);
    for (std::size_t i = 0; i < index.size(); ++i) out.targets(i, 0) = from.labels[index[i]];
    return out;
}

[[nodiscard]] data::row_split split_for(const std::vector<float>& labels, double fraction, const data_options& o,
                                        task kind) {
    if (o.simulate_rows > 0) return data::split_rows_in_order(labels.size(), fraction);
    if (kind == task::regression) return data::split_rows(labels.size(), fraction, o.split_seed);
    return data::split_rows_stratified(labels, fraction, o.split_seed);
}

void require_both_classes(const spnn::matrix<float>& targets, const std::string& what) {
    const auto y = spnn::elements(targets);
    require<data_error>(std::ranges::find(y, 0.0F) != y.end() && std::ranges::find(y, 1.0F) != y.end(), what,
                        ": labels of one class only");
}

// Regression: targets with mean 0 and deviation 1, by the training rows.
void standardise_targets(dataset& d) {
    const auto y = spnn::elements(d.train.targets);
    const double count = static_cast<double>(y.size());
    d.label_mean = std::accumulate(y.begin(), y.end(), 0.0) / count;
    double squares = 0;
    for (const double v : y) squares += (v - d.label_mean) * (v - d.label_mean);
    d.label_deviation = std::sqrt(squares / count);
    require<data_error>(d.label_deviation > 0, "the label has one and the same value in all training rows");
    for (auto* table : {&d.train, &d.validation, &d.test})
        for (float& v : spnn::elements(table->targets))
            v = static_cast<float>((static_cast<double>(v) - d.label_mean) / d.label_deviation);
}

[[nodiscard]] std::vector<data::table> simulate(const data_options& o) {
    auto both = data::simulate_fraud(o.simulate_rows, o.split_seed);
    return {std::move(both.bank), std::move(both.processor)};
}

}  // namespace

std::vector<std::size_t> dataset::columns() const {
    std::vector<std::size_t> out;
    for (const auto& x : train.features) out.push_back(spnn::columns(x));
    return out;
}

std::vector<float> dataset::test_labels() const {
    std::vector<float> out;
    for (const double y : spnn::elements(test.targets))
        out.push_back(static_cast<float>(y * label_deviation + label_mean));
    return out;
}

dataset load(const data_options& o, task kind, std::size_t classes, bool with_validation) {
    dataset d;
    auto all = take_label(o.simulate_rows > 0 ? simulate(o) : read(o.parties, o), o, kind, classes, d.label_holder);
    std::optional<source_tables> test;
    if (!o.test_parties.empty()) {
        std::optional<std::size_t> owner;
        test = take_label(read(o.test_parties, o), o, kind, classes, owner);
        require<data_error>(test->features.size() == all.features.size() && owner == d.label_holder, o.test_parties[0],
                            ": the label stands in another file than in training");
    }

    row_list test_rows(test ? test->labels.size() : 0), training(all.labels.size()), validation;
    std::iota(test_rows.begin(), test_rows.end(), std::uint32_t{0});
    std::iota(training.begin(), training.end(), std::uint32_t{0});
    if (!test) {
        auto parts = split_for(all.labels, o.test_fraction, o, kind);
        training = std::move(parts.train);
        test_rows = std::move(parts.test);
    }
    if (with_validation) {
        std::vector<float> labels;
        for (const auto i : training) labels.push_back(all.labels[i]);
        const auto parts = split_for(labels, 0.1, o, kind);
        row_list kept;
        for (const auto i : parts.train) kept.push_back(training[i]);
        for (const auto i : parts.test) validation.push_back(training[i]);
        training = std::move(kept);
    }

    for (std::size_t k = 0; k < all.features.size(); ++k)
        prepare(all.features[k], test ? &test->features[k] : nullptr, training, o);
    for (const auto& t : all.features) d.holder_names.push_back(file_name(t.source));
    for (const auto& name : d.holder_names) d.title += (d.title.empty() ? "" : " + ") + name;
    if (o.split_columns > 0) {
        all.features = data::deal_columns(all.features[0], o.split_columns);
        if (test) test->features = data::deal_columns(test->features[0], o.split_columns);
        d.holder_names.assign(o.split_columns, d.title);
    }
    if (o.label_only) d.label_holder.reset();

    d.train = pick(all, training);
    if (with_validation) d.validation = pick(all, validation);
    const auto& test_source = test ? *test : all;
    d.test = pick(test_source, test_rows);
    for (const auto i : test_rows) {
        const auto& ids = test_source.features[0].ids;
        d.test_ids.push_back(ids.empty() ? std::to_string(i + 1) : ids[i]);
    }
    if (kind == task::binary) {
        require_both_classes(d.train.targets, "training rows");
        require_both_classes(d.test.targets, "test rows");
    }
    if (kind == task::regression) standardise_targets(d);
    return d;
}

}  // namespace spnn_train
