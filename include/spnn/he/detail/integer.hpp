// he/detail/integer.hpp: big integers as little-endian bytes, their wiping, and uniform draws.
//
// Works for boost::multiprecision::mpz_int (GMP) and for cpp_int (Boost's own). Values are non-negative.
// Wiping reaches the limbs an integer owns at that moment; what a library function or a reallocation left in
// freed memory before is beyond it, which is why the constant-time code works in wiped_words throughout.

#pragma once

#include <spnn/core/error.hpp>
#include <spnn/core/random.hpp>
#include <spnn/core/secret.hpp>

#include <boost/multiprecision/cpp_int.hpp>
#include <boost/multiprecision/gmp.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace SPNN_NAMESPACE::he::detail {

using boost::multiprecision::mpz_int;

template <class Integer>
inline constexpr bool is_gmp = std::same_as<Integer, mpz_int>;

// Wipes memory before it is given back.
template <class T>
struct wiping_allocator {
    using value_type = T;
    wiping_allocator() = default;
    template <class U>
    explicit(false) wiping_allocator(const wiping_allocator<U>&) noexcept {}
    [[nodiscard]] T* allocate(std::size_t count) { return std::allocator<T>{}.allocate(count); }
    void deallocate(T* at, std::size_t count) noexcept {
        wipe(at, count * sizeof(T));
        std::allocator<T>{}.deallocate(at, count);
    }
    friend bool operator==(wiping_allocator, wiping_allocator) { return true; }
};

// Little-endian words of a number that may be secret.
using wiped_words = std::vector<std::uint64_t, wiping_allocator<std::uint64_t>>;

// Bits [at, at + count) of such a number, for count from 1 to 63; those beyond its end are 0.
[[nodiscard]] inline std::uint64_t bits_at(std::span<const std::uint64_t> words, std::size_t at, std::size_t count) {
    const std::size_t word = at / 64, shift = at % 64;
    if (word >= words.size()) return 0;
    auto bits = words[word] >> shift;
    if (shift + count > 64 && word + 1 < words.size()) bits |= words[word + 1] << (64 - shift);
    return bits & ((std::uint64_t{1} << count) - 1);
}

// Bits of a value >= 0 without leading zeros; 0 for 0.
template <class Integer>
[[nodiscard]] std::size_t bit_length(const Integer& value) {
    return value == 0 ? 0 : static_cast<std::size_t>(msb(value)) + 1;
}

template <class Integer>
[[nodiscard]] Integer integer_from_bytes(std::span<const std::byte> in) {
    Integer value = 0;
    if constexpr (is_gmp<Integer>) {
        mpz_import(value.backend().data(), in.size(), -1, 1, 0, 0, in.data());
    } else {
        const auto* first = reinterpret_cast<const unsigned char*>(in.data());
        if (!in.empty()) import_bits(value, first, first + in.size(), 8, false);
    }
    return value;
}

// Fills `out` with the value, zeros above it. usage_error: the value needs more bytes.
template <class Integer>
void integer_to_bytes(const Integer& value, std::span<std::byte> out) {
    require<usage_error>(value >= 0 && bit_length(value) <= 8 * out.size(), "the number does not fit into ", out.size(),
                         " bytes");
    std::fill(out.begin(), out.end(), std::byte{0});
    if constexpr (is_gmp<Integer>)
        mpz_export(out.data(), nullptr, -1, 1, 0, 0, value.backend().data());
    else if (value != 0)
        export_bits(value, reinterpret_cast<unsigned char*>(out.data()), 8, false);
}

// Overwrites the limbs of `value`, which is 0 afterwards. Not for a moved-from mpz_int, which has no limbs.
template <class Integer>
void wipe_integer(Integer& value) noexcept {
    if constexpr (is_gmp<Integer>) {
        auto& raw = value.backend().data()[0];
        wipe(raw._mp_d, static_cast<std::size_t>(raw._mp_alloc) * sizeof(mp_limb_t));
        raw._mp_size = 0;
    } else {
        wipe(value.backend().limbs(), value.backend().size() * sizeof(*value.backend().limbs()));
        value = 0u;
    }
}

// An integer that is wiped where it stands. Moving leaves nothing behind; there is no copy.
template <class Integer>
class secret_integer {
public:
    secret_integer() = default;
    explicit secret_integer(Integer value) { value_.swap(value); }
    secret_integer(secret_integer&& other) noexcept { take(other); }
    secret_integer& operator=(secret_integer&& other) noexcept {
        if (this != &other) take(other);
        return *this;
    }
    ~secret_integer() { wipe_integer(value_); }

    [[nodiscard]] const Integer& declassify() const { return value_; }
    [[nodiscard]] Integer& declassify() { return value_; }

private:
    void take(secret_integer& other) noexcept {
        wipe_integer(value_);
        value_.swap(other.value_);  // other now holds the wiped zero
    }

    Integer value_ = 0;
};

// Uniform in [0, 2^bits).
template <class Integer, CryptographicRandomSource G>
[[nodiscard]] Integer random_bits(std::size_t bits, G& random) {
    wiped_words words((bits + 63) / 64);
    random.fill(std::as_writable_bytes(std::span(words)));
    if (bits % 64 != 0) words.back() &= (std::uint64_t{1} << bits % 64) - 1;
    return integer_from_bytes<Integer>(std::as_bytes(std::span(words)));
}

// Uniform in [0, bound), bound > 0. How often it draws depends on the drawn bytes alone.
template <class Integer, CryptographicRandomSource G>
[[nodiscard]] Integer random_below(const Integer& bound, G& random) {
    for (;;) {
        Integer value = random_bits<Integer>(bit_length(bound), random);
        if (value < bound) return value;
    }
}

}  // namespace SPNN_NAMESPACE::he::detail
