// he/rlwe/packed_residues.hpp: residues on the wire, each in as many bits as its modulus has, one behind the other with
// the lowest bit first; the last byte is filled up with zeros. A modulus of 39 bits makes 4.875 bytes of a residue.
//
// Every sequence of residues has one encoding, and what is not one is refused: another length than follows from the
// count, a number that is q or more, bits behind the last residue.

#pragma once

#include <spnn/core/error.hpp>
#include <spnn/core/ring/z2k.hpp>
#include <spnn/he/rlwe/modulus.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace SPNN_NAMESPACE::he::rlwe {

// Bytes of so many residues of q.
[[nodiscard]] constexpr std::size_t packed_bytes(const modulus& q, std::size_t count) {
    return (count * q.bits() + 7) / 8;
}

// Writes residues of q, a modulus of at most 56 bits. usage_error: out.size() is not packed_bytes().
inline void pack_residues(const modulus& q, std::span<const std::uint64_t> residues, std::span<std::byte> out) {
    require<usage_error>(q.bits() <= 56 && out.size() == packed_bytes(q, residues.size()),
                         "pack_residues: ", residues.size(), " residues of ", q.bits(), " bits into ", out.size(),
                         " bytes");
    std::uint64_t waiting = 0;
    std::size_t have = 0, at = 0;
    for (const auto residue : residues) {
        waiting |= residue << have;
        const std::size_t before = have;
        have += q.bits();
        if (have < 64) continue;
        std::memcpy(out.data() + at, &waiting, 8);
        at += 8;
        have -= 64;
        waiting = have == 0 ? 0 : residue >> (64 - before);
    }
    if (at < out.size()) std::memcpy(out.data() + at, &waiting, out.size() - at);
}

// Reads out.size() residues of q from a peer's bytes. protocol_error: these are not their encoding.
inline void unpack_residues(const modulus& q, std::span<const std::byte> in, std::span<std::uint64_t> out) {
    require<usage_error>(q.bits() <= 56, "unpack_residues: a modulus of ", q.bits(), " bits, at most 56 are possible");
    require<protocol_error>(in.size() == packed_bytes(q, out.size()), "residues: ", in.size(), " bytes came, ",
                            out.size(), " of ", q.bits(), " bits have ", packed_bytes(q, out.size()));
    const auto mask = (std::uint64_t{1} << q.bits()) - 1;
    std::uint64_t too_large = 0;
    std::size_t i = 0, bit = 0;
    const auto take = [&](std::uint64_t word) {
        out[i] = word >> bit % 8 & mask;
        too_large |= q.value() - 1 - out[i];  // its top bit is set when the difference is negative
        ++i;
        bit += q.bits();
    };
    while (i < out.size() && bit / 8 + 8 <= in.size()) {
        std::uint64_t word = 0;
        std::memcpy(&word, in.data() + bit / 8, 8);
        take(word);
    }
    std::uint64_t rest = 0;  // what stands behind the last residue
    while (i < out.size()) {
        std::uint64_t word = 0;
        std::memcpy(&word, in.data() + bit / 8, in.size() - bit / 8);
        take(word);
    }
    if (bit % 8 != 0) rest = std::to_integer<std::uint64_t>(in.back()) >> bit % 8;
    require<protocol_error>(too_large >> 63 == 0, "residues: a number that came is not below its modulus");
    require<protocol_error>(rest == 0, "residues: bits stand behind the last one");
}

}  // namespace SPNN_NAMESPACE::he::rlwe
