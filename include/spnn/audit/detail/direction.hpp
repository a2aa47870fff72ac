// audit/detail/direction.hpp: the direction in which rows are longest: the top right singular vector.

#pragma once

#include <spnn/core/matmul.hpp>
#include <spnn/data/generator.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace SPNN_NAMESPACE::audit::detail {

template <class A, class B>
[[nodiscard]] double inner_product(std::span<const A> a, std::span<const B> b) {
    double sum = 0;
    for (std::size_t j = 0; j < a.size(); ++j) sum += static_cast<double>(a[j]) * static_cast<double>(b[j]);
    return sum;
}

// gT g, in doubles, some rows at a time.
[[nodiscard]] inline matrix<double> gram(const matrix<float>& g) {
    constexpr std::size_t block = 1024;
    const std::size_t w = columns(g);
    auto sum = zeros<double>(w, w);
    matrix<double> part, product;
    for (std::size_t from = 0; from < rows(g); from += block) {
        resize(part, std::min(block, rows(g) - from), w);
        std::transform(g.data() + from * w, g.data() + from * w + part.size(), part.data(),
                       [](float value) { return static_cast<double>(value); });
        multiply_transposed_left(part, part, product);
        for (std::size_t k = 0; k < sum.size(); ++k) sum.data()[k] += product.data()[k];
    }
    return sum;
}

// A unit vector v with |g v| as large as can be, by power iteration from a fixed start: equal for g and -g, and the
// same in every run. Zeros when g holds nothing else.
[[nodiscard]] inline std::vector<double> dominant_direction(const matrix<float>& g) {
    constexpr int most_rounds = 1000;
    const auto squares = gram(g);
    std::vector<double> v(columns(g)), next(columns(g));
    data::generator random(1);  // a start that no structure of g makes orthogonal to the answer
    for (double& x : v) x = std::ldexp(static_cast<double>(random.bell()), -32);
    for (int round = 0; round < most_rounds; ++round) {
        for (std::size_t j = 0; j < v.size(); ++j) next[j] = inner_product(row(squares, j), std::span<const double>(v));
        const double length = std::sqrt(inner_product(std::span<const double>(next), std::span<const double>(next)));
        if (!(length > 0)) return std::vector<double>(columns(g), 0.0);
        double moved = 0;
        for (std::size_t j = 0; j < v.size(); ++j) {
            next[j] /= length;
            moved = std::max(moved, std::abs(next[j] - v[j]));
        }
        v.swap(next);
        if (moved < 1e-10) break;
    }
    return v;
}

}  // namespace SPNN_NAMESPACE::audit::detail
