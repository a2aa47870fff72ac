#include <spnn/nn/initialise.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

using namespace spnn;

namespace {

struct moments {
    double mean, variance, largest;
};

template <class T>
moments moments_of(const matrix<T>& x) {
    double sum = 0, squares = 0, largest = 0;
    for (const T v : elements(x)) {
        sum += static_cast<double>(v);
        squares += static_cast<double>(v) * static_cast<double>(v);
        largest = std::max(largest, std::abs(static_cast<double>(v)));
    }
    const auto n = static_cast<double>(x.size());
    return {sum / n, squares / n, largest};
}

}  // namespace

TEST_CASE("nn/initialise: glorot_uniform stays within its bound and fills it") {
    test::words_from_seed random(1);
    auto w = make_matrix<float>(300, 200);
    nn::initialise(w, 300, 200, nn::initialiser::glorot_uniform, random);
    const double bound = std::sqrt(6.0 / 500);
    const auto [mean, variance, largest] = moments_of(w);
    CHECK(largest <= bound * (1 + 1e-6));
    CHECK(largest > 0.999 * bound);
    CHECK(std::abs(mean) < 0.01 * bound);
    CHECK(variance == doctest::Approx(bound * bound / 3).epsilon(0.02));
}

TEST_CASE("nn/initialise: he_normal has variance 2 / fan_in, of the stated fan") {
    test::words_from_seed random(2);
    auto part = make_matrix<double>(150, 200);  // half the rows of a layer with 300 inputs
    nn::initialise(part, 300, 200, nn::initialiser::he_normal, random);
    const auto [mean, variance, largest] = moments_of(part);
    CHECK(std::abs(mean) < 0.003);
    CHECK(variance == doctest::Approx(2.0 / 300).epsilon(0.03));
    CHECK(largest > 3 * std::sqrt(2.0 / 300));
}

TEST_CASE("nn/initialise: zeros draws nothing and overwrites everything") {
    test::scripted_words random{{}};
    auto w = test::of<float>({{1, 2}, {3, 4}});
    nn::initialise(w, 2, 2, nn::initialiser::zeros, random);
    for (const float v : elements(w)) CHECK(v == 0);
    CHECK(random.used == 0);
}

TEST_CASE("nn/initialise: the same bytes give the same weights, in float those of double rounded") {
    test::words_from_seed a(7), b(7);
    auto wide = make_matrix<double>(13, 11);
    auto narrow = make_matrix<float>(13, 11);
    nn::initialise(wide, 13, 11, nn::initialiser::glorot_uniform, a);
    nn::initialise(narrow, 13, 11, nn::initialiser::glorot_uniform, b);
    CHECK(test::same_bits(test::cast<float>(wide), narrow));
}

TEST_CASE("nn/initialise: a fan of zero is refused") {
    test::words_from_seed random(1);
    auto w = make_matrix<float>(2, 2);
    CHECK_THROWS_AS(nn::initialise(w, 0, 2, nn::initialiser::zeros, random), usage_error);
    CHECK_THROWS_AS(nn::initialise(w, 2, 0, nn::initialiser::he_normal, random), usage_error);
}
