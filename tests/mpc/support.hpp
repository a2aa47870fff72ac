// mpc/support.hpp: additive shares of a word and of a gate's words, and calls for every width at compile time.

#pragma once

#include <spnn/mpc/precision.hpp>

#include <array>
#include <cstdint>
#include <random>
#include <utility>

namespace mpc_tests {

// Shares of a word modulo 2^bits.
template <std::unsigned_integral Word>
std::array<Word, 2> shared(Word x, unsigned bits, std::mt19937_64& random) {
    const auto mask = static_cast<Word>(spnn::fss::low_bits(bits));
    const auto first = static_cast<Word>(static_cast<Word>(random()) & mask);
    return {first, static_cast<Word>((x - first) & mask)};
}

// Shares of a gate's words, which are those of truncated_relu: of `out` bits, and of `top` bits.
template <class Gate>
std::array<typename Gate::words, 2> shared_words(const typename Gate::words& words, unsigned out, unsigned top,
                                                 std::mt19937_64& random) {
    std::array<typename Gate::words, 2> shares{};
    const auto put = [&](auto member, unsigned bits) {
        const auto both = shared(member(words), bits, random);
        for (const std::size_t s : {0u, 1u}) member(shares[s]) = both[s];
    };
    put([](auto& w) -> auto& { return w.sign; }, out);
    for (const std::size_t d : {0u, 1u}) {
        put([d](auto& w) -> auto& { return w.constant[d]; }, out);
        put([d](auto& w) -> auto& { return w.top[d]; }, top);
    }
    return shares;
}

// body.template operator()<First>(), ..., <Last>()
template <unsigned First, unsigned Last, class Body>
void for_each_width(Body&& body) {
    [&]<unsigned... I>(std::integer_sequence<unsigned, I...>) {
        (body.template operator()<First + I>(), ...);
    }(std::make_integer_sequence<unsigned, Last - First + 1>());
}

}  // namespace mpc_tests
