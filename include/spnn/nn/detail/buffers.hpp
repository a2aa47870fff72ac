// nn/detail/buffers.hpp: where the outputs and gradients between the layers of a chain are kept.
//
// Training keeps each output once; a layer that works in place writes over the output before it where nobody looks at
// that again. Inference has one spare buffer beside y. The way back has two buffers beside dx.

#pragma once

#include <spnn/core/abi.hpp>

#include <cstddef>
#include <span>

namespace SPNN_NAMESPACE::nn::detail {

// What a layer promises (nn/layer.hpp).
struct promises {
    bool reads_input, reads_output, in_place;
};

// Whether inference has layer i's output in y; else it is in the spare buffer.
[[nodiscard]] constexpr bool inferred_in_y(std::span<const promises> chain, std::size_t i) {
    bool in_y = true;
    for (std::size_t j = chain.size() - 1; j > i; --j) in_y = in_y == chain[j].in_place;
    return in_y;
}

// The layer whose output ends up where layer i's is written: a later one where that writes over it.
[[nodiscard]] constexpr std::size_t output_of(std::span<const promises> chain, std::size_t i) {
    while (i + 1 < chain.size() && chain[i + 1].in_place && !chain[i + 1].reads_input && !chain[i].reads_output) ++i;
    return i;
}

// Where dL/d output of layer i, not the last, is: in dx when all layers up to i work in place from there on, else in
// one of the two buffers, the one that the next layer does not read unless that works in place.
inline constexpr std::size_t in_dx = 2;
[[nodiscard]] constexpr std::size_t gradient_of(std::span<const promises> chain, std::size_t i) {
    bool all_in_place = true;
    for (std::size_t j = 0; j <= i; ++j) all_in_place = all_in_place && chain[j].in_place;
    if (all_in_place) return in_dx;
    std::size_t place = 0;
    for (std::size_t j = chain.size() - 2; j > i; --j)
        if (!chain[j].in_place) place = 1 - place;
    return place;
}

}  // namespace SPNN_NAMESPACE::nn::detail
