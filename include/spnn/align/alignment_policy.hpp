// align/alignment_policy.hpp: what a party lets others ask when rows are aligned, as rules that its operator states.
//
// The rules become align_options: sizes and ratios are checked by the alignment itself, and the number of ids that a
// peer has asked for in all alignments is counted on disk (align/query_budget.hpp), before anything is answered.

#pragma once

#include <spnn/align/query_budget.hpp>

#include <optional>

namespace SPNN_NAMESPACE::align {

struct alignment_policy {
    std::size_t max_rows = 10'000'000;                          // of any party
    std::size_t min_common_rows = 1;                            // fewer common rows end the alignment
    double max_size_ratio = 0;                                  // between this party's rows and a peer's; 0: any
    std::optional<std::uint64_t> max_queried_ids{};             // of one peer, in all alignments; none: not counted
    std::chrono::milliseconds within = std::chrono::hours(24);  // for the whole alignment
};

// data_error, naming the rule, for one that cannot be.
inline void require_possible(const alignment_policy& rules) {
    constexpr std::size_t most = std::numeric_limits<std::uint32_t>::max();
    require<data_error>(rules.max_rows >= 1 && rules.max_rows <= most, "max_rows: expected 1 to ", most);
    require<data_error>(rules.min_common_rows >= 1 && rules.min_common_rows <= rules.max_rows,
                        "min_common_rows: expected 1 to max_rows, which is ", rules.max_rows);
    require<data_error>(rules.max_size_ratio == 0 || (rules.max_size_ratio >= 1 && rules.max_size_ratio <= 1e12),
                        "max_size_ratio: expected 0 or 1 to 10^12");
    require<data_error>(rules.within.count() > 0 && rules.within <= std::chrono::hours(24 * 3650),
                        "within: expected more than 0 seconds and at most ten years");
}

// Options of the alignments of `party` in `session` under these rules. `log` is told of the peers' sizes before they
// are judged against the budget, which is kept in `file`; session, threads and on_progress are as the caller sets them.
[[nodiscard]] inline align::align_options options_under(
    const alignment_policy& rules, std::string session, const std::string& party, const std::filesystem::path& file,
    std::function<void(std::span<const align::brought_rows>)> log = {}) {
    require_possible(rules);
    align::align_options options;
    options.session = std::move(session);
    options.max_rows = rules.max_rows;
    options.min_common_rows = rules.min_common_rows;
    options.max_size_ratio = rules.max_size_ratio;
    options.within = rules.within;
    std::optional<query_budget> budget;
    if (rules.max_queried_ids) budget.emplace(file, party, *rules.max_queried_ids);
    options.on_sizes = [log = std::move(log), budget](std::span<const align::brought_rows> all) {
        if (log) log(all);
        if (budget) budget->charge(all);
    };
    return options;
}

}  // namespace SPNN_NAMESPACE::align
