// core/memory.hpp: memory whose size follows from numbers that others have stated: refused with a sentence where this
// machine has no room for it, before the system ends the process for it.

#pragma once

#include <spnn/core/tensor.hpp>

#include <unistd.h>

#include <cstdint>
#include <limits>
#include <new>
#include <stdexcept>

namespace SPNN_NAMESPACE {

// Bytes of memory that this machine has; the largest number when the system does not say.
[[nodiscard]] inline std::uint64_t physical_memory() {
    static const std::uint64_t all = [] {  // asked once: matrices are resized in every step
        const auto pages = ::sysconf(_SC_PHYS_PAGES), size = ::sysconf(_SC_PAGESIZE);
        if (pages <= 0 || size <= 0) return std::numeric_limits<std::uint64_t>::max();
        return static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size);
    }();
    return all;
}

// memory_error with the sentence why() when so many T are more than all memory of this machine.
template <class T, class Why>
void require_room(std::uint64_t count, Why&& why) {
    if (count > physical_memory() / sizeof(T)) [[unlikely]]
        detail::fail<memory_error>({why(), ": ", count, " numbers of ", sizeof(T),
                                    " bytes are more than this machine's ", physical_memory() >> 20, " MiB of memory"});
}

// make(), which allocates; memory_error with the sentence why() when the system gives less.
template <class Why, class Make>
decltype(auto) within_memory(Why&& why, Make&& make) {
    try {
        return make();
    } catch (const std::bad_alloc&) {
        detail::fail<memory_error>({why(), ": the system has no memory for it"});
    } catch (const std::length_error&) {
        detail::fail<memory_error>({why(), ": more than any machine can hold"});
    }
}

// x takes the shape m x n, as resize does; memory_error with the sentence why() when the machine has no room for it.
template <class T, class Why>
void resize_agreed(matrix<T>& x, std::size_t m, std::size_t n, Why&& why) {
    std::size_t count = 0;
    const bool overflows = __builtin_mul_overflow(m, n, &count);
    require_room<T>(overflows ? std::numeric_limits<std::uint64_t>::max() : count, why);
    within_memory(why, [&] { resize(x, m, n); });
}

}  // namespace SPNN_NAMESPACE
