// split/parties.hpp: the parties of a split network.

#pragma once

#include <spnn/session/links.hpp>

#include <charconv>
#include <optional>

namespace SPNN_NAMESPACE::split {

// One participant, and the links it has. A label owner that also holds features is the holder it is; a party that holds
// labels only is the labeler.
using session::links;
using session::party;

// The parties of a run; holders are counted from 0.
inline constexpr party the_server{"server"};
inline constexpr party the_labeler{"labeler"};
inline constexpr party the_dealer{"dealer"};
[[nodiscard]] constexpr party the_holder(std::size_t number) { return {"holder", number}; }
// Whether it holds features.
[[nodiscard]] constexpr bool is_holder(const party& who) { return who.role == the_holder(0).role; }

// The party that has this name; none when no party has.
[[nodiscard]] inline std::optional<party> party_named(std::string_view name) {
    for (const auto& one : {the_server, the_labeler, the_dealer})
        if (name == one.name()) return one;
    constexpr std::string_view stem = "holder_";
    if (!name.starts_with(stem)) return std::nullopt;
    std::size_t number = 0;
    const auto* const end = name.data() + name.size();
    const auto [rest, error] = std::from_chars(name.data() + stem.size(), end, number);
    if (error != std::errc() || rest != end || number == 0) return std::nullopt;
    const auto found = the_holder(number - 1);
    return name == found.name() ? std::optional(found) : std::nullopt;  // not holder_01
}

}  // namespace SPNN_NAMESPACE::split
