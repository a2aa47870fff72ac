// Random sources and matrices for the tests of the nn room.

#pragma once

#include <spnn/core/random.hpp>
#include <spnn/core/tensor.hpp>
#include <spnn/nn/draw.hpp>

#include <cstring>
#include <initializer_list>
#include <string>
#include <vector>

namespace spnn::test {

// splitmix64, one word for each eight bytes asked for.
struct words_from_seed {
    static constexpr bool is_cryptographic = false;
    std::uint64_t state;

    explicit words_from_seed(std::uint64_t seed) : state(seed) {}

    void fill(std::span<std::byte> out) {
        for (std::size_t at = 0; at < out.size(); at += 8) {
            std::uint64_t z = state += 0x9e3779b97f4a7c15u;
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
            z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
            z ^= z >> 31;
            std::memcpy(&out[at], &z, std::min<std::size_t>(8, out.size() - at));
        }
    }
};

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

template <class T>
matrix<T> random_matrix(std::size_t m, std::size_t n, words_from_seed& random, double low = -2, double high = 2) {
    auto x = make_matrix<T>(m, n);
    nn::draw_uniform(elements(x), low, high, random);
    return x;
}

// A matrix from its rows: of<double>({{1, 2}, {3, 4}}).
template <class T>
matrix<T> of(std::initializer_list<std::initializer_list<T>> from) {
    auto x = make_matrix<T>(from.size(), from.begin()->size());
    auto* to = x.data();
    for (const auto& r : from) to = std::copy(r.begin(), r.end(), to);
    return x;
}

template <class To, class From>
matrix<To> cast(const matrix<From>& x) {
    auto y = make_matrix<To>(rows(x), columns(x));
    for (std::size_t i = 0; i < x.size(); ++i) y.data()[i] = static_cast<To>(x.data()[i]);
    return y;
}

template <class T>
bool same_bits(const matrix<T>& a, const matrix<T>& b) {
    if (a.shape() != b.shape()) return false;
    return a.size() == 0 || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

// d f / d x by central differences.
template <class F>
double central_difference(double& x, F&& f) {
    const double at = x, h = 1e-5;
    x = at + h;
    const double above = f();
    x = at - h;
    const double below = f();
    x = at;
    return (above - below) / (2 * h);
}

// Whether two derivatives agree to a relative 1e-6; below 1e-3, to an absolute 1e-9, where rounding takes over.
inline bool derivatives_agree(double a, double b) {
    return std::abs(a - b) <= 1e-6 * std::max({std::abs(a), std::abs(b), 1e-3});
}

// What the E that `call` throws says; empty when it throws none.
template <class E, class F>
std::string error_of(F&& call) {
    try {
        call();
    } catch (const E& e) {
        return e.what();
    }
    return {};
}

}  // namespace spnn::test
