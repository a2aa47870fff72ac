// he/rlwe/sampler.hpp: the small random numbers that hide, and the uniform ones that all may know.
//
//   ternary    secrets: -1, 0 and 1 alike, floor(3 x / 2^64) - 1 of a word x; off from a third by less than 2^-62
//   binomial   errors: how many of 21 bits are set less how many of 21 others are; variance 10.5, standard deviation
//              3.24, and never beyond 21 in absolute value, which is why decryption of sums cannot fail
//   uniform    residues below q from a public seed: words cut to the length of q, those of q or more passed over
//
// Secrets come from a crypto::prg, uniform numbers from a public_seed alone: a type of its own, whose streams are those
// of another AES key, derived from it. So no stream that anyone may compute is ever one that hides something.
//
// A word of the stream makes one small number, without branch, table or division; counting bits by the standard library
// may be a table where the processor's own instruction is not allowed for. How many words are passed over in uniform
// depends on the public seed alone. Assumed: AES under a key that everybody knows looks random enough for the uniform
// polynomials of ring learning with errors (as an ideal cipher).

#pragma once

#include <spnn/core/simd/compute_each.hpp>
#include <spnn/crypto/derive.hpp>
#include <spnn/crypto/prg.hpp>
#include <spnn/he/rlwe/modulus.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace SPNN_NAMESPACE::he::rlwe {

// The largest error in absolute value.
inline constexpr std::int64_t most_error = 21;

// The ternary number of a word, and the error of one; `number` as the word's bits.
[[nodiscard]] constexpr std::int64_t ternary_of(std::int64_t number) {
    const auto x = static_cast<std::uint64_t>(number);
    const auto high = x >> 32, low = x & 0xffffffff;
    return static_cast<std::int64_t>((3 * high + (3 * low >> 32)) >> 32) - 1;
}
[[nodiscard]] constexpr std::int64_t binomial_of(std::int64_t number) {
    // The bits that count against are turned over, and 21 taken away at the end: one count instead of two.
    constexpr std::uint64_t first = (std::uint64_t{1} << most_error) - 1, both = first << most_error | first;
    auto x = (static_cast<std::uint64_t>(number) ^ first << most_error) & both;
    x = (x & 0x5555555555555555) + (x >> 1 & 0x5555555555555555);
    x = (x & 0x3333333333333333) + (x >> 2 & 0x3333333333333333);
    x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0f;
    x += x >> 8;
    x += x >> 16;
    x += x >> 32;
    return static_cast<std::int64_t>(x & 0x7f) - most_error;
}

// Fills `out` from the next 8 out.size() bytes of the stream.
inline void ternary(crypto::prg& secret_stream, std::span<std::int64_t> out) {
    secret_stream.fill(std::as_writable_bytes(out));
    spnn::detail::compute_each(out, ternary_of, std::span<const std::int64_t>(out));
}
inline void binomial(crypto::prg& secret_stream, std::span<std::int64_t> out) {
    secret_stream.fill(std::as_writable_bytes(out));
    spnn::detail::compute_each(out, binomial_of, std::span<const std::int64_t>(out));
}

// Sixteen bytes that everybody may know.
struct public_seed {
    // What travels.
    std::array<std::byte, 16> bytes{};
    friend bool operator==(const public_seed&, const public_seed&) = default;
};

// Fills `out` with residues of q, uniform, from stream number `stream` of the seed: the same at all parties.
inline void uniform(const public_seed& from, std::uint64_t stream, const modulus& q, std::span<std::uint64_t> out) {
    crypto::prg bits(crypto::derive_seed("spnn he/rlwe public", {from.bytes}), stream);
    const auto mask = (std::uint64_t{1} << q.bits()) - 1;
    while (!out.empty()) {
        bits.fill(std::as_writable_bytes(out));
        std::size_t taken = 0;
        for (const auto word : out)
            if ((word & mask) < q.value()) out[taken++] = word & mask;
        out = out.subspan(taken);
    }
}

}  // namespace SPNN_NAMESPACE::he::rlwe
