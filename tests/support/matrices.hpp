// support/matrices.hpp: matrices for tests, repeatable from a seed.

#pragma once

#include <spnn/testing/matrices.hpp>

namespace test {

using namespace spnn::testing;
using spnn::element;
using spnn::matrix;

template <spnn::Ring R>
matrix<element<R>> random_elements(std::size_t m, std::size_t n, std::uint64_t seed) {
    auto x = spnn::make_matrix<element<R>>(m, n);
    auto random = random_of(seed);
    spnn::fill_uniform<R>(random, spnn::elements(x));
    return x;
}

// Uniform in [-size, size), multiples of size / 2^15: numbers that fixed point has exactly, where size is a power of
// two.
inline matrix<float> random_reals(std::size_t m, std::size_t n, std::uint64_t seed, float size = 1) {
    auto x = spnn::make_matrix<float>(m, n);
    auto random = random_of(seed);
    for (auto& value : spnn::elements(x)) {
        std::uint16_t word = 0;
        random.fill(std::as_writable_bytes(std::span(&word, 1)));
        value = size * (static_cast<float>(word) / 32768.0F - 1.0F);
    }
    return x;
}

template <class T>
matrix<T> constant(std::size_t m, std::size_t n, T value) {
    auto x = spnn::make_matrix<T>(m, n);
    std::fill(x.data(), x.data() + x.size(), value);
    return x;
}

template <spnn::Ring R>
matrix<element<R>> sum(matrix<element<R>> a, const matrix<element<R>>& b) {
    spnn::add_to<R>(a, b);
    return a;
}

template <spnn::Ring R>
matrix<element<R>> difference(matrix<element<R>> a, const matrix<element<R>>& b) {
    spnn::subtract_from<R>(a, b);
    return a;
}

}  // namespace test
