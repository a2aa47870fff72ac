// align/detail/greeting.hpp: the first message of an alignment, and all checks on the sizes of the parties.
//
// Each tells every other which procedure it runs, its number, how many parties it counts, the session label, how many
// rows it has and how few common rows it accepts. A difference is a protocol_error that names it; sizes that a party
// does not accept are a data_error. So every party learns every party's number of rows and min_common_rows.
// Nothing is allocated for what a greeting says: 10 million rows are 8 bytes until they arrive.

#pragma once

#include <spnn/align/detail/conversation.hpp>
#include <spnn/core/record.hpp>

namespace SPNN_NAMESPACE::align::detail {

inline constexpr std::size_t max_greeting_bytes = 1024;

// each -> each: what is run, by whom, over how many rows.
struct greeting_message : net::message_kind<net::first_kind::align, "greeting before alignment", std::byte> {};

struct greeting {
    std::string procedure;
    std::string session;
    std::uint32_t parties = 0;
    std::uint32_t number = 0;
    std::uint64_t rows = 0;
    std::uint64_t min_common_rows = 1;

    bool operator==(const greeting&) const = default;

    // What no alignment goes beyond; compare and require_sizes know what this one accepts.
    template <class Self, class F>
    static void for_each_field(Self& g, F&& f) {
        constexpr std::uint64_t most_rows = std::numeric_limits<std::uint32_t>::max();
        f("procedure", record::string{max_label_bytes}, g.procedure);
        f("session label", record::string{max_label_bytes}, g.session);
        f("number of parties", record::number<std::uint32_t>{0, max_parties}, g.parties);
        f("number of the party", record::number<std::uint32_t>{0, max_parties}, g.number);
        f("number of rows", record::number<std::uint64_t>{0, most_rows}, g.rows);
        f("min_common_rows", record::number<std::uint64_t>{0, most_rows}, g.min_common_rows);
    }
};

// As bytes, and back: data_error for bytes that are no greeting.
[[nodiscard]] inline bytes store(const greeting& g) { return record::stored(g); }
[[nodiscard]] inline greeting load_greeting(std::span<const std::byte> raw) {
    return record::loaded<greeting>(raw, "greeting before alignment");
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
    require<protocol_error>(theirs.min_common_rows >= 1, peer, ": min_common_rows is 0, expected at least 1");
}

// What the greetings of all parties come to.
struct terms {
    std::vector<std::size_t> sizes;     // rows, by the number of the party
    std::uint64_t min_common_rows = 1;  // the largest of all parties

    [[nodiscard]] std::size_t smallest() const { return *std::ranges::min_element(sizes); }
};

// data_error unless these sizes fit the terms and this party's max_size_ratio.
template <net::Transport T>
void require_sizes(const conversation<T>& talk, const terms& all) {
    const auto& options = talk.options();
    const auto own = all.sizes[talk.self()];
    const auto ratio = options.max_size_ratio;
    for (std::size_t p = 0; p < all.sizes.size(); ++p) {
        const auto rows = all.sizes[p];
        const std::string name = p == talk.self() ? "this party" : talk.name(p);
        require<mismatch_error>(rows >= all.min_common_rows, "alignment: ", name, " has ", rows,
                                " rows, and a party accepts no fewer than ", all.min_common_rows,
                                " common ones (min_common_rows)");
        const auto theirs = static_cast<double>(rows), ours = static_cast<double>(own);
        require<mismatch_error>(ratio == 0 || (theirs <= ratio * ours && ours <= ratio * theirs), "alignment: ", name,
                                " has ", rows, " rows, this party ", own, "; neither may have more than ", ratio,
                                " times the other's (max_size_ratio)");
    }
}

// Tells every peer, and hears from it, what is run; checks all sizes.
template <net::Transport T>
[[nodiscard]] terms greet(conversation<T>& talk, std::string_view procedure, std::size_t rows) {
    const auto& options = talk.options();
    const greeting ours{std::string(procedure),
                        options.session,
                        static_cast<std::uint32_t>(talk.parties()),
                        static_cast<std::uint32_t>(talk.self()),
                        rows,
                        options.min_common_rows};
    for (std::size_t p = 0; p < talk.parties(); ++p)
        if (p != talk.self()) talk.template send_bytes<greeting_message>(p, store(ours));
    terms all{std::vector<std::size_t>(talk.parties(), rows), options.min_common_rows};
    for (std::size_t p = 0; p < talk.parties(); ++p) {
        if (p == talk.self()) continue;
        const auto raw = talk.template receive_bytes<greeting_message>(p, max_greeting_bytes);
        const auto theirs = [&] {
            try {
                return load_greeting(raw);
            } catch (const data_error& e) {
                throw protocol_error(text(talk.name(p), ": ", e.what()));
            }
        }();
        compare(ours, theirs, p, options.max_rows, talk.name(p));
        all.sizes[p] = theirs.rows;
        all.min_common_rows = std::max(all.min_common_rows, theirs.min_common_rows);
    }
    require_sizes(talk, all);
    return all;
}

// The last step before anything made from an id leaves: on_sizes may refuse. questions(p): the ids party p can ask for.
template <net::Transport T, class Questions>
void show_sizes(const conversation<T>& talk, const terms& all, Questions&& questions) {
    if (!talk.options().on_sizes) return;
    std::vector<brought_rows> brought;
    for (std::size_t p = 0; p < all.sizes.size(); ++p)
        if (p != talk.self()) brought.push_back({talk.name(p), all.sizes[p], questions(p)});
    talk.options().on_sizes(brought);
}

}  // namespace SPNN_NAMESPACE::align::detail
