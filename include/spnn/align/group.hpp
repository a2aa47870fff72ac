// align/group.hpp: the parties that bring their rows into one order, and what they agree on first.
//
// The parties are numbered alike at all of them, from 0, and every two of them have a channel. First each tells every
// other which procedure it runs, its number, how many parties it counts, the session label and how many rows it has; a
// difference is a protocol_error that names it. So every party learns every party's number of rows.

#pragma once

#include <spnn/core/bytes.hpp>
#include <spnn/core/parallel.hpp>
#include <spnn/net/channel.hpp>

#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace spnn::inline SPNN_ABI::align {

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

// How a party aligns its rows.
struct align_options {
    std::string session;                // a label that all parties state alike, up to 255 characters
    std::size_t max_rows = 10'000'000;  // more rows of any party are refused, below 2^32
    workers threads{};                  // for local work: a number, or a pool of your own
    std::function<void(const align_progress&)> on_progress = {};  // for displays
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
inline constexpr std::size_t max_greeting_bytes = 1024;

// each -> each: what is run, by whom, over how many rows.
struct greeting_message : net::message_kind<0x50, "greeting before alignment", std::byte> {};

struct greeting {
    std::string procedure;
    std::string session;
    std::uint32_t parties = 0;
    std::uint32_t number = 0;
    std::uint64_t rows = 0;

    bool operator==(const greeting&) const = default;
};

[[nodiscard]] inline bytes store(const greeting& g) {
    byte_writer out;
    out.string(g.procedure);
    out.string(g.session);
    out.scalar(g.parties);
    out.scalar(g.number);
    out.scalar(g.rows);
    return out.take();
}

// data_error for bytes that are no greeting.
[[nodiscard]] inline greeting load_greeting(std::span<const std::byte> raw) {
    byte_reader in(raw);
    greeting g;
    g.procedure = in.string(max_label_bytes, "procedure");
    g.session = in.string(max_label_bytes, "session label");
    g.parties = in.scalar<std::uint32_t>("number of parties");
    g.number = in.scalar<std::uint32_t>("number of the party");
    g.rows = in.scalar<std::uint64_t>("number of rows");
    in.finish("greeting before alignment");
    return g;
}

// Throws unless `theirs` is what the party `number`, called `peer`, must say to the one that says `ours`.
inline void compare(const greeting& ours, const greeting& theirs, std::size_t number, std::size_t max_rows,
                    const std::string& peer) {
    require<protocol_error>(theirs.procedure == ours.procedure, peer, ": runs '", printable(theirs.procedure),
                            "', here runs '", ours.procedure, "'");
    require<protocol_error>(theirs.session == ours.session, peer, ": the session label is '", printable(theirs.session),
                            "' there and '", ours.session, "' here");
    require<protocol_error>(theirs.parties == ours.parties, peer, ": counts ", theirs.parties, " parties, here are ",
                            ours.parties);
    require<protocol_error>(theirs.number == number, peer, ": says it is party ", theirs.number, ", expected ", number,
                            ": the parties must be numbered alike everywhere");
    require<protocol_error>(theirs.rows >= 1 && theirs.rows <= max_rows, peer, ": announces ", theirs.rows,
                            " rows, allowed are 1 to ", max_rows, " (max_rows)");
}

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

// Tells every peer, and hears from it, what is run; the number of rows of each party.
template <net::Transport T>
[[nodiscard]] std::vector<std::size_t> greet(const group<T>& g, std::string_view procedure, std::size_t rows,
                                             const align_options& options) {
    const greeting ours{std::string(procedure), options.session, static_cast<std::uint32_t>(g.parties()),
                        static_cast<std::uint32_t>(g.self), rows};
    for (std::size_t p = 0; p < g.parties(); ++p)
        if (p != g.self) g.to(p).template send_bytes<greeting_message>(0, store(ours));
    std::vector<std::size_t> sizes(g.parties(), rows);
    for (std::size_t p = 0; p < g.parties(); ++p) {
        if (p == g.self) continue;
        const auto raw = g.to(p).template receive_bytes<greeting_message>(0, max_greeting_bytes);
        const auto theirs = [&] {
            try {
                return load_greeting(raw);
            } catch (const data_error& e) {
                throw protocol_error(text(g.to(p).peer(), ": ", e.what()));
            }
        }();
        compare(ours, theirs, p, options.max_rows, g.to(p).peer());
        sizes[p] = theirs.rows;
    }
    return sizes;
}

inline void report(const align_options& options, std::string_view step, std::size_t done, std::size_t total) {
    if (options.on_progress) options.on_progress({step, done, total});
}

}  // namespace detail

}  // namespace spnn::inline SPNN_ABI::align
