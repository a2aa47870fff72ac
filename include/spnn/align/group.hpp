// align/group.hpp: the parties that bring their rows into one order, and what they agree on first.
//
// The parties are numbered alike at all of them, from 0, and every two of them have a channel. First each tells every
// other what it runs and how many rows it has (align/detail/greeting.hpp); only then, and only if all checks on these
// numbers pass, on_sizes among them, does anything that was made from an id leave a party.

#pragma once

#include <spnn/core/parallel.hpp>
#include <spnn/net/channel.hpp>

#include <chrono>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace SPNN_NAMESPACE::align {

// The parties' rows do not fit together: names sizes, which all of them know, and may be told to all.
class mismatch_error : public data_error {
public:
    using data_error::data_error;
    // All of it.
    [[nodiscard]] std::string told() const override { return what(); }
};

// One party's place among all: its number, and its channel to each other party by that party's number (null at its
// own).
template <class T>
struct group {
    static_assert(net::is_transport<T>());

    std::size_t self = 0;                    // this party's number
    std::vector<net::channel<T>*> channels;  // by the number of the party at the other end

    // How many parties there are, this one too; the channel to another one.
    [[nodiscard]] std::size_t parties() const { return channels.size(); }
    [[nodiscard]] net::channel<T>& to(std::size_t party) const { return *channels.at(party); }
};

// Rows done of all rows of a step, told now and then by the calling thread.
struct align_progress {
    // The step's name; rows done; rows to do, as far as they are known.
    std::string_view step;
    std::size_t done = 0;
    std::size_t total = 0;
};

// What another party brings to an alignment.
struct brought_rows {
    std::string peer;             // its name, as its channel has it
    std::size_t rows = 0;         // how many rows it has
    std::uint64_t questions = 0;  // ids it can ask for in this alignment: whether the others, this party too, have them
};

// How a party aligns its rows.
struct align_options {
    std::string session;                // a label that all parties state alike, up to 255 characters
    std::size_t max_rows = 10'000'000;  // more rows of any party are refused, below 2^32
    // An alignment with fewer common rows than the largest min_common_rows of the parties ends at all of them with a
    // data_error; right after the greetings, if a party has fewer rows than that.
    std::size_t min_common_rows = 1;
    // A party with more than so many times this party's rows, or less than this party's rows by that, is refused; at
    // least 1. 0 is off, the default: honest tables differ by any factor, so who fears probing sets what fits its own.
    double max_size_ratio = 0;
    // The whole alignment takes no longer, whatever the peers send; the last wait may end a timeout or two after that.
    // On one slow core (0.13 ms to blind, 0.10 ms to evaluate or finalize) the leader of ten parties with ten million
    // rows each works for three hours, of two parties for forty minutes: a day is eight times the former.
    std::chrono::milliseconds within = std::chrono::hours(24);
    workers threads{};                                            // for local work: a number, or a pool of your own
    std::function<void(const align_progress&)> on_progress = {};  // for displays
    // Told what all others bring, after every other check of sizes and before anything that was made from an id is sent
    // or answered. Refuses by throwing. While it lasts the others wait: no longer than one timeout of their channels.
    std::function<void(std::span<const brought_rows>)> on_sizes = {};
};

// What aligning gives a party.
struct alignment {
    std::vector<std::uint32_t> rows;     // this party's row of each common id, in the common order
    std::vector<std::size_t> set_sizes;  // rows of each party before
};

namespace detail {

inline constexpr std::size_t max_id_bytes = 4096;
inline constexpr std::size_t max_label_bytes = 255;
inline constexpr std::size_t max_parties = 255;

template <net::Transport T>
void require_group(const group<T>& g, const align_options& options) {
    require<usage_error>(g.parties() >= 2 && g.parties() <= max_parties, "group: ", g.parties(),
                         " parties, expected 2 to ", max_parties);
    require<usage_error>(g.self < g.parties(), "group: self is ", g.self, " of ", g.parties(), " parties");
    for (std::size_t p = 0; p < g.parties(); ++p)
        require<usage_error>((g.channels[p] == nullptr) == (p == g.self), "group: channel ", p, " is ",
                             p == g.self ? "this party's own and must be null" : "missing");
    require<usage_error>(options.max_rows >= 1 && options.max_rows <= std::numeric_limits<std::uint32_t>::max(),
                         "align_options: max_rows is ", options.max_rows, ", expected 1 to 2^32 - 1");
    require<usage_error>(options.min_common_rows >= 1 && options.min_common_rows <= options.max_rows,
                         "align_options: min_common_rows is ", options.min_common_rows,
                         ", expected 1 to max_rows, which is ", options.max_rows);
    require<usage_error>(
        options.max_size_ratio == 0 || (options.max_size_ratio >= 1 && std::isfinite(options.max_size_ratio)),
        "align_options: max_size_ratio is ", options.max_size_ratio, ", expected 0 or at least 1");
    constexpr std::chrono::hours longest(24 * 3650);
    require<usage_error>(options.within.count() > 0 && options.within <= longest, "align_options: within is ",
                         options.within.count(), " ms, expected more than 0 and at most ten years");
    require<usage_error>(options.session.size() <= max_label_bytes, "align_options: a session label of ",
                         options.session.size(), " characters, at most ", max_label_bytes, " allowed");
}

// data_error, naming the row but never the id, for one that is missing, stands twice or is too long.
inline void require_ids(std::span<const std::string> ids, const align_options& options) {
    require<data_error>(!ids.empty(), "alignment: this party has no rows");
    require<data_error>(ids.size() <= options.max_rows, "alignment: ", ids.size(), " rows, at most ", options.max_rows,
                        " allowed (max_rows)");
    std::unordered_map<std::string_view, std::size_t> seen;
    seen.reserve(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        require<data_error>(!ids[i].empty(), "alignment, row ", i + 1, ": the id is missing");
        require<data_error>(ids[i].size() <= max_id_bytes, "alignment, row ", i + 1, ": an id of ", ids[i].size(),
                            " bytes, at most ", max_id_bytes, " allowed");
        const auto [first, fresh] = seen.emplace(ids[i], i);
        require<data_error>(fresh, "alignment, row ", i + 1, ": the same id as in row ", first->second + 1);
    }
}

}  // namespace detail

}  // namespace SPNN_NAMESPACE::align
