// testing/laws/layer.hpp: the laws of Layer (nn/layer.hpp), for any model, as checks of doctest.
//
//     laws::layer<nn::dense<3, 2>>();
//     laws::layer(chosen);              // whose widths are in the value

#pragma once

#include <spnn/nn/layer.hpp>
#include <spnn/testing/derivatives.hpp>
#include <spnn/testing/matrices.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

namespace SPNN_NAMESPACE::testing::laws {

// Random parameters: what initialise gives, moved a little so that biases are not zero.
template <class T, nn::Layer L>
nn::parameters_of<L, T> sample_parameters(const L& layer, words_from_seed& random) {
    auto p = nn::zero_parameters<T>(layer);
    layer.template initialise<T>(p, random, nn::initialiser::glorot_uniform);
    nn::for_each_learned(p, [&](std::string_view, matrix<T>& x) {
        const auto shift = random_matrix<T>(rows(x), columns(x), random, -0.3, 0.3);
        for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] += shift.data()[i];
    });
    return p;
}

// backward is the derivative of sum(c * y) for random c, by every input and every learned parameter; y is what training
// gives.
template <nn::Layer L>
void layer_gradient(const L& layer, std::size_t m, std::uint64_t seed) {
    words_from_seed random(seed);
    auto p = sample_parameters<double>(layer, random);
    auto x = random_matrix<double>(m, layer.in, random);
    const auto c = random_matrix<double>(m, layer.out, random);
    matrix<double> y, dx;
    nn::cache_of<L, double> cache;
    auto grads = nn::zero_parameters<double>(layer);
    nn::forward(layer, p, x, y, cache);
    nn::backward(layer, p, x, y, cache, c, grads, dx);
    const auto objective = [&] {
        matrix<double> out;
        if constexpr (nn::differs_in_training<L>()) {
            nn::cache_of<L, double> fresh;
            nn::forward(layer, p, x, out, fresh);
        } else {
            nn::infer(layer, p, x, out);
        }
        double sum = 0;
        for (std::size_t i = 0; i < out.size(); ++i) sum += c.data()[i] * out.data()[i];
        return sum;
    };
    REQUIRE(rows(dx) == m);
    REQUIRE(columns(dx) == layer.in);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double expected = central_difference(x.data()[i], objective);
        CHECK_MESSAGE(derivatives_agree(dx.data()[i], expected), layer.name(), " dx[", i, "]: ", dx.data()[i],
                      " against ", expected);
    }
    std::vector<const matrix<double>*> gradients;
    nn::for_each_learned(grads, [&](std::string_view, matrix<double>& g) { gradients.push_back(&g); });
    std::size_t k = 0;
    nn::for_each_learned(p, [&](std::string_view name, matrix<double>& w) {
        const auto& g = *gradients.at(k++);
        REQUIRE(g.shape() == w.shape());
        for (std::size_t i = 0; i < w.size(); ++i) {
            const double expected = central_difference(w.data()[i], objective);
            CHECK_MESSAGE(derivatives_agree(g.data()[i], expected), layer.name(), " ", name, "[", i, "]: ", g.data()[i],
                          " against ", expected);
        }
    });
    CHECK(k == gradients.size());
}

// The two forwards agree, unless they differ in training; a second step with the same buffers, another batch size
// between, changes nothing, state in the gradients included.
template <class T, nn::Layer L>
void layer_buffers(const L& layer, std::size_t m, std::uint64_t seed) {
    words_from_seed random(seed);
    const auto p = sample_parameters<T>(layer, random);
    const auto x = random_matrix<T>(m, layer.in, random);
    const auto other = random_matrix<T>(m + 3, layer.in, random);
    const auto c = random_matrix<T>(m, layer.out, random);
    const auto c_other = random_matrix<T>(m + 3, layer.out, random);
    matrix<T> inferred, y, first_y, dx, first_dx;
    nn::cache_of<L, T> cache;
    nn::parameters_of<L, T> grads, first_grads;

    nn::infer(layer, p, x, inferred);
    nn::forward(layer, p, x, first_y, cache);
    if constexpr (!nn::differs_in_training<L>()) CHECK(same_bits(inferred, first_y));
    nn::backward(layer, p, x, first_y, cache, c, first_grads, first_dx);

    nn::forward(layer, p, other, y, cache);
    nn::backward(layer, p, other, y, cache, c_other, grads, dx);
    nn::forward(layer, p, x, y, cache);
    nn::backward(layer, p, x, y, cache, c, grads, dx);
    CHECK(same_bits(first_y, y));
    CHECK(same_bits(dx, first_dx));
    CHECK(nn::max_abs_difference<T>(grads, first_grads) == 0);
}

