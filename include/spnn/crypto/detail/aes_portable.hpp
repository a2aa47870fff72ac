// crypto/detail/aes_portable.hpp: AES-128 in plain 64-bit arithmetic, for any machine.
//
// Bitsliced: four blocks at a time live in eight words, one for each bit of a byte. Byte (row r, column c) of
// block b has its bit at position 16c + 4r + b, so ShiftRows is a rotation of each word and MixColumns works
// on 16-bit lanes. No branch and no address depends on a key or a block.
//
// The S-box is computed, not looked up: a byte is written over GF(16) as h·Y + l, where inverting costs a few
// products in GF(16), and written back together with the affine map of FIPS 197, section 5.1.1. Both changes
// of basis are 8 x 8 bit matrices that the compiler derives from the field polynomials.

#pragma once

#include <spnn/core/secret.hpp>
#include <spnn/crypto/detail/aes_schedule.hpp>

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace SPNN_NAMESPACE::crypto::detail::aes_portable {

using word = std::uint64_t;
using planes = std::array<word, 8>;  // planes[i]: bit i of 64 bytes

// ---- the two changes of basis, at compile time ----

using bit_matrix = std::array<std::uint8_t, 8>;  // entry i: the row that makes output bit i

// The product in the AES field, modulo x^8 + x^4 + x^3 + x + 1.
constexpr unsigned field_product(unsigned a, unsigned b) {
    unsigned product = 0;
    for (; b != 0; b >>= 1, a = (a << 1) ^ ((a & 0x80u) != 0 ? 0x11bu : 0u))
        if ((b & 1u) != 0) product ^= a;
    return product;
}

// The basis (1, Z, Z², Z³, Y, YZ, YZ², YZ³) with Z⁴ = Z + 1 and Y² = Y + Z³, as bytes of the AES field.
inline constexpr std::array<unsigned, 8> tower_basis = [] {
    const auto power = [](unsigned a, int n) {
        unsigned p = 1;
        for (int i = 0; i < n; ++i) p = field_product(p, a);
        return p;
    };
    unsigned z = 2;
    while ((power(z, 4) ^ z) != 1u) ++z;
    unsigned y = 2;
    while ((power(y, 2) ^ y) != power(z, 3)) ++y;
    std::array<unsigned, 8> basis{};
    for (int i = 0; i < 4; ++i) {
        basis[static_cast<std::size_t>(i)] = power(z, i);
        basis[static_cast<std::size_t>(i + 4)] = field_product(y, power(z, i));
    }
    return basis;
}();

constexpr unsigned byte_of_tower(unsigned coordinates) {
    unsigned byte = 0;
    for (std::size_t i = 0; i < 8; ++i)
        if (((coordinates >> i) & 1u) != 0) byte ^= tower_basis[i];
    return byte;
}

constexpr unsigned tower_of_byte(unsigned byte) {
    unsigned coordinates = 0;
    while (byte_of_tower(coordinates) != byte) ++coordinates;
    return coordinates;
}

// The linear part of the affine map that ends SubBytes: bit i is the sum of the bits i, i+4, ..., i+7.
constexpr unsigned affine(unsigned byte) {
    const auto b = static_cast<std::uint8_t>(byte);
    return static_cast<unsigned>(b ^ std::rotl(b, 1) ^ std::rotl(b, 2) ^ std::rotl(b, 3) ^ std::rotl(b, 4)) & 0xffu;
}

// The matrix of a linear map on bytes.
template <class Map>
constexpr bit_matrix matrix_of(Map map) {
    bit_matrix rows{};
    for (unsigned j = 0; j < 8; ++j)
        for (unsigned i = 0; i < 8; ++i)
            rows[i] = static_cast<std::uint8_t>(rows[i] | (((map(1u << j) >> i) & 1u) << j));
    return rows;
}

inline constexpr bit_matrix into_tower = matrix_of(tower_of_byte);
inline constexpr bit_matrix out_of_tower = matrix_of([](unsigned t) { return affine(byte_of_tower(t)); });

template <std::uint8_t Row, std::size_t... J>
constexpr word row_product(const planes& x, std::index_sequence<J...>) {
    return ((((Row >> J) & 1u) != 0 ? x[J] : word{0}) ^ ...);
}

template <const bit_matrix& M, std::size_t... I>
constexpr planes product(const planes& x, std::index_sequence<I...> all) {
    return {row_product<M[I]>(x, all)...};
}

// ---- GF(16), four planes an element ----

struct nibble {
    word b0, b1, b2, b3;
};

constexpr nibble operator^(const nibble& x, const nibble& y) {
    return {x.b0 ^ y.b0, x.b1 ^ y.b1, x.b2 ^ y.b2, x.b3 ^ y.b3};
}

constexpr nibble operator*(const nibble& x, const nibble& y) {
    const word z4 = (x.b1 & y.b3) ^ (x.b2 & y.b2) ^ (x.b3 & y.b1);
    const word z5 = (x.b2 & y.b3) ^ (x.b3 & y.b2);
    const word z6 = x.b3 & y.b3;
    return {(x.b0 & y.b0) ^ z4,  //
            (x.b0 & y.b1) ^ (x.b1 & y.b0) ^ z4 ^ z5, (x.b0 & y.b2) ^ (x.b1 & y.b1) ^ (x.b2 & y.b0) ^ z5 ^ z6,
            (x.b0 & y.b3) ^ (x.b1 & y.b2) ^ (x.b2 & y.b1) ^ (x.b3 & y.b0) ^ z6};
}

constexpr nibble square(const nibble& x) { return {x.b0 ^ x.b2, x.b2, x.b1 ^ x.b3, x.b3}; }
constexpr nibble times_z3(const nibble& x) { return {x.b1, x.b1 ^ x.b2, x.b2 ^ x.b3, x.b0 ^ x.b3}; }

// x^14: the inverse of x, and zero for zero.
constexpr nibble inverse(const nibble& x) {
    const nibble x2 = square(x), x4 = square(x2);
    return x2 * x4 * square(x4);
}

// ---- the rounds ----

inline planes substitute(const planes& bytes) {
    constexpr auto all = std::make_index_sequence<8>{};
    const planes t = product<into_tower>(bytes, all);
    const nibble l{t[0], t[1], t[2], t[3]}, h{t[4], t[5], t[6], t[7]};
    // (hY + l)·(hY + h + l) = h²Z³ + l(h + l), an element of GF(16)
    const nibble d = inverse(times_z3(square(h)) ^ (l * (h ^ l)));
    const nibble low = (h ^ l) * d, high = h * d;
    planes s = product<out_of_tower>({low.b0, low.b1, low.b2, low.b3, high.b0, high.b1, high.b2, high.b3}, all);
    for (const std::size_t i : {0u, 1u, 5u, 6u}) s[i] = ~s[i];  // the constant 0x63
    return s;
}

inline void shift_rows(planes& x) {
    for (word& w : x)
        w = (w & 0x000f000f000f000fu) | (std::rotr(w, 16) & 0x00f000f000f000f0u) |
            (std::rotr(w, 32) & 0x0f000f000f000f00u) | (std::rotr(w, 48) & 0xf000f000f000f000u);
}

// Each byte a of row r becomes 2a + 3a' + a'' + a''', the next three being those below it, cyclically.
inline void mix_columns(planes& x) {
    planes below;
    planes sum;  // a + a'
    for (std::size_t i = 0; i < 8; ++i) {
        below[i] = ((x[i] >> 4) & 0x0fff0fff0fff0fffu) | ((x[i] & 0x000f000f000f000fu) << 12);
        sum[i] = x[i] ^ below[i];
    }
    for (std::size_t i = 0; i < 8; ++i) {
        const word two_below = ((sum[i] >> 8) & 0x00ff00ff00ff00ffu) | ((sum[i] & 0x00ff00ff00ff00ffu) << 8);
        const word doubled = sum[(i + 7) % 8] ^ (i == 1 || i == 3 || i == 4 ? sum[7] : word{0});
        x[i] = doubled ^ below[i] ^ two_below;
    }
}

inline void add_round_key(planes& x, const aes_schedule& schedule, std::size_t round) {
    for (std::size_t i = 0; i < 8; ++i) x[i] ^= schedule[8 * round + i];
}

// ---- bytes to planes and back ----

// Exchanges bit i of word j with bit j of word i in every byte: its own inverse.
inline void transpose(planes& x) {
    const auto exchange = [&](std::size_t i, std::size_t j, int shift, word mask) {
        const word t = ((x[i] >> shift) ^ x[j]) & mask;
        x[j] ^= t;
        x[i] ^= t << shift;
    };
    for (const std::size_t i : {0u, 2u, 4u, 6u}) exchange(i, i + 1, 1, 0x5555555555555555u);
    for (const std::size_t i : {0u, 1u, 4u, 5u}) exchange(i, i + 2, 2, 0x3333333333333333u);
    for (const std::size_t i : {0u, 1u, 2u, 3u}) exchange(i, i + 4, 4, 0x0f0f0f0f0f0f0f0fu);
}

// The four bytes 0, 2, 4, 6 of x, and the reverse.
constexpr word gather_even(word x) {
    x &= 0x00ff00ff00ff00ffu;
    x = (x | x >> 8) & 0x0000ffff0000ffffu;
    return (x | x >> 16) & 0x00000000ffffffffu;
}
constexpr word spread_even(word x) {
    x = (x | x << 16) & 0x0000ffff0000ffffu;
    return (x | x << 8) & 0x00ff00ff00ff00ffu;
}

// Even bytes of block b go to word b, odd ones to word b + 4; the transposition then puts byte i at 4i + b.
inline planes load(const std::byte* four_blocks) {
    planes x;
    for (std::size_t b = 0; b < 4; ++b) {
        word half[2];
        std::memcpy(half, four_blocks + 16 * b, 16);
        x[b] = gather_even(half[0]) | gather_even(half[1]) << 32;
        x[b + 4] = gather_even(half[0] >> 8) | gather_even(half[1] >> 8) << 32;
    }
    transpose(x);
    return x;
}

inline void store(planes x, std::byte* four_blocks) {
    transpose(x);
    for (std::size_t b = 0; b < 4; ++b) {
        const word even = x[b], odd = x[b + 4];
        const word half[2] = {spread_even(even & 0xffffffffu) | spread_even(odd & 0xffffffffu) << 8,
                              spread_even(even >> 32) | spread_even(odd >> 32) << 8};
        std::memcpy(four_blocks + 16 * b, half, 16);
    }
}

// ---- the kernel ----

inline void encrypt_four(const aes_schedule& schedule, const std::byte* in, std::byte* out) {
    planes x = load(in);
    add_round_key(x, schedule, 0);
    for (std::size_t round = 1; round < 10; ++round) {
        x = substitute(x);
        shift_rows(x);
        mix_columns(x);
        add_round_key(x, schedule, round);
    }
    x = substitute(x);
    shift_rows(x);
    add_round_key(x, schedule, 10);
    store(x, out);
}

inline void expand(aes_schedule& schedule, const std::byte* key) {
    std::array<std::byte, 64> four{};  // the round key in all four blocks
    for (std::size_t b = 0; b < 4; ++b) std::memcpy(four.data() + 16 * b, key, 16);
    std::uint32_t round_constant = 1;
    for (std::size_t round = 0;; ++round) {
        const planes x = load(four.data());
        std::copy(x.begin(), x.end(), schedule.begin() + static_cast<std::ptrdiff_t>(8 * round));
        if (round == 10) break;
        std::array<std::byte, 64> substituted;
        store(substitute(x), substituted.data());
        std::array<std::uint32_t, 4> w;
        std::uint32_t last;
        std::memcpy(w.data(), four.data(), 16);
        std::memcpy(&last, substituted.data() + 12, 4);
        w[0] ^= std::rotr(last, 8) ^ round_constant;
        for (std::size_t i = 1; i < 4; ++i) w[i] ^= w[i - 1];
        for (std::size_t b = 0; b < 4; ++b) std::memcpy(four.data() + 16 * b, w.data(), 16);
        wipe(substituted.data(), substituted.size());
        wipe(w.data(), sizeof w);
        round_constant = field_product(round_constant, 2);
    }
    wipe(four.data(), four.size());
}

inline void encrypt(const aes_schedule& schedule, const std::byte* in, std::byte* out, std::size_t blocks) {
    for (; blocks >= 4; blocks -= 4, in += 64, out += 64) encrypt_four(schedule, in, out);
    if (blocks == 0) return;
    std::array<std::byte, 64> rest{};
    std::memcpy(rest.data(), in, 16 * blocks);
    encrypt_four(schedule, rest.data(), rest.data());
    std::memcpy(out, rest.data(), 16 * blocks);
    wipe(rest.data(), rest.size());
}

inline void key_stream(const aes_schedule& schedule, std::uint64_t stream, std::uint64_t counter, std::byte* out,
                       std::size_t blocks, placing how) {
    secret<std::array<std::byte, 64>> four;
    while (blocks > 0) {
        const std::array<std::uint64_t, 8> counters{counter,     stream, counter + 1, stream,
                                                    counter + 2, stream, counter + 3, stream};
        const std::size_t now = std::min<std::size_t>(blocks, 4);
        encrypt_four(schedule, reinterpret_cast<const std::byte*>(counters.data()), four.declassify().data());
        place(how, out, four.declassify().data(), 16 * now);
        counter += now;
        out += 16 * now;
        blocks -= now;
    }
}

inline constexpr aes_kernel kernel{expand, encrypt, key_stream};

}  // namespace SPNN_NAMESPACE::crypto::detail::aes_portable
