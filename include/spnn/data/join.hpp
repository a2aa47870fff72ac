// data/join.hpp: tables of several parties brought into one row order by their ids.
//
// For tables that one process may see together: tests, simulations, a file that its owner cut in two. Parties that
// may not show each other their ids use the room align.
// The common order is that of the first table. Errors name the file and the line of the first row at fault and how
// many there are, never an id.

#pragma once

#include <spnn/core/error.hpp>
#include <spnn/core/tensor.hpp>
#include <spnn/data/table.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace SPNN_NAMESPACE::data {

// Rows whose id is not in every table: an error, or left out.
enum class unmatched_rows { refuse, leave_out };

namespace detail {

using row_index = std::unordered_map<std::string_view, std::uint32_t>;

// Row of each id. The views point into t.
[[nodiscard]] inline row_index index_ids(const table& t) {
    require<data_error>(!t.ids.empty(), t.source, ": no id column, so its rows cannot be matched");
    t.check();
    require<usage_error>(t.rows() <= std::numeric_limits<std::uint32_t>::max(), t.source, ": ", t.rows(),
                         " rows, fewer than 2^32 expected");
    row_index index;
    index.reserve(t.ids.size());
    for (std::size_t i = 0; i < t.ids.size(); ++i) {
        require<data_error>(!t.ids[i].empty(), t.place(i), ": the id is missing");
        const auto [at, fresh] = index.emplace(t.ids[i], static_cast<std::uint32_t>(i));
        require<data_error>(fresh, t.place(i), ": the same id as in ", t.place(at->second));
    }
    return index;
}

// Throws unless every id of t is in `index`, which belongs to `other`.
inline void require_all_matched(const table& t, const row_index& index, const table& other) {
    std::size_t unmatched = 0;
    std::size_t first = 0;
    for (std::size_t i = t.ids.size(); i-- > 0;) {
        if (index.count(t.ids[i]) != 0) continue;
        ++unmatched;
        first = i;
    }
    require<data_error>(unmatched == 0, t.place(first), ": its id is not in ", other.source, " (", unmatched, " of ",
                        t.rows(), " rows have none there)");
}

}  // namespace detail

// The same tables with row i of each having one id, in the order of the first. data_error for a table without ids,
// an id that is missing or stands twice, rows without a match (unless left out), and when no row is left.
[[nodiscard]] inline std::vector<table> in_common_order(std::span<const table> tables,
                                                        unmatched_rows unmatched = unmatched_rows::refuse) {
    require<usage_error>(!tables.empty(), "in_common_order: no table");
    std::vector<detail::row_index> indices;
    for (const auto& t : tables) indices.push_back(detail::index_ids(t));
    if (unmatched == unmatched_rows::refuse) {
        for (std::size_t k = 1; k < tables.size(); ++k) {
            detail::require_all_matched(tables[0], indices[k], tables[k]);
            detail::require_all_matched(tables[k], indices[0], tables[0]);
        }
    }
    std::vector<std::vector<std::uint32_t>> order(tables.size());
    for (const auto& id : tables[0].ids) {
        const auto has_id = [&](const detail::row_index& index) { return index.count(id) != 0; };
        if (!std::all_of(indices.begin(), indices.end(), has_id)) continue;
        for (std::size_t k = 0; k < tables.size(); ++k) order[k].push_back(indices[k].at(id));
    }
    require<data_error>(!order[0].empty(), tables[0].source, ": no id is in all ", tables.size(), " tables");
    std::vector<table> out;
    for (std::size_t k = 0; k < tables.size(); ++k) out.push_back(tables[k].take(order[k]));
    return out;
}

// Tables with equal rows side by side: the columns of the first, then of the second, and so on. Row i must be the same
// row in each (in_common_order). data_error for unequal rows or two columns of one name.
[[nodiscard]] inline table side_by_side(std::span<const table> tables) {
    require<usage_error>(!tables.empty(), "side_by_side: no table");
    table out = tables[0];
    out.names.clear();
    out.texts.clear();
    std::unordered_map<std::string_view, const table*> owner;
    const auto claim = [&](std::string_view name, const table& t) {
        const auto [at, fresh] = owner.emplace(name, &t);
        require<data_error>(fresh, t.source, ": the column '", name, "' is also in ", at->second->source);
    };
    for (const auto& t : tables) {
        t.check();
        require<data_error>(t.rows() == out.rows(), t.source, ": ", t.rows(), " rows, ", tables[0].source, " has ",
                            out.rows());
        require<data_error>(t.ids == out.ids, t.source, ": its ids are not those of ", tables[0].source,
                            " in the same order");
        for (const auto& name : t.names) claim(name, t);
        for (const auto& column : t.texts) claim(column.name, t);
        out.names.insert(out.names.end(), t.names.begin(), t.names.end());
        out.texts.insert(out.texts.end(), t.texts.begin(), t.texts.end());
    }
    out.values = make_matrix<double>(out.rows(), out.names.size());
    for (std::size_t i = 0; i < tables[0].rows(); ++i) {
        auto to = row(out.values, i).begin();
        for (const auto& t : tables) {
            const auto from = row(t.values, i);
            to = std::copy(from.begin(), from.end(), to);
        }
    }
    return out;
}

// in_common_order, then side_by_side.
[[nodiscard]] inline table join(std::span<const table> tables, unmatched_rows unmatched = unmatched_rows::refuse) {
    return side_by_side(in_common_order(tables, unmatched));
}

}  // namespace SPNN_NAMESPACE::data
