// core/most.hpp: what no run goes beyond, so that sums and products of its sizes fit 64 bits.

#pragma once

#include <spnn/core/step.hpp>

#include <cstddef>

namespace SPNN_NAMESPACE::most {

inline constexpr std::size_t holders = 255;                      // shares and masks count them in a byte
inline constexpr std::size_t columns = std::size_t{1} << 20;     // of one holder
inline constexpr std::size_t rows = (std::size_t{1} << 32) - 1;  // of a table
inline constexpr std::size_t batch = std::size_t{1} << 24;       // rows of a batch
inline constexpr std::size_t epochs = step_id::epoch_limit - 1;  // a step's name has room for no more
inline constexpr std::size_t security_bits = 256;                // no cipher claims more

}  // namespace SPNN_NAMESPACE::most
