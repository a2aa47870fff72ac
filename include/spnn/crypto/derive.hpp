// crypto/derive.hpp: one seed from a label and any number of parts, secret or not.
//
// The seed is the first 16 bytes of SHA-256 over label and parts, each preceded by its length as LE64. The
// lengths make the encoding injective: ("a", {"bc"}) and ("ab", {"c"}) hash different texts. Without the
// secret parts the seed looks uniform (SHA-256 as a random oracle); seeds of different inputs are independent.

#pragma once

#include <spnn/crypto/prg.hpp>
#include <spnn/crypto/sha256.hpp>

#include <initializer_list>
#include <string_view>

namespace SPNN_NAMESPACE::crypto {

// The seed of a label and parts, as above. Equal inputs give equal seeds.
[[nodiscard]] inline seed derive_seed(std::string_view label, std::initializer_list<std::span<const std::byte>> parts) {
    sha256_hasher hasher;
    const auto add = [&](std::span<const std::byte> part) {
        const std::uint64_t length = part.size();
        hasher.update(std::as_bytes(std::span(&length, 1)));
        hasher.update(part);
    };
    add(std::as_bytes(std::span(label)));
    for (const auto part : parts) add(part);
    const secret<digest> hash(hasher.finish());
    seed derived;
    std::copy_n(hash.declassify().begin(), derived.declassify().size(), derived.declassify().begin());
    return derived;
}

}  // namespace SPNN_NAMESPACE::crypto
