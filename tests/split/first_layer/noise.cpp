#include <spnn/split/first_layer/noise.hpp>

#include <spnn/core/ring/z2k.hpp>
#include <spnn/split/first_layer/product.hpp>

#include <support/errors.hpp>
#include <support/matrices.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <numeric>

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
    split::product_noise(deviation, test::seed_of(seed)).add_to_product<R>(x, t, encoding, z);
    matrix<float> decoded;
    encoding.decode_product(z, decoded);
    return decoded;
}

TEST_CASE("split/first_layer/noise: its mean is zero and its deviation the one asked for") {
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
        CHECK(largest < split::product_noise(deviation, test::seed_of(1)).bound());
        CHECK(largest > 3 * deviation);
    }
}

TEST_CASE("split/first_layer/noise: the same product carries the same noise, any other its own") {
    const auto x = random_elements<R>(4, 3, 1), t = random_elements<R>(3, 2, 2);
    const auto noise = noise_of(1, 1, x, t);
    CHECK(test::same(noise_of(1, 1, x, t), noise));
    CHECK_FALSE(test::same(noise_of(1, 2, x, t), noise));  // another holder
    auto other = x;
    other(3, 2) += 1;
    CHECK_FALSE(test::same(noise_of(1, 1, other, t), noise));
    other = t;
    other(0, 0) += 1;
    CHECK_FALSE(test::same(noise_of(1, 1, x, other), noise));
}

TEST_CASE("split/first_layer/noise: a product leaves room for it, and says so when there is none") {
    const auto seed = test::seed_of(1);
    const auto one = test::constant(1, 1, 1.0F);
    const std::vector<std::uint32_t> first_row{0};
    const auto product_of = [&](double deviation, float weight) {
        split::checked_product<R> arithmetic(fixed_point<R>(20, 4), 2, "holder_1", {deviation, seed});
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
        CHECK(test::contains(test::error_of<spnn::usage_error>([&] { split::product_noise(bad, seed); }),
                             "product_noise: the deviation is "));
}

}  // namespace
