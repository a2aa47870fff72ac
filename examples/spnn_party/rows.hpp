// This party's own rows: read, brought into the common order, cut into training and test rows, scaled.

#pragma once

#include "links.hpp"
#include "log.hpp"

#include <spnn/align/alignment_policy.hpp>
#include <spnn/data/table.hpp>
#include <spnn/split/coordinated.hpp>

namespace spnn_party {

using member = spnn::split::membership<spnn::net::any_transport>;

// Rows as a role takes them; what a party does not have stays empty.
struct prepared_rows {
    spnn::matrix<float> train, test;  // features
    spnn::matrix<float> train_targets, test_targets;
    std::vector<std::string> test_ids;

    [[nodiscard]] spnn::coordinate::party_facts facts() const;
};

// The party's file: features, ids, and labels when it is the label owner (and the file has them).
struct own_table {
    spnn::data::table features;
    std::vector<float> labels;
};

[[nodiscard]] own_table read_table(const table_config& from, bool owns_labels, bool labels_are_needed);

// Rows of `ids` in the order that all parties share: the common ids, sorted. Talks to the other parties with rows.
[[nodiscard]] std::vector<std::uint32_t> common_rows(const std::vector<std::string>& ids, const config& c,
                                                     const spnn::split::proposal& terms, const linker& link, member& at,
                                                     const logger& log);

// The rows `common` of `table`, cut and scaled as the terms say. For training the scaling is fitted on the training
// rows and kept in the party's state; for prediction it comes from there and all rows are test rows.
[[nodiscard]] prepared_rows prepare(const own_table& table, const std::vector<std::uint32_t>& common,
                                    const spnn::split::proposal& terms, const std::filesystem::path& state);

}  // namespace spnn_party
