// nn/detail/compute_each.hpp: a loop over all elements that compilers turn into vector code even at -O2.
//
// Sixteen results at a time go through a local array: a fixed count, and no pointer that might alias another.

#pragma once

#include <spnn/core/abi.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

namespace spnn::inline SPNN_ABI::nn::detail {

// to[i] = f(i) for every i. f must not read elements of `to` other than the i-th.
template <class T, class F>
void compute_each(std::span<T> to, F&& f) {
    std::array<T, 16> block;
    std::size_t i = 0;
    for (; i + block.size() <= to.size(); i += block.size()) {
        for (std::size_t j = 0; j < block.size(); ++j) block[j] = f(i + j);
        std::copy_n(block.data(), block.size(), to.data() + i);
    }
    for (; i < to.size(); ++i) to[i] = f(i);
}

}  // namespace spnn::inline SPNN_ABI::nn::detail
