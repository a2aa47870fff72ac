// The laws of Layer (nn/layer.hpp), for any model: check_layer_laws<dense<3, 2>>().

#pragma once

#include <spnn/nn/layer.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace spnn::laws {

// Random parameters: what initialise gives, moved a little so that biases are not zero.
template <nn::Layer L, class T>
typename L::template parameters<T> sample_parameters(test::words_from_seed& random) {
    typename L::template parameters<T> p;
    L::template initialise<T>(p, random, nn::initialiser::glorot_uniform);
    p.for_each([&](std::string_view, matrix<T>& x) {
        const auto shift = test::random_matrix<T>(rows(x), columns(x), random, -0.3, 0.3);
        for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] += shift.data()[i];
    });
    return p;
}

// backward is the derivative of sum(c * y) for random c, by every input and every parameter.
template <nn::Layer L>
void check_layer_gradient(std::size_t m, std::uint64_t seed) {
    test::words_from_seed random(seed);
    auto p = sample_parameters<L, double>(random);
    auto x = test::random_matrix<double>(m, L::in, random);
    const auto c = test::random_matrix<double>(m, L::out, random);
    matrix<double> y, dx;
    nn::cache_of<L, double> cache;
    typename L::template parameters<double> grads;
    nn::forward<L>(p, x, y, cache);
    nn::backward<L>(p, x, y, cache, c, grads, dx);
    const auto objective = [&] {
        matrix<double> out;
        L::forward(p, x, out);
        double sum = 0;
        for (std::size_t i = 0; i < out.size(); ++i) sum += c.data()[i] * out.data()[i];
        return sum;
    };
    REQUIRE(rows(dx) == m);
    REQUIRE(columns(dx) == L::in);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double expected = test::central_difference(x.data()[i], objective);
        CHECK_MESSAGE(test::derivatives_agree(dx.data()[i], expected), L::name(), " dx[", i, "]: ", dx.data()[i],
                      " against ", expected);
    }
    nn::for_each_pair<double>(p, grads, [&](std::string_view name, matrix<double>& w, const matrix<double>& g) {
        for (std::size_t i = 0; i < w.size(); ++i) {
            const double expected = test::central_difference(w.data()[i], objective);
            CHECK_MESSAGE(test::derivatives_agree(g.data()[i], expected), L::name(), " ", name, "[", i,
                          "]: ", g.data()[i], " against ", expected);
        }
    });
}

// The two forwards agree; a second step with the same buffers, another batch size between, changes nothing.
template <nn::Layer L, class T>
void check_layer_buffers(std::size_t m, std::uint64_t seed) {
    test::words_from_seed random(seed);
    const auto p = sample_parameters<L, T>(random);
    const auto x = test::random_matrix<T>(m, L::in, random);
    const auto other = test::random_matrix<T>(m + 3, L::in, random);
    const auto c = test::random_matrix<T>(m, L::out, random);
    const auto c_other = test::random_matrix<T>(m + 3, L::out, random);
    matrix<T> inferred, y, dx, first_dx;
    nn::cache_of<L, T> cache;
    typename L::template parameters<T> grads, first_grads;

    L::forward(p, x, inferred);
    nn::forward<L>(p, x, y, cache);
    CHECK(test::same_bits(inferred, y));
    nn::backward<L>(p, x, y, cache, c, first_grads, first_dx);

    nn::forward<L>(p, other, y, cache);
    nn::backward<L>(p, other, y, cache, c_other, grads, dx);
    nn::forward<L>(p, x, y, cache);
    nn::backward<L>(p, x, y, cache, c, grads, dx);
    CHECK(test::same_bits(inferred, y));
    CHECK(test::same_bits(dx, first_dx));
    CHECK(nn::max_abs_difference<T>(grads, first_grads) == 0);
}

// Ends that backward says it does not read may be anything; a layer that works in place gives the same bits there.
template <nn::Layer L>
void check_layer_promises(std::size_t m, std::uint64_t seed) {
    test::words_from_seed random(seed);
    const auto p = sample_parameters<L, float>(random);
    const auto x = test::random_matrix<float>(m, L::in, random), c = test::random_matrix<float>(m, L::out, random);
    matrix<float> y, dx, again;
    nn::cache_of<L, float> cache;
    typename L::template parameters<float> grads, grads_again;
    nn::forward<L>(p, x, y, cache);
    nn::backward<L>(p, x, y, cache, c, grads, dx);

    const matrix<float> nothing, &some_x = nn::reads_input<L>() ? x : nothing,
                                 &some_y = nn::reads_output<L>() ? y : nothing;
    nn::backward<L>(p, some_x, some_y, cache, c, grads_again, again);
    CHECK(test::same_bits(dx, again));
    CHECK(nn::max_abs_difference(grads, grads_again) == 0);

    if constexpr (nn::in_place<L>()) {
        auto here = x;
        nn::forward<L>(p, here, here, cache);
        CHECK(test::same_bits(y, here));
        here = c;
        nn::backward<L>(p, x, y, cache, here, grads_again, here);
        CHECK(test::same_bits(dx, here));
        CHECK(nn::max_abs_difference(grads, grads_again) == 0);
    }
}

