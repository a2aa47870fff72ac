// nn/initialise.hpp: first values of weights.
//
//   glorot_uniform   uniform on +-sqrt(6 / (fan_in + fan_out)), for sigmoid and tanh (Glorot & Bengio 2010)
//   he_normal        normal of variance 2 / fan_in, for ReLU (He et al. 2015)
//   zeros            every number 0
//
// The fans are arguments, since a matrix may hold only a part of a layer's weights: a holder of 14 of 28
// columns draws its 14 x 8 matrix with fan_in 28.

#pragma once

#include <spnn/core/tensor.hpp>
#include <spnn/nn/draw.hpp>

namespace SPNN_NAMESPACE::nn {

// How weights are drawn.
enum class initialiser { glorot_uniform, he_normal, zeros };

// The largest magnitude that glorot_uniform draws.
[[nodiscard]] inline double glorot_bound(std::size_t fan_in, std::size_t fan_out) {
    return std::sqrt(6.0 / static_cast<double>(fan_in + fan_out));
}

// Overwrites every element of `weights`, whose shape stays. A fan of zero is a usage_error.
template <class T, RandomSource G>
void initialise(matrix<T>& weights, std::size_t fan_in, std::size_t fan_out, initialiser how, G& random) {
    require<usage_error>(fan_in > 0 && fan_out > 0, "initialise: fans are ", fan_in, " and ", fan_out,
                         ", expected at least 1");
    const auto out = elements(weights);
    switch (how) {
        case initialiser::glorot_uniform: {
            const double bound = glorot_bound(fan_in, fan_out);
            return draw_uniform(out, -bound, bound, random);
        }
        case initialiser::he_normal: return draw_normal(out, std::sqrt(2.0 / static_cast<double>(fan_in)), random);
        case initialiser::zeros: return std::fill(out.begin(), out.end(), T{});
    }
    throw usage_error("initialise: unknown initialiser");
}

}  // namespace SPNN_NAMESPACE::nn