// Ends that backward says it does not read may be anything; a layer that works in place gives the same bits there.
template <nn::Layer L>
void layer_promises(const L& layer, std::size_t m, std::uint64_t seed) {
    words_from_seed random(seed);
    const auto p = sample_parameters<float>(layer, random);
    const auto x = random_matrix<float>(m, layer.in, random), c = random_matrix<float>(m, layer.out, random);
    matrix<float> y, dx, again;
    nn::cache_of<L, float> cache;
    nn::parameters_of<L, float> grads, grads_again;
    nn::forward(layer, p, x, y, cache);
    nn::backward(layer, p, x, y, cache, c, grads, dx);

    const matrix<float> nothing, &some_x = nn::reads_input<L>() ? x : nothing,
                                 &some_y = nn::reads_output<L>() ? y : nothing;
    nn::backward(layer, p, some_x, some_y, cache, c, grads_again, again);
    CHECK(same_bits(dx, again));
    CHECK(nn::max_abs_difference(grads, grads_again) == 0);

    if constexpr (nn::in_place<L>()) {
        auto here = x;
        nn::forward(layer, p, here, here, cache);
        CHECK(same_bits(y, here));
        here = c;
        nn::backward(layer, p, x, y, cache, here, grads_again, here);
        CHECK(same_bits(dx, here));
        CHECK(nn::max_abs_difference(grads, grads_again) == 0);
    }
}

// A row alone gives what it gives within a batch.
template <nn::Layer L>
void layer_rows(const L& layer, std::size_t m, std::uint64_t seed) {
    words_from_seed random(seed);
    const auto p = sample_parameters<double>(layer, random);
    const auto x = random_matrix<double>(m, layer.in, random);
    matrix<double> all, one;
    nn::infer(layer, p, x, all);
    REQUIRE(rows(all) == m);
    REQUIRE(columns(all) == layer.out);
    for (std::size_t i = 0; i < m; ++i) {
        auto alone = make_matrix<double>(1, layer.in);
        std::copy_n(row(x, i).begin(), layer.in, alone.data());
        nn::infer(layer, p, alone, one);
        for (std::size_t j = 0; j < layer.out; ++j)
            CHECK(row(one, 0)[j] == doctest::Approx(row(all, i)[j]).epsilon(1e-12));
    }
}

// Parameters: distinct names in one order, the same seed gives the same values, flatten and back is lossless; state is
// some of them, in the same order.
template <class T, nn::Layer L>
void layer_parameters(const L& layer, std::uint64_t seed) {
    for (const auto how : {nn::initialiser::glorot_uniform, nn::initialiser::he_normal, nn::initialiser::zeros}) {
        words_from_seed first(seed), second(seed);
        nn::parameters_of<L, T> p, again;
        layer.template initialise<T>(p, first, how);
        layer.template initialise<T>(again, second, how);
        CHECK(nn::max_abs_difference<T>(p, again) == 0);
    }
    words_from_seed random(seed);
    auto p = sample_parameters<T>(layer, random);
    std::vector<std::string> names, constant_names, learned;
    p.for_each([&](std::string_view name, matrix<T>&) { names.emplace_back(name); });
    std::as_const(p).for_each([&](std::string_view name, const matrix<T>&) { constant_names.emplace_back(name); });
    CHECK(names == constant_names);
    CHECK(std::set(names.begin(), names.end()).size() == names.size());
    nn::for_each_learned(p, [&](std::string_view name, matrix<T>&) { learned.emplace_back(name); });
    nn::for_each_state(p, [&](std::string_view name, matrix<T>&) { learned.emplace_back(name); });
    CHECK(std::multiset(learned.begin(), learned.end()) == std::multiset(names.begin(), names.end()));

    auto copy = nn::zero_parameters<T>(layer);
    nn::unflatten(std::span<const T>(nn::flatten<T>(p)), copy);
    CHECK(nn::max_abs_difference<T>(p, copy) == 0);
}

// Wrong widths, and a gradient of other rows than the batch, are a usage_error that names the layer.
template <nn::Layer L>
void layer_errors(const L& layer, std::uint64_t seed) {
    words_from_seed random(seed);
    const auto p = sample_parameters<float>(layer, random);
    const auto wrong = random_matrix<float>(4, layer.in + 1, random);
    matrix<float> y, dx;
    nn::cache_of<L, float> cache;
    nn::parameters_of<L, float> grads;
    CHECK_THROWS_AS(nn::infer(layer, p, wrong, y), usage_error);
    CHECK_THROWS_AS(nn::forward(layer, p, wrong, y, cache), usage_error);
    const auto x = random_matrix<float>(4, layer.in, random);
    nn::forward(layer, p, x, y, cache);
    const auto wrong_width = random_matrix<float>(4, layer.out + 1, random);
    CHECK_THROWS_AS(nn::backward(layer, p, x, y, cache, wrong_width, grads, dx), usage_error);
}

// All laws; `seed` decides parameters and batches.
template <nn::Layer L>
void layer(const L& layer, std::uint64_t seed = 1) {
    CHECK_FALSE(std::string(layer.name()).empty());
    for (const std::size_t m : {1u, 5u, 37u}) {
        layer_buffers<float>(layer, m, seed);
        layer_buffers<double>(layer, m, seed);
    }
    layer_promises(layer, 1, seed);
    layer_promises(layer, 37, seed);
    layer_gradient(layer, 3, seed);
    layer_gradient(layer, 17, seed + 1);
    layer_rows(layer, 19, seed);
    layer_parameters<float>(layer, seed);
    layer_parameters<double>(layer, seed);
    layer_errors(layer, seed);
}

// The same for a layer that is in its type.
template <nn::Layer L>
void layer(std::uint64_t seed = 1) {
    layer(L{}, seed);
}

}  // namespace SPNN_NAMESPACE::testing::laws
