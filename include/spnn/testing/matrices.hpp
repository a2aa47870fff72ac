// testing/matrices.hpp: matrices for tests: random ones, and comparisons.

#pragma once

#include <spnn/core/matmul.hpp>
#include <spnn/nn/draw.hpp>
#include <spnn/testing/random.hpp>

#include <algorithm>
#include <cstring>

namespace SPNN_NAMESPACE::testing {

// m x n numbers, uniform from `low` to `high`.
template <class T, RandomSource G>
[[nodiscard]] matrix<T> random_matrix(std::size_t m, std::size_t n, G& random, double low = -2, double high = 2) {
    auto x = make_matrix<T>(m, n);
    nn::draw_uniform(elements(x), low, high, random);
    return x;
}

// The same from a number, which gives the same matrix each time.
template <class T>
[[nodiscard]] matrix<T> random_matrix(std::size_t m, std::size_t n, std::uint64_t seed, double low, double high) {
    words_from_seed random(seed);
    return random_matrix<T>(m, n, random, low, high);
}

// x in numbers of another type.
template <class To, class From>
[[nodiscard]] matrix<To> cast(const matrix<From>& x) {
    auto y = make_matrix<To>(rows(x), columns(x));
    for (std::size_t i = 0; i < x.size(); ++i) y.data()[i] = static_cast<To>(x.data()[i]);
    return y;
}

// Same shape, same values; NaN equals nothing.
template <class T>
[[nodiscard]] bool same(const matrix<T>& a, const matrix<T>& b) {
    return a.shape() == b.shape() && std::ranges::equal(elements(a), elements(b));
}

// Same shape, same bits: 0 is not -0, and NaN may equal itself.
template <class T>
[[nodiscard]] bool same_bits(const matrix<T>& a, const matrix<T>& b) {
    if (a.shape() != b.shape()) return false;
    return a.size() == 0 || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

// a b, in R.
template <Ring R>
[[nodiscard]] matrix<element<R>> product(const matrix<element<R>>& a, const matrix<element<R>>& b) {
    matrix<element<R>> c;
    multiply<R>(a, b, c);
    return c;
}

}  // namespace SPNN_NAMESPACE::testing
