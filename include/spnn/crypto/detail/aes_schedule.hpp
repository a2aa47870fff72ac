// crypto/detail/aes_schedule.hpp: what an AES-128 implementation (a tier) is to crypto/aes.hpp.

#pragma once

#include <spnn/core/abi.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace spnn::inline SPNN_ABI::crypto::detail {

// The expanded key in the form its tier wants: eleven bitsliced round keys of eight words (portable), or
// eleven round keys of 16 bytes in the first 22 words (x86).
using aes_schedule = std::array<std::uint64_t, 88>;

// Blocks are 16 bytes, pointers need no alignment; `in` and `out` are the same place or do not overlap.
struct aes_kernel {
    void (*expand)(aes_schedule& schedule, const std::byte* key);
    void (*encrypt)(const aes_schedule& schedule, const std::byte* in, std::byte* out, std::size_t blocks);
    // out block i = AES(LE64(counter + i) || LE64(stream))
    void (*key_stream)(const aes_schedule& schedule, std::uint64_t stream, std::uint64_t counter, std::byte* out,
                       std::size_t blocks);
};

}  // namespace spnn::inline SPNN_ABI::crypto::detail
