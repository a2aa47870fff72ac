// core/secret.hpp: a value that wipes itself and has one way out.
//
// secret<T> owns a trivially copyable T (a key, a seed). It cannot be copied, printed or compared by
// accident; moving wipes the source; destruction wipes the memory in a way the optimiser keeps. The only
// exit is declassify(), easy to search for in a review.

#pragma once

#include <spnn/core/abi.hpp>

#include <cstddef>
#include <cstring>
#include <type_traits>
#include <utility>

namespace SPNN_NAMESPACE {

// Overwrites `size` bytes with zeros; the barrier keeps the compiler from dropping the write. `at` may be null when
// there are none.
inline void wipe(void* at, std::size_t size) noexcept {
    if (size == 0) return;
    std::memset(at, 0, size);
    asm volatile("" : : "r"(at) : "memory");
}

template <class T>
class secret {
    static_assert(std::is_trivially_copyable_v<T>, "secret<T>: T must be trivially copyable, so that it can be wiped");

public:
    secret() = default;
    // Takes a copy; wiping the original is the caller's.
    explicit secret(const T& value) : value_(value) {}
    secret(secret&& other) noexcept : value_(other.value_) { other.clear(); }
    secret& operator=(secret&& other) noexcept {
        if (this != &other) {
            value_ = other.value_;
            other.clear();
        }
        return *this;
    }
    secret(const secret&) = delete;
    secret& operator=(const secret&) = delete;
    ~secret() { clear(); }

    // The value itself. Every use is a place where a secret may leave: say why.
    [[nodiscard]] const T& declassify() const { return value_; }
    [[nodiscard]] T& declassify() { return value_; }

    // A second owner of the same value, asked for by name.
    [[nodiscard]] secret duplicate() const { return secret(value_); }

private:
    void clear() noexcept { wipe(&value_, sizeof value_); }

    T value_{};
};

}  // namespace SPNN_NAMESPACE
