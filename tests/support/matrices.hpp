// support/matrices.hpp: matrices for tests, repeatable from a seed.

#pragma once

#include <spnn/core/matmul.hpp>
#include <spnn/core/random.hpp>
#include <spnn/crypto/prg.hpp>

#include <algorithm>

namespace test {

using spnn::element;
using spnn::matrix;

// A seed that differs for every number.
inline spnn::crypto::seed seed_of(std::uint64_t number) {
    spnn::crypto::block raw{};
    std::memcpy(raw.data(), &number, sizeof number);
    return spnn::crypto::seed(raw);
}

inline spnn::crypto::prg random_of(std::uint64_t number) { return spnn::crypto::prg(seed_of(number)); }

template <spnn::Ring R>
matrix<element<R>> random_elements(std::size_t m, std::size_t n, std::uint64_t seed) {
    auto x = spnn::make_matrix<element<R>>(m, n);
    auto random = random_of(seed);
    spnn::fill_uniform<R>(random, spnn::elements(x));
    return x;
}

// Uniform in [-size, size), multiples of size / 2^15.
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

// Same shape, same values; NaN equals nothing.
template <class T>
bool same(const matrix<T>& a, const matrix<T>& b) {
    return a.shape() == b.shape() && std::ranges::equal(spnn::elements(a), spnn::elements(b));
}

template <spnn::Ring R>
matrix<element<R>> product(const matrix<element<R>>& a, const matrix<element<R>>& b) {
    matrix<element<R>> c;
    spnn::multiply<R>(a, b, c);
    return c;
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
