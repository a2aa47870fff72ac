// crypto/detail/aes_schedule.hpp: what an AES-128 implementation (a tier) is to crypto/aes.hpp, and how key stream
// comes to its place.

#pragma once

#include <spnn/core/abi.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace SPNN_NAMESPACE::crypto {

// What becomes of key stream at its place: it is stored there, or added to the words that stand there, or subtracted
// from them; words of 32 or 64 bits in the byte order of the machine.
enum class placing { store, add_32, add_64, subtract_32, subtract_64 };

}  // namespace SPNN_NAMESPACE::crypto

namespace SPNN_NAMESPACE::crypto::detail {

// Bytes of a word; what is stored is single bytes.
constexpr std::size_t word_bytes(placing how) {
    constexpr std::array<std::size_t, 5> sizes{1, 4, 8, 4, 8};
    return sizes[static_cast<std::size_t>(how)];
}

// to += key_stream, or -=, word by word; `size` bytes of each.
template <class Word>
void change_words(std::byte* to, const std::byte* key_stream, std::size_t size, bool subtract) {
    for (std::size_t i = 0; i < size; i += sizeof(Word)) {
        Word word, key;
        std::memcpy(&word, to + i, sizeof word);
        std::memcpy(&key, key_stream + i, sizeof key);
        word = subtract ? word - key : word + key;
        std::memcpy(to + i, &word, sizeof word);
    }
}

// Puts `size` bytes of key stream down at `to`: whole words.
inline void place(placing how, std::byte* to, const std::byte* key_stream, std::size_t size) {
    switch (how) {
        case placing::store: std::memcpy(to, key_stream, size); break;
        case placing::add_32: change_words<std::uint32_t>(to, key_stream, size, false); break;
        case placing::add_64: change_words<std::uint64_t>(to, key_stream, size, false); break;
        case placing::subtract_32: change_words<std::uint32_t>(to, key_stream, size, true); break;
        case placing::subtract_64: change_words<std::uint64_t>(to, key_stream, size, true); break;
    }
}

// The expanded key in the form its tier wants: eleven bitsliced round keys of eight words (portable), or
// eleven round keys of 16 bytes in the first 22 words (x86).
using aes_schedule = std::array<std::uint64_t, 88>;

// Blocks are 16 bytes, pointers need no alignment; `in` and `out` are the same place or do not overlap.
struct aes_kernel {
    void (*expand)(aes_schedule& schedule, const std::byte* key);
    void (*encrypt)(const aes_schedule& schedule, const std::byte* in, std::byte* out, std::size_t blocks);
    // AES(LE64(counter + i) || LE64(stream)) goes to block i of `out`
    void (*key_stream)(const aes_schedule& schedule, std::uint64_t stream, std::uint64_t counter, std::byte* out,
                       std::size_t blocks, placing how);
};

}  // namespace SPNN_NAMESPACE::crypto::detail
