// core/parallel.hpp: a loop over independent items on a stated number of threads.
//
// Items are dealt in contiguous blocks, so which thread computes an item never changes what is computed.

#pragma once

#include <spnn/core/abi.hpp>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <thread>
#include <vector>

namespace spnn::inline SPNN_ABI {

// Calls body(i) for every i in [0, count), on at most `threads` threads, the calling one among them.
// The first exception of the lowest block is rethrown after all threads have ended.
template <class Body>
void parallel_for(std::size_t threads, std::size_t count, Body&& body) {
    const std::size_t blocks = std::max<std::size_t>(1, std::min(threads, count));
    std::vector<std::exception_ptr> failures(blocks);
    const auto run_block = [&](std::size_t block) {
        try {
            for (std::size_t i = count * block / blocks; i < count * (block + 1) / blocks; ++i) body(i);
        } catch (...) {
            failures[block] = std::current_exception();
        }
    };
    {
        std::vector<std::jthread> helpers;
        for (std::size_t block = 1; block < blocks; ++block) helpers.emplace_back(run_block, block);
        run_block(0);
    }
    for (const auto& failure : failures)
        if (failure) std::rethrow_exception(failure);
}

}  // namespace spnn::inline SPNN_ABI
