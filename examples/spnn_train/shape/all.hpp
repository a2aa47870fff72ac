// One function for each file of this folder.

#pragma once

#include "../shape.hpp"

namespace spnn_train {

shape binary_8_8();
shape binary_16_8();
shape binary_400_16_8();
shape classes_32_16();
shape regression_16_8();

}  // namespace spnn_train
