// One function for each file of this folder.

#pragma once

#include "../shape.hpp"

namespace spnn_party {

shape binary_8_8();

}  // namespace spnn_party
