// mpc/support.hpp: additive shares of a word, and calls for every width at compile time.

#pragma once

#include <spnn/mpc/precision.hpp>

#include <array>
#include <cstdint>
#include <random>
#include <utility>

namespace mpc_tests {

// Shares of a word modulo 2^bits; the highest bits of either are arbitrary where `bits` says that they do not count.
template <std::unsigned_integral Word>
std::array<Word, 2> shared(Word x, unsigned bits, std::mt19937_64& random) {
    const auto mask = static_cast<Word>(spnn::fss::low_bits(bits));
    const auto first = static_cast<Word>(static_cast<Word>(random()) & mask);
    return {first, static_cast<Word>((x - first) & mask)};
}

// body.template operator()<First>(), ..., <Last>()
template <unsigned First, unsigned Last, class Body>
void for_each_width(Body&& body) {
    [&]<unsigned... I>(std::integer_sequence<unsigned, I...>) {
        (body.template operator()<First + I>(), ...);
    }(std::make_integer_sequence<unsigned, Last - First + 1>());
}

}  // namespace mpc_tests
