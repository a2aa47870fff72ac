// Random sources and matrices for the tests of the nn room.

#pragma once

#include <spnn/testing/derivatives.hpp>
#include <spnn/testing/errors.hpp>
#include <spnn/testing/matrices.hpp>

#include <initializer_list>
#include <vector>

namespace test {

using namespace spnn::testing;

// Hands out the given words in turn; asking for more is an exception (std::vector::at).
struct scripted_words {
    static constexpr bool is_cryptographic = false;
    std::vector<std::uint64_t> words;
    std::size_t used = 0;

    void fill(std::span<std::byte> out) {
        for (std::size_t at = 0; at < out.size(); at += 8) {
            const std::uint64_t word = words.at(used++);
            std::memcpy(&out[at], &word, 8);
        }
    }
};

// A matrix from its rows: of<double>({{1, 2}, {3, 4}}).
template <class T>
spnn::matrix<T> of(std::initializer_list<std::initializer_list<T>> from) {
    auto x = spnn::make_matrix<T>(from.size(), from.begin()->size());
    auto* to = x.data();
    for (const auto& r : from) to = std::copy(r.begin(), r.end(), to);
    return x;
}

}  // namespace test
