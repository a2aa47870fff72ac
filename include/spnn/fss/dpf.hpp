// fss/dpf.hpp: keys of distributed point functions, from which two parties get shares of the bit [alpha <= y].
//
// For a secret point alpha of `bits` bits, 8 to 63, the dealer makes a key: a root for each side, 128 uniform bits of
// its own stream, and corrections that are the same for both. A side that evaluates its key at a public y walks from
// its root down a binary tree along the bits of y, hashing at every level. At a node on the path of alpha the sides
// hold unrelated seeds and control bits that differ; off it they hold the same. A leaf stands for 128 points, so the
// tree ends seven levels early. The share of [alpha <= y] is the parity of all control bits and leaf bits at or left of
// y, which needs no other node than those on the way: where y turns right after it had turned left, or left after
// right, the control bit is added, and at the end a part of the leaf. One key, one walk, one bit without error.
//
//   H is the hash of the batch (fss/hash.hpp); the lowest two bits of a seed are no part of it: child b of seed s is
//   H((s without them) | b << 1), and bit b of that block is its control bit. A root's control bit is 0 for the first
//   side and 1 for the second. Each level but the last has one correction: what makes the seeds of the child off the
//   path equal, and in bits 0 and 1 what makes the control bits differ in the child on the path alone. The last level
//   has two, for the left leaf and the right one. A side whose control bit is set adds the correction.
//
// So a key takes 16 (bits - 6) bytes, and both sides get the same. Bit i of a leaf is bit i mod 8 of its byte i / 8.
//
// Learns: nobody anything; one side's root and the corrections look uniform whatever alpha is, as long as H is that of
// a random permutation (fss/hash.hpp) and roots are uniform, used once and unknown to the other side. Boyle, Gilboa and
// Ishai, "Function secret sharing: improvements and extensions", CCS 2016 (the tree and its early end); the comparison
// by parities of a point function's prefixes: Storrier et al., "Grotto", CCS 2023.

#pragma once

#include <spnn/fss/detail/dpf_portable.hpp>
#include <spnn/fss/detail/dpf_x86.hpp>
#include <spnn/fss/hash.hpp>
#include <spnn/fss/tile.hpp>

#include <span>

namespace SPNN_NAMESPACE::fss {

// The widths that a tree is grown for.
inline constexpr unsigned least_tree_bits = 8, most_tree_bits = 63;

// Bytes of the corrections of 32 keys.
[[nodiscard]] constexpr std::size_t dpf_tile_bytes(unsigned bits) { return 16 * tile_keys * (bits - 6); }

namespace detail {

[[nodiscard]] inline const dpf_kernel& dpf_kernel_of(crypto::aes_tier tier) {
#if SPNN_X86
    switch (tier) {
        case crypto::aes_tier::portable: break;
        case crypto::aes_tier::aesni: return dpf_ni::kernel;
        case crypto::aes_tier::vaes256: return dpf_vaes256::kernel;
        case crypto::aes_tier::vaes512: return dpf_vaes512::kernel;
    }
#else
    static_cast<void>(tier);
#endif
    return dpf_portable::kernel;
}

// usage_error unless all arrays are those of the same whole tiles.
inline std::size_t checked_dpf_tiles(unsigned bits, std::size_t roots, std::size_t points, std::size_t corrections) {
    require<usage_error>(bits >= least_tree_bits && bits <= most_tree_bits, "fss: a tree of ", bits, " bits, expected ",
                         least_tree_bits, " to ", most_tree_bits);
    require<usage_error>(
        points % tile_keys == 0 && roots == points && corrections == points / tile_keys * dpf_tile_bytes(bits),
        "fss: ", points, " points, ", roots, " roots and ", corrections,
        " bytes of corrections are no whole tiles of the same keys");
    return points / tile_keys;
}

}  // namespace detail

// The corrections of the keys whose points are `alpha`, below 2^bits, from the roots of both sides: whole tiles.
// usage_error for sizes that do not fit. alpha is a secret; time and addresses depend on sizes alone.
inline void generate_dpf(const hash_key& hash, unsigned bits, std::span<const crypto::block> first_roots,
                         std::span<const crypto::block> second_roots, std::span<const std::uint64_t> alpha,
                         std::span<std::byte> corrections) {
    const auto tiles = detail::checked_dpf_tiles(bits, first_roots.size(), alpha.size(), corrections.size());
    require<usage_error>(second_roots.size() == first_roots.size(), "fss::generate_dpf: ", first_roots.size(),
                         " roots of one side, ", second_roots.size(), " of the other");
    if (tiles == 0) return;
    detail::dpf_kernel_of(hash.tier())
        .generate(hash.schedule(), bits, first_roots.front().data(), second_roots.front().data(), alpha.data(),
                  corrections.data(), tiles);
}

// One side's shares of [alpha <= y], y below 2^bits: whole tiles, a word each. Keys may be evaluated at several points;
// what may be opened of the results, the caller sees to. usage_error for sizes that do not fit.
inline void evaluate_dpf(const hash_key& hash, unsigned bits, side of, std::span<const crypto::block> roots,
                         std::span<const std::uint64_t> y, std::span<const std::byte> corrections,
                         std::span<std::uint32_t> shares) {
    const auto tiles = detail::checked_dpf_tiles(bits, roots.size(), y.size(), corrections.size());
    require<usage_error>(shares.size() == tiles, "fss::evaluate_dpf: ", tiles, " tiles, room for ", shares.size(),
                         " words");
    if (tiles == 0) return;
    detail::dpf_kernel_of(hash.tier())
        .evaluate(hash.schedule(), bits, of == side::second ? 1 : 0, roots.front().data(), y.data(), corrections.data(),
                  shares.data(), tiles);
}

}  // namespace SPNN_NAMESPACE::fss
