// support/memory.hpp: how much memory a piece of code takes.
//
// memory.cpp replaces operator new by one that counts. What GMP and zlib take by malloc is not counted. A request
// of more than a GiB ends in std::bad_alloc, which no target takes for a refusal.

#pragma once

#include <support/checks.hpp>

#include <cstddef>

namespace fuzz {

struct memory_count {
    std::ptrdiff_t live = 0;  // bytes of this thread
    std::ptrdiff_t peak = 0;  // most that were live at once
};

[[nodiscard]] memory_count& memory_of_this_thread();

// The same of all threads together, for code that has several; and its peak from here on.
[[nodiscard]] memory_count memory_of_all_threads();
void forget_peak_of_all_threads();

// Runs `body`, which at no moment may hold more than `most` bytes beyond what was there before.
template <class Body>
void within(std::size_t most, Body&& body) {
    auto& memory = memory_of_this_thread();
    const auto before = memory.peak = memory.live;
    body();
    holds(memory.peak - before <= static_cast<std::ptrdiff_t>(most), "memory stays within its bound");
}

}  // namespace fuzz
