// split/detail/fitting.hpp: tables of a caller, held against the plan before anybody else is spoken to.
//
// Local; nothing crosses the wire. Errors name the table, its row and its column, never a value.

#pragma once

#include <spnn/split/plan.hpp>
#include <spnn/train/tables.hpp>

#include <string_view>

namespace SPNN_NAMESPACE::split::detail {

// Refuses tables of the holders, m rows each (train/tables.hpp); `what`: "simulate: features".
inline void require_tables(const plan& p, const std::vector<matrix<float>>& tables, std::size_t m,
                           std::string_view what) {
    require<usage_error>(tables.size() == p.holders(), what, " of ", tables.size(), " holders, the plan names ",
                         p.holders());
    for (std::size_t j = 0; j < p.holders(); ++j)
        train::require_table(tables[j], m, p.columns[j], text(what, " of ", the_holder(j).name()));
}

// The same of tables to predict, which have as many rows as the first of them; how many that are.
inline std::size_t require_predictable(const plan& p, const std::vector<matrix<float>>& tables, std::string_view what) {
    const std::size_t m = tables.empty() ? 0 : rows(tables[0]);
    require_tables(p, tables, m, what);
    require<usage_error>(m > 0 && m < std::size_t{1} << 32, what, " have ", m, " rows, expected 1 to 2^32 - 1");
    return m;
}

}  // namespace SPNN_NAMESPACE::split::detail
