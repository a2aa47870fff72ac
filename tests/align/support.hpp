// align/support.hpp: parties of an alignment in threads, honest ones and ones played by hand.

#pragma once

#include <spnn/align/detail/greeting.hpp>

#include <support/errors.hpp>
#include <support/mesh.hpp>
#include <support/together.hpp>

#include <algorithm>
#include <set>

namespace align_tests {

using namespace test;
namespace align = spnn::align;
using transport = net::metered<net::traced<net::memory_transport>>;
using group = align::group<transport>;
using ids = std::vector<std::string>;

inline group group_of(mesh& links, std::size_t self, std::size_t parties) {
    group g{self, {}};
    for (std::size_t p = 0; p < parties; ++p) g.channels.push_back(p == self ? nullptr : &links.at(self, p));
    return g;
}

// prefix + number for each number from `from` to `to` - 1.
inline ids numbered(std::size_t from, std::size_t to, const std::string& prefix = "id ") {
    ids all;
    for (std::size_t i = from; i < to; ++i) all.push_back(prefix + std::to_string(i));
    return all;
}

inline ids joined(ids a, const ids& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

inline ids reversed(ids a) {
    std::ranges::reverse(a);
    return a;
}

inline align::align_options options(std::size_t threads = 1) {
    return {.session = "a test", .threads = threads, .on_progress = {}, .on_sizes = {}};
}

using conversation = align::detail::conversation<transport>;

// The greetings of a party that is played by hand.
inline align::detail::terms greet(const group& g, std::string_view procedure, std::size_t rows,
                                  const align::align_options& with = options()) {
    conversation talk(g, with);
    return align::detail::greet(talk, procedure, rows);
}

// The ids at these rows.
inline ids at_rows(const ids& of, const std::vector<std::uint32_t>& rows) {
    ids picked;
    for (const auto i : rows) picked.push_back(of.at(i));
    return picked;
}

// Runs procedure(ids, group) at every party.
template <class Procedure>
std::vector<align::alignment> run(const std::vector<ids>& parties, Procedure&& procedure, mesh& links) {
    std::vector<align::alignment> results(parties.size());
    together(parties.size(), [&](std::size_t p) {
        results[p] = procedure(std::span<const std::string>(parties[p]), group_of(links, p, parties.size()));
    });
    return results;
}

// What each party's Error says; "" where it throws none.
template <class Error, class Procedure>
std::vector<std::string> errors_of(const std::vector<ids>& parties, Procedure&& procedure) {
    mesh links(parties.size());
    std::vector<std::string> errors(parties.size());
    together(parties.size(), [&](std::size_t p) {
        errors[p] = error_of<Error>([&] {
            static_cast<void>(procedure(std::span<const std::string>(parties[p]), group_of(links, p, parties.size())));
        });
    });
    return errors;
}

inline ids intersection(const std::vector<ids>& parties) {
    std::set<std::string> common(parties[0].begin(), parties[0].end());
    for (const auto& other : parties) {
        const std::set<std::string> theirs(other.begin(), other.end());
        std::erase_if(common, [&](const auto& id) { return theirs.count(id) == 0; });
    }
    return {common.begin(), common.end()};
}

}  // namespace align_tests
