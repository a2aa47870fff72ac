// testing/together.hpp: several parties at once, each in a thread of its own.

#pragma once

#include <spnn/core/abi.hpp>

#include <exception>
#include <functional>
#include <thread>
#include <vector>

namespace SPNN_NAMESPACE::testing {

// Runs all; the failure of each, null where there was none.
inline std::vector<std::exception_ptr> failures_of(const std::vector<std::function<void()>>& parties) {
    std::vector<std::exception_ptr> failures(parties.size());
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < parties.size(); ++i)
            threads.emplace_back([&, i] {
                try {
                    parties[i]();
                } catch (...) {
                    failures[i] = std::current_exception();
                }
            });
    }
    return failures;
}

// Runs all, and throws the first failure there was.
inline void together(const std::vector<std::function<void()>>& parties) {
    for (const auto& failure : failures_of(parties))
        if (failure) std::rethrow_exception(failure);
}

// The same for parties that differ by their number.
inline void together(std::size_t count, const std::function<void(std::size_t)>& party) {
    std::vector<std::function<void()>> parties;
    for (std::size_t i = 0; i < count; ++i) parties.emplace_back([&party, i] { party(i); });
    together(parties);
}

}  // namespace SPNN_NAMESPACE::testing