// A row alone gives what it gives within a batch.
template <nn::Layer L>
void check_layer_rows(std::size_t m, std::uint64_t seed) {
    test::words_from_seed random(seed);
    const auto p = sample_parameters<L, double>(random);
    const auto x = test::random_matrix<double>(m, L::in, random);
    matrix<double> all, one;
    L::forward(p, x, all);
    REQUIRE(rows(all) == m);
    REQUIRE(columns(all) == L::out);
    for (std::size_t i = 0; i < m; ++i) {
        auto alone = make_matrix<double>(1, L::in);
        std::copy_n(row(x, i).begin(), L::in, alone.data());
        L::forward(p, alone, one);
        for (std::size_t j = 0; j < L::out; ++j)
            CHECK(row(one, 0)[j] == doctest::Approx(row(all, i)[j]).epsilon(1e-12));
    }
}

// Parameters: distinct names in one order, the same seed gives the same values, flatten and back is lossless.
template <nn::Layer L, class T>
void check_layer_parameters(std::uint64_t seed) {
    using parameters = typename L::template parameters<T>;
    for (const auto how : {nn::initialiser::glorot_uniform, nn::initialiser::he_normal, nn::initialiser::zeros}) {
        test::words_from_seed first(seed), second(seed);
        parameters p, again;
        L::template initialise<T>(p, first, how);
        L::template initialise<T>(again, second, how);
        CHECK(nn::max_abs_difference<T>(p, again) == 0);
    }
    test::words_from_seed random(seed);
    auto p = sample_parameters<L, T>(random);
    std::vector<std::string> names, constant_names;
    p.for_each([&](std::string_view name, matrix<T>&) { names.emplace_back(name); });
    std::as_const(p).for_each([&](std::string_view name, const matrix<T>&) { constant_names.emplace_back(name); });
    CHECK(names == constant_names);
    CHECK(std::set(names.begin(), names.end()).size() == names.size());

    parameters copy;
    nn::unflatten(std::span<const T>(nn::flatten<T>(p)), copy);
    CHECK(nn::max_abs_difference<T>(p, copy) == 0);
}

// Wrong widths, and a gradient of other rows than the batch, are a usage_error that names the layer.
template <nn::Layer L>
void check_layer_errors(std::uint64_t seed) {
    test::words_from_seed random(seed);
    const auto p = sample_parameters<L, float>(random);
    const auto wrong = test::random_matrix<float>(4, L::in + 1, random);
    matrix<float> y, dx;
    nn::cache_of<L, float> cache;
    typename L::template parameters<float> grads;
    CHECK_THROWS_AS(L::forward(p, wrong, y), usage_error);
    CHECK_THROWS_AS(nn::forward<L>(p, wrong, y, cache), usage_error);
    const auto x = test::random_matrix<float>(4, L::in, random);
    nn::forward<L>(p, x, y, cache);
    const auto wrong_width = test::random_matrix<float>(4, L::out + 1, random);
    CHECK_THROWS_AS(nn::backward<L>(p, x, y, cache, wrong_width, grads, dx), usage_error);
}

template <nn::Layer L>
void check_layer_laws(std::uint64_t seed = 1) {
    CHECK_FALSE(L::name().empty());
    for (const std::size_t m : {1u, 5u, 37u}) {
        check_layer_buffers<L, float>(m, seed);
        check_layer_buffers<L, double>(m, seed);
    }
    check_layer_promises<L>(1, seed);
    check_layer_promises<L>(37, seed);
    check_layer_gradient<L>(3, seed);
    check_layer_gradient<L>(17, seed + 1);
    check_layer_rows<L>(19, seed);
    check_layer_parameters<L, float>(seed);
    check_layer_parameters<L, double>(seed);
    check_layer_errors<L>(seed);
}

}  // namespace spnn::laws
