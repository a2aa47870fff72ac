// session/party.hpp: who takes part, as a name and a number.

#pragma once

#include <spnn/core/error.hpp>

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>

namespace SPNN_NAMESPACE::session {

// One participant: what it does in the run, and, where several do the same, which of them it is. Roles are words of
// each wing (split/parties.hpp). Numbers are counted from 0 here and from 1 in texts.
struct party {
    // The number of a party that is the only one of its role.
    static constexpr std::size_t alone = static_cast<std::size_t>(-1);

    std::string_view role{};     // a text that lives as long as the program
    std::size_t number = alone;  // among those of its role

    // "server", "holder_1".
    [[nodiscard]] std::string name() const { return number == alone ? std::string(role) : text(role, "_", number + 1); }
    friend auto operator<=>(const party&, const party&) = default;
};

}  // namespace SPNN_NAMESPACE::session
