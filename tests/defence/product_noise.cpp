#include <spnn/defence/product_noise.hpp>

#include <spnn/core/ring/mersenne61.hpp>
#include <spnn/core/ring/z2k.hpp>
#include <spnn/split/first_layer/product.hpp>

#include <support/errors.hpp>
#include <support/matrices.hpp>

#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <type_traits>

namespace {

namespace split = spnn::split;
using spnn::element;
using spnn::fixed_point;
using spnn::matrix;
using R = spnn::z2k<64>;
using test::random_elements;

const fixed_point<R> encoding;

// The noise on a product of x and t, decoded.
matrix<float> noise_of(double deviation, std::uint64_t seed, const matrix<element<R>>& x, const matrix<element<R>>& t) {
    auto z = test::constant<element<R>>(spnn::rows(x), spnn::columns(t), 0);
    spnn::defence::product_noise(deviation, test::seed_of(seed)).add_to_product<R>(x, t, encoding, z);
    matrix<float> decoded;
    encoding.decode_product(z, decoded);
    return decoded;
}

TEST_CASE("defence/product_noise: its mean is zero and its deviation the one asked for") {
    const auto x = random_elements<R>(5000, 2, 1), t = random_elements<R>(2, 8, 2);
    for (const double deviation : {0.01, 3.0}) {
        const auto noise = noise_of(deviation, 1, x, t);
        double sum = 0, squares = 0, largest = 0;
        for (const double v : spnn::elements(noise)) {
            sum += v;
            squares += v * v;
            largest = std::max(largest, std::abs(v));
        }
        const double n = static_cast<double>(noise.size());
        // Five standard errors of the mean and of the mean square, for 40,000 numbers.
        CHECK(std::abs(sum / n) < 5 * deviation / std::sqrt(n));
        CHECK(std::abs(squares / n / (deviation * deviation) - 1) < 5 * std::sqrt(2 / n));
        CHECK(largest < spnn::defence::product_noise(deviation, test::seed_of(1)).bound());
        CHECK(largest > 3 * deviation);
    }
}

// Those rows of x.
matrix<element<R>> rows_of(const matrix<element<R>>& x, const std::vector<std::uint32_t>& which) {
    matrix<element<R>> some;
    spnn::take_rows(x, which, some);
    return some;
}

TEST_CASE("defence/product_noise: a row has the same noise beside any others, in any place of any batch") {
    const auto x = random_elements<R>(300, 3, 1), t = random_elements<R>(3, 5, 2);
    const auto noise = noise_of(1, 1, x, t);
    CHECK(test::same(noise_of(1, 1, x, t), noise));
    for (const std::vector<std::uint32_t>& rows :
         {std::vector<std::uint32_t>{7}, {9, 7}, {7, 9}, {7, 7, 299, 0}, {299, 298, 7, 6, 5, 4, 3, 2, 1}}) {
        const auto some = noise_of(1, 1, rows_of(x, rows), t);
        for (std::size_t i = 0; i < rows.size(); ++i)
            CHECK(std::ranges::equal(spnn::row(some, i), spnn::row(noise, rows[i])));
    }
}

TEST_CASE("defence/product_noise: having a row scored in many batches averages nothing away") {
    constexpr std::size_t batches = 200, units = 8;
    const auto x = random_elements<R>(batches, 2, 1), t = random_elements<R>(2, units, 2);
    std::array<double, units> mean{};
    for (std::size_t b = 1; b < batches; ++b) {
        const auto noise = noise_of(1, 1, rows_of(x, {static_cast<std::uint32_t>(b), 0}), t);
        for (std::size_t j = 0; j < units; ++j) mean[j] += noise(1, j) / double{batches - 1};
    }
    const auto once = noise_of(1, 1, rows_of(x, {0}), t);
    double squares = 0;
    for (std::size_t j = 0; j < units; ++j) {
        CHECK(std::abs(mean[j] - once(0, j)) < 1e-6);
        squares += mean[j] * mean[j];
    }
    CHECK(squares / units > 0.1);  // the mean of as many independent numbers would have 0.005
}

TEST_CASE("defence/product_noise: another row, other weights and another holder have noise of their own") {
    const auto x = random_elements<R>(4, 3, 1), t = random_elements<R>(3, 2, 2);
    const auto noise = noise_of(1, 1, x, t);
    // Whether row i has another number in every unit.
    const auto differ = [&](const matrix<float>& other, std::size_t i) {
        for (std::size_t j = 0; j < spnn::columns(noise); ++j)
            if (other(i, j) == noise(i, j)) return false;
        return true;
    };
    for (std::size_t i = 1; i < spnn::rows(x); ++i) CHECK(noise(i, 0) != noise(0, 0));
    const auto of_another = noise_of(1, 2, x, t);
    auto moved = t;
    moved(0, 0) += 1;
    const auto of_moved = noise_of(1, 1, x, moved);
    for (std::size_t i = 0; i < spnn::rows(x); ++i) {
        CHECK(differ(of_another, i));
        CHECK(differ(of_moved, i));
    }
    auto other = x;
    other(3, 2) += 1;
    const auto of_other = noise_of(1, 1, other, t);
    CHECK(differ(of_other, 3));
    for (std::size_t i = 0; i < 3; ++i) CHECK(std::ranges::equal(spnn::row(of_other, i), spnn::row(noise, i)));
}

TEST_CASE_TEMPLATE("defence/product_noise: every ring has the same", Q, spnn::z2k<32>, spnn::z2k<128>,
                   spnn::mersenne61) {
    const auto in_ring = []<class S>(std::type_identity<S>) {
        const fixed_point<S> code(8, 8);
        matrix<element<S>> x, t;
        code.encode(test::random_reals(6, 3, 1), x, "x");
        code.encode(test::random_reals(3, 4, 2), t, "t");
        auto z = test::constant<element<S>>(6, 4, 0);
        spnn::defence::product_noise(0.5, test::seed_of(1)).add_to_product<S>(x, t, code, z);
        matrix<double> noise;
        code.decode_product(z, noise);
        return noise;
    };
    CHECK(test::same(in_ring(std::type_identity<Q>()), in_ring(std::type_identity<R>())));
}

TEST_CASE("defence/product_noise: a product leaves room for it, and says so when there is none") {
    const auto seed = test::seed_of(1);
    const auto one = test::constant(1, 1, 1.0F);
    const std::vector<std::uint32_t> first_row{0};
    const auto product_of = [&](double deviation, float weight) {
        split::checked_product<R> arithmetic({fixed_point<R>(20, 4), 2, false}, "holder_1", {deviation, seed});
        const split::bound_table<R> table(one, arithmetic.encoding(), "feature");
        arithmetic.prepare(table, first_row, test::constant(1, 1, weight));
        return arithmetic.encoding().decode_product(arithmetic.product()(0, 0));
    };
    // The range is 16, a holder's part 8; noise of deviation .5 may take 4.3 of that.
    CHECK(product_of(0, 8) == 8);
    CHECK(std::abs(product_of(0.5, 3.7F) - 3.7) < 4.3);
    CHECK(test::contains(test::error_of<spnn::range_error>([&] { static_cast<void>(product_of(0.5, 3.71F)); }),
                         "this holder's part of the range of 16 less its noise"));
    CHECK(test::contains(test::error_of<spnn::usage_error>([&] { static_cast<void>(product_of(1, 0)); }),
                         "may be as large as 8.6, which leaves nothing of its part of the range of 16"));
    for (const double bad : {-1.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
        CHECK(test::contains(test::error_of<spnn::usage_error>([&] { spnn::defence::product_noise(bad, seed); }),
                             "product_noise: the deviation is "));
}

}  // namespace
