#include "rows.hpp"

#include <spnn/align/in_order.hpp>
#include <spnn/align/intersect.hpp>
#include <spnn/data/gzip.hpp>
#include <spnn/data/scaling.hpp>
#include <spnn/data/split.hpp>

#include <algorithm>
#include <fstream>
#include <numeric>

namespace spnn_party {

namespace {

namespace data = spnn::data;
namespace split = spnn::split;
using spnn::data_error;
using spnn::require;

// The parties with rows, the label owner first: it leads the alignment.
[[nodiscard]] std::vector<std::string> parties_with_rows(const split::plan& p) {
    std::vector<std::string> names{p.label_owner().name()};
    for (std::size_t j = 0; j < p.holders(); ++j)
        if (p.label_holder != j) names.push_back(split::the_holder(j).name());
    return names;
}

void keep_scaling(const data::standard_scaler& scaler, const std::filesystem::path& file) {
    spnn::byte_writer out;
    scaler.store(out);
    std::filesystem::create_directories(file.parent_path());
    std::ofstream to(file, std::ios::binary);
    to.write(reinterpret_cast<const char*>(out.view().data()), static_cast<std::streamsize>(out.view().size()));
    require<data_error>(to.flush().good(), file.string(), ": cannot be written");
}

[[nodiscard]] data::standard_scaler kept_scaling(const std::filesystem::path& file) {
    std::ifstream from(file, std::ios::binary);
    require<data_error>(from.is_open(), file.string(), ": cannot be opened; it is made by training");
    const std::string content((std::istreambuf_iterator<char>(from)), {});
    spnn::byte_reader in(std::as_bytes(std::span(content)), file.string());
    auto scaler = data::standard_scaler::load(in);
    in.finish(file.string());
    return scaler;
}

[[nodiscard]] spnn::matrix<float> as_targets(const std::vector<float>& labels, const std::vector<std::uint32_t>& rows) {
    auto targets = spnn::make_matrix<float>(rows.size(), 1);
    for (std::size_t i = 0; i < rows.size(); ++i) targets(i, 0) = labels[rows[i]];
    return targets;
}

}  // namespace

spnn::coordinate::party_facts prepared_rows::facts() const {
    const auto count = [](const spnn::matrix<float>& features, const spnn::matrix<float>& targets) {
        return static_cast<std::uint64_t>(std::max(spnn::rows(features), spnn::rows(targets)));
    };
    return {static_cast<std::uint64_t>(spnn::columns(test)), count(train, train_targets), test_ids.size()};
}

own_table read_table(const table_config& from, bool owns_labels, bool labels_are_needed) {
    data::csv_options csv;
    csv.id_column = from.id_column;
    csv.skip_columns = from.drop;
    own_table own{data::read_csv_gz(from.file, csv), {}};
    const bool has_labels = !from.label_column.empty() && own.features.has_column(from.label_column);
    require<data_error>(!owns_labels || !labels_are_needed || has_labels, own.features.source,
                        ": this party owns the labels, but there is no label column '", from.label_column, "'");
    if (!has_labels) return own;
    const std::vector<std::string> label{from.label_column};
    if (owns_labels)  // of rows to predict there may be one class only
        own.labels =
            labels_are_needed ? own.features.labels(from.label_column, 2) : own.features.column(from.label_column);
    own.features = own.features.drop(label);
    return own;
}

std::vector<std::uint32_t> common_rows(const std::vector<std::string>& ids, const config& c,
                                       const split::proposal& terms, const linker& link, member& at,
                                       const logger& log) {
    using channel = spnn::net::channel<spnn::net::watched<spnn::net::any_transport>>;
    const auto names = parties_with_rows(terms.plan);
    const auto until = spnn::deadline::after(c.start_within);
    std::vector<std::unique_ptr<channel>> channels(names.size());
    spnn::align::group<spnn::net::watched<spnn::net::any_transport>> peers;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == c.self)
            peers.self = i;
        else
            channels[i] = std::make_unique<channel>(
                at.reach(names[i], [&] { return link(names[i], purpose::alignment, until); }), names[i], c.timeout);
        peers.channels.push_back(channels[i].get());
    }
    auto options = spnn::align::options_under(
        c.alignment, c.run, c.self, c.state / "queried_ids", [&](std::span<const spnn::align::brought_rows> others) {
            log.info("alignment sizes", {{"of", c.self}, {"rows", static_cast<std::int64_t>(ids.size())}});
            for (const auto& other : others)
                log.info("alignment sizes", {{"of", other.peer},
                                             {"rows", static_cast<std::int64_t>(other.rows)},
                                             {"questions", static_cast<std::int64_t>(other.questions)}});
        });
    options.threads = c.threads;
    const bool intersects = terms.alignment == spnn::coordinate::alignment_mode::intersection;
    if (intersects) log.info("alignment", {{"who_learns_what", spnn::align::what_each_learns(names.size())}});
    auto common = intersects ? spnn::align::intersect(ids, peers, options) : spnn::align::in_order(ids, peers, options);
    // All have the same ids, so sorting them gives the same order everywhere, in every session.
    if (intersects) std::ranges::sort(common.rows, [&](auto a, auto b) { return ids[a] < ids[b]; });
    log.info("aligned", {{"own_rows", static_cast<std::int64_t>(ids.size())},
                         {"common_rows", static_cast<std::int64_t>(common.rows.size())}});
    return common.rows;
}

prepared_rows prepare(const own_table& table, const std::vector<std::uint32_t>& common, const split::proposal& terms,
                      const std::filesystem::path& state) {
    data::row_split parts;
    if (terms.predict_only) {
        parts.test.resize(common.size());
        std::iota(parts.test.begin(), parts.test.end(), std::uint32_t{0});
    } else {
        parts = data::split_rows(common.size(), terms.test_fraction, terms.split_seed);
    }
    for (auto* part : {&parts.train, &parts.test})
        for (auto& row : *part) row = common[row];

    prepared_rows out;
    if (!table.features.names.empty()) {
        const auto file = state / "scaling";
        if (!terms.predict_only) keep_scaling(data::fit_scaler(table.features, parts.train), file);
        const auto scaled = kept_scaling(file).apply(table.features);
        if (!terms.predict_only) out.train = scaled.take(parts.train).features();
        out.test = scaled.take(parts.test).features();
    }
    if (!table.labels.empty()) {
        out.train_targets = as_targets(table.labels, parts.train);
        out.test_targets = as_targets(table.labels, parts.test);
    }
    for (const auto row : parts.test) out.test_ids.push_back(table.features.ids[row]);
    return out;
}

}  // namespace spnn_party
