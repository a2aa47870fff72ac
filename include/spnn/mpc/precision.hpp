// mpc/precision.hpp: how numbers of a whole network on shares are represented, and how large they may become.
//
// A number x is the integer x 2^f, rounded, modulo 2^n; a product of two has 2f fraction bits until it is truncated.
// Every value that is opened before an activation is below 2^r. From this follow all widths: a truncated value t has
// |t| < 2^(f+r), so its sign is found by comparing k = f + r + 1 bits, not n; truncation needs one bit beyond the
// product and its sign: 2f + r + 2 <= n.
//
// What is beyond these bounds is not noticed on shares: below 2^(n-2) in absolute value the truncation is still right
// and the sign is wrong in about half of the cases; beyond, the truncation is off by 2^(n-f) with probability 2 (|z| -
// 2^(n-2)) / 2^n. Rehearse a network on plain numbers before.

#pragma once

#include <spnn/fss/tile.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace SPNN_NAMESPACE::mpc {

// The word that holds numbers modulo 2^bits; what stands above the lowest `bits` bits does not count.
template <unsigned Bits>
using word_of = std::conditional_t<(Bits <= 32), std::uint32_t, std::uint64_t>;

// The lowest Bits bits of a word.
template <unsigned Bits, std::unsigned_integral Word>
[[nodiscard]] constexpr Word cut(Word x) {
    return static_cast<Word>(x & static_cast<Word>(fss::low_bits(Bits)));
}

// The number between -2^(Bits-1) and 2^(Bits-1) that these bits are.
template <unsigned Bits, std::unsigned_integral Word>
[[nodiscard]] constexpr std::int64_t signed_of(Word x) {
    const auto above = 64 - Bits;
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(x) << above) >> above;
}

// Numbers of n bits with f fraction bits, below 2^r where they are opened before an activation.
template <unsigned N, unsigned F, unsigned R>
struct precision {
    static_assert(N >= 8 && N <= 64, "precision<n, f, r>: n is the width of a number, 8 to 64");
    static_assert(F >= 1, "precision<n, f, r>: there must be a fraction bit");
    static_assert(2 * F + R + 2 <= N,
                  "precision<n, f, r>: products below 2^r with 2f fraction bits need "
                  "2f + r + 2 bits, which are more than n");

    // What holds a number.
    using word = word_of<N>;
    // The width of a number, of its fraction, and of its whole part before an activation.
    static constexpr unsigned n = N, f = F, r = R;
    // The width that signs are compared in; differences of two numbers need one more.
    static constexpr unsigned k = F + R + 1;
    // Bytes of a number on the wire.
    static constexpr std::size_t wire_bytes = (N + 7) / 8;
    // The largest |z| at scale 2f whose truncation is still within k bits: rounding may go up by one.
    static constexpr std::int64_t most_product = (std::int64_t{1} << (2 * F + R)) - (std::int64_t{1} << F);
    // The largest |t| at scale f.
    static constexpr std::int64_t most_value = (std::int64_t{1} << (F + R)) - 1;
};

// True for precision<n, f, r>.
template <class P>
inline constexpr bool is_precision = false;
template <unsigned N, unsigned F, unsigned R>
inline constexpr bool is_precision<precision<N, F, R>> = true;

template <class P>
concept Precision = is_precision<P>;

// Inference where values stay below 2^10: three decimals, the shortest words.
using small = precision<32, 10, 10>;
// Inference by default.
using standard = precision<40, 12, 13>;
// Training of small networks; the velocity of a momentum takes 35 to 37 bits.
using training = precision<40, 10, 12>;
// Deep networks, and training with a margin.
using fine = precision<48, 16, 14>;
// Losses, batch norm and whatever has an unknown range.
using wide = precision<64, 20, 19>;

}  // namespace SPNN_NAMESPACE::mpc
