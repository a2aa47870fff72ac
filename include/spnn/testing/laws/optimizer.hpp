// testing/laws/optimizer.hpp: the laws of Optimizer (nn/optimizer.hpp), for any model, as checks of doctest.
//
//     laws::optimizer(nn::sgd{.momentum = 0.9}, 0.05);
//
// At the given rate 400 steps must bring the loss of a bowl with slopes of 1 to 3 down to a tenth.

#pragma once

#include <spnn/nn/optimizer.hpp>
#include <spnn/testing/matrices.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string_view>
#include <vector>

namespace SPNN_NAMESPACE::testing::laws {

// One run of `steps` steps on the bowl sum a_i p_i^2 / 2, from step `first` on.
template <class T, nn::Optimizer O, class State>
void descend(const O& optimizer, State& state, matrix<T>& p, double rate, std::uint64_t first, std::uint64_t steps,
             words_from_seed& noise) {
    auto g = make_matrix<T>(rows(p), columns(p));
    for (std::uint64_t step = first; step < first + steps; ++step) {
        for (std::size_t i = 0; i < p.size(); ++i) g.data()[i] = static_cast<T>(1 + i % 3) * p.data()[i];
        optimizer.update(state, p, g, rate, step, noise);
    }
}

// The loss of that bowl.
template <class T>
double bowl(const matrix<T>& p) {
    double sum = 0;
    for (std::size_t i = 0; i < p.size(); ++i)
        sum += static_cast<double>(1 + i % 3) * std::pow(static_cast<double>(p.data()[i]), 2) / 2;
    return sum;
}

// The laws over numbers of type T.
template <class T, nn::Optimizer O>
void optimizer_over(const O& optimizer, double rate) {
    using state = typename O::template state<T>;
    words_from_seed random(3);
    const auto start = random_matrix<T>(5, 7, random, -20, 20);

    // Same state, gradient and noise: same bits. A copy made on the way goes on as the original.
    auto p = start, q = start;
    state of_p, of_q;
    words_from_seed noise_of_p(9), noise_of_q(9);
    descend(optimizer, of_p, p, rate, 0, 10, noise_of_p);
    descend(optimizer, of_q, q, rate, 0, 10, noise_of_q);
    CHECK(same_bits(p, q));
    state copied = of_p;
    q = p;
    noise_of_q = noise_of_p;
    descend(optimizer, of_p, p, rate, 10, 10, noise_of_p);
    descend(optimizer, copied, q, rate, 10, 10, noise_of_q);
    CHECK(same_bits(p, q));

    // What for_each shows is all of the state: a state filled through it goes on as the original, too.
    state kept;
    auto r = start;
    descend(optimizer, kept, r, rate, 0, 1, noise_of_q);
    std::vector<matrix<T>> saved;
    of_p.for_each([&](std::string_view, const matrix<T>& x) { saved.push_back(x); });
    std::size_t k = 0;
    kept.for_each([&](std::string_view, matrix<T>& x) { x = saved.at(k++); });
    CHECK(k == saved.size());
    q = p;
    noise_of_q = noise_of_p;
    descend(optimizer, of_p, p, rate, 20, 5, noise_of_p);
    descend(optimizer, kept, q, rate, 20, 5, noise_of_q);
    CHECK(same_bits(p, q));

    // On a bowl the loss falls to a tenth.
    p = start;
    state fresh;
    descend(optimizer, fresh, p, rate, 0, 400, noise_of_p);
    CHECK(bowl(p) < bowl(start) / 10);

    // A rate of zero moves nothing.
    p = start;
    state still;
    descend(optimizer, still, p, 0, 0, 3, noise_of_p);
    CHECK(same_bits(p, start));

    matrix<T> wrong = zeros<T>(5, 6);
    CHECK_THROWS_AS(optimizer.update(fresh, p, wrong, rate, 0, noise_of_p), usage_error);
}

// All laws.
template <nn::Optimizer O>
void optimizer(const O& optimizer, double rate) {
    CHECK_FALSE(std::string_view(optimizer.name()).empty());
    optimizer_over<float>(optimizer, rate);
    optimizer_over<double>(optimizer, rate);
}

}  // namespace SPNN_NAMESPACE::testing::laws
