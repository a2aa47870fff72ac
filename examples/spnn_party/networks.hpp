// The networks that a run may have: some by a name, any other by its text.

#pragma once

#include <spnn/split/description.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace spnn_party {

// One that has a name. Its text has d in the place of the columns of all holders together.
struct named_network {
    std::string_view name, text;
};
[[nodiscard]] const std::vector<named_network>& named_networks();

// What a plan says of the network with this name or text (split/description.hpp). spnn::data_error for one that is
// none, or not for labels of 0 and 1.
[[nodiscard]] std::string network_in_plan(const std::string& asked_for);

// The same errors for the network that somebody else's plan names.
void check_network(const spnn::split::plan& p);

}  // namespace spnn_party
