// he/rlwe/detail/words.hpp: arrays of words as kernels want them: at the start of a cache line, and wiped before the
// memory is given back, since most of them are secret at some time.

#pragma once

#include <spnn/core/secret.hpp>

#include <cstddef>
#include <cstdint>
#include <new>
#include <vector>

namespace SPNN_NAMESPACE::he::rlwe {

namespace detail {

template <class T>
struct aligned_wiping_allocator {
    using value_type = T;
    static constexpr std::align_val_t alignment{64};

    aligned_wiping_allocator() = default;
    template <class U>
    explicit(false) aligned_wiping_allocator(const aligned_wiping_allocator<U>&) noexcept {}
    [[nodiscard]] T* allocate(std::size_t count) {
        if (count > static_cast<std::size_t>(-1) / sizeof(T)) throw std::bad_array_new_length();
        return static_cast<T*>(::operator new(count * sizeof(T), alignment));
    }
    void deallocate(T* at, std::size_t count) noexcept {
        wipe(at, count * sizeof(T));
        ::operator delete(at, alignment);
    }
    friend bool operator==(aligned_wiping_allocator, aligned_wiping_allocator) { return true; }
};

}  // namespace detail

// Residues, one a word; and small signed numbers.
using words = std::vector<std::uint64_t, detail::aligned_wiping_allocator<std::uint64_t>>;
using signed_words = std::vector<std::int64_t, detail::aligned_wiping_allocator<std::int64_t>>;

}  // namespace SPNN_NAMESPACE::he::rlwe
