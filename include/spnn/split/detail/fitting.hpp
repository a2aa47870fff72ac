// split/detail/fitting.hpp: tables of a caller, held against the plan before anybody else is spoken to.
//
// Local; nothing crosses the wire. Errors name the table, its row and its column, never a value.

#pragma once

#include <spnn/core/finite.hpp>
#include <spnn/nn/loss.hpp>
#include <spnn/split/plan.hpp>

#include <string_view>

namespace spnn::inline SPNN_ABI::split::detail {

// usage_error unless x, which `what` names, is m x n; range_error for what is no finite number in it.
inline void require_table(const matrix<float>& x, std::size_t m, std::size_t n, std::string_view what) {
    require<usage_error>(rows(x) == m && columns(x) == n, what, " are ", shape_text(x), ", expected ", m, "x", n);
    require_finite(x, what);
}

// The same of the tables of all holders, m rows each; `what`: "simulate: features".
inline void require_tables(const plan& p, const std::vector<matrix<float>>& tables, std::size_t m,
                           std::string_view what) {
    require<usage_error>(tables.size() == p.holders(), what, " of ", tables.size(), " holders, the plan names ",
                         p.holders());
    for (std::size_t j = 0; j < p.holders(); ++j)
        require_table(tables[j], m, p.columns[j], text(what, " of ", the_holder(j).name()));
}

// The same of tables to predict, which have as many rows as the first of them; how many that are.
inline std::size_t require_predictable(const plan& p, const std::vector<matrix<float>>& tables, std::string_view what) {
    const std::size_t m = tables.empty() ? 0 : rows(tables[0]);
    require_tables(p, tables, m, what);
    require<usage_error>(m > 0 && m < std::size_t{1} << 32, what, " have ", m, " rows, expected 1 to 2^32 - 1");
    return m;
}

// The same of targets, which the loss and then `also` must be able to mean (usage_error).
template <class Loss, class Also>
void require_targets(const Loss& loss, const matrix<float>& targets, std::size_t m, std::string_view what,
                     Also&& also) {
    require_table(targets, m, loss.targets, what);
    try {
        also();
        nn::check_targets(loss, targets);
    } catch (const usage_error& e) {
        throw usage_error(text(what, ": ", e.what()));
    }
}

}  // namespace spnn::inline SPNN_ABI::split::detail
