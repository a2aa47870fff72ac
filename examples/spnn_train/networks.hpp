// The networks that a user can ask for: some by a name, any other by its text.

#pragma once

#include "options.hpp"

#include <spnn/split/description.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace spnn_train {

// One that has a name. Its text has d in the place of the columns of all holders together.
struct named_network {
    std::string_view name, text;
    spnn_train::task task;
    std::string_view about;  // for --help, after the layers
};
[[nodiscard]] const std::vector<named_network>& named_networks();

// One that has been asked for.
struct chosen_network {
    std::string name;    // as the user wrote it
    std::string layers;  // for people
    spnn_train::task task;
    spnn::split::network_description zones;
    std::size_t columns = 0;  // of all holders together, as the user wrote it; 0: however many there are
};

// That of this name or text (split/description.hpp), or where both are empty the first for the task; without a task it
// follows from the network, and is else binary. spnn::data_error for a text that is none, and for a network that is
// for another task.
[[nodiscard]] chosen_network choose_network(std::string_view asked_for, std::optional<task> t);

}  // namespace spnn_train
