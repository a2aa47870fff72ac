#include <spnn/split/first_layer/product.hpp>

#include <spnn/core/ring/mersenne61.hpp>

#include <support/errors.hpp>
#include <support/matrices.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numeric>

namespace {

namespace split = spnn::split;
using spnn::element;
using spnn::fixed_point;
using spnn::matrix;
using spnn::mersenne61;
using spnn::range_error;
using spnn::z2k;

const std::vector<std::uint32_t> first_row{0};

// The product of one row of x with t, for one of k holders.
template <spnn::Ring R>
matrix<element<R>> product(const fixed_point<R>& encoding, std::size_t k, const matrix<float>& x,
                           const matrix<float>& t, const std::vector<std::uint32_t>& rows = first_row) {
    split::checked_product<R> arithmetic({encoding, k, false}, "holder_1");
    const split::bound_table<R> table(x, encoding, "holder_1: feature");
    arithmetic.prepare(table, rows, t);
    return arithmetic.product();
}

matrix<float> one_row(std::initializer_list<float> values) {
    auto x = spnn::make_matrix<float>(1, values.size());
    std::copy(values.begin(), values.end(), x.data());
    return x;
}
matrix<float> one_column(std::initializer_list<float> values) {
    auto x = spnn::make_matrix<float>(values.size(), 1);
    std::copy(values.begin(), values.end(), x.data());
    return x;
}

TEST_CASE_TEMPLATE("split/first_layer/product: the product of the encoded numbers, exactly", R, z2k<32>, z2k<64>,
                   z2k<128>, mersenne61) {
    const fixed_point<R> encoding(8, 10);
    const auto x = test::random_reals(6, 5, 1, 4), t = test::random_reals(5, 3, 2, 2);
    const std::vector<std::uint32_t> rows{5, 0, 5, 2};
    const auto z = product<R>(encoding, 2, x, t, rows);
    matrix<float> taken;
    spnn::take_rows(x, rows, taken);
    matrix<element<R>> encoded_x, encoded_t;
    encoding.encode(taken, encoded_x, "x");
    encoding.encode(t, encoded_t, "t");
    CHECK(test::same(z, test::product<R>(encoded_x, encoded_t)));
}

TEST_CASE_TEMPLATE(
    "split/first_layer/product: rounded, it is the exact product to the nearest step of 2^-f, noise included", R,
    z2k<32>, z2k<64>, z2k<128>, mersenne61) {
    const fixed_point<R> encoding(8, 10);
    const auto x = test::random_reals(40, 5, 1, 4), t = test::random_reals(5, 7, 2, 2);
    std::vector<std::uint32_t> all(40);
    std::iota(all.begin(), all.end(), 0u);
    for (const double noise : {0.0, 0.125}) {
        matrix<element<R>> exact, rounded;
        for (const bool rounds : {false, true}) {
            split::checked_product<R> arithmetic({encoding, 2, rounds}, "holder_1", {noise, test::seed_of(1)});
            const split::bound_table<R> table(x, encoding, "holder_1: feature");
            arithmetic.prepare(table, all, t);
            (rounds ? rounded : exact) = arithmetic.product();
        }
        double largest = 0;
        for (std::size_t i = 0; i < exact.size(); ++i) {
            const auto s = encoding.decode(rounded.data()[i]), of = encoding.decode_product(exact.data()[i]);
            CHECK(std::abs(s - of) <= std::ldexp(1.0, -9));
            largest = std::max(largest, std::abs(s - of));
        }
        CHECK(largest > std::ldexp(0.95, -9));  // the bound is what happens
    }
}

TEST_CASE("split/first_layer/product: the rows are there as floats too, until others are prepared") {
    const fixed_point<z2k<64>> encoding(8, 10);
    const auto x = test::random_reals(6, 5, 1, 4), t = test::random_reals(5, 3, 2, 2);
    split::checked_product<z2k<64>> arithmetic({encoding, 2, false}, "holder_1");
    CHECK_THROWS_WITH_AS(static_cast<void>(arithmetic.taken()),
                         "holder_1: asked for rows of a batch before there was one", spnn::usage_error);
    const split::bound_table<z2k<64>> table(x, encoding, "holder_1: feature");
    for (const std::vector<std::uint32_t>& rows : {std::vector<std::uint32_t>{5, 0, 5, 2}, {1}}) {
        arithmetic.prepare(table, rows, t);
        matrix<float> expected;
        spnn::take_rows(x, rows, expected);
        CHECK(test::same(arithmetic.taken(), expected));
        static_cast<void>(arithmetic.product());
        CHECK(test::same(arithmetic.taken(), expected));
    }
}

TEST_CASE("split/first_layer/product: up to range / k passes, beyond it is an error that names layer and bound") {
    using R = z2k<64>;
    const fixed_point<R> encoding(10, 8);  // range 256
    for (const float sign : {1.0F, -1.0F}) {
        CHECK(encoding.decode_product(product<R>(encoding, 2, one_row({sign * 16}), one_column({8})).data()[0]) ==
              static_cast<double>(sign) * 128);
        CHECK_THROWS_AS(product<R>(encoding, 2, one_row({sign * 16}), one_column({8 + 1.0F / 1024})), range_error);
        CHECK_NOTHROW(product<R>(encoding, 1, one_row({sign * 16}), one_column({16})));
        CHECK_THROWS_AS(product<R>(encoding, 1, one_row({sign * 16}), one_column({16 + 1.0F / 1024})), range_error);
        CHECK_NOTHROW(product<R>(encoding, 3, one_row({sign * 85}), one_column({1})));
        CHECK_THROWS_AS(product<R>(encoding, 3, one_row({sign * 86}), one_column({1})), range_error);
    }
    const auto text =
        test::error_of<range_error>([&] { product<R>(encoding, 2, one_row({100.25F}), one_column({3})); });
    CHECK(test::contains(text, "holder_1"));
    CHECK(test::contains(text, "first layer"));
    CHECK(test::contains(text, "beyond 128,"));
    CHECK(test::contains(text, "range of 256"));
    CHECK_FALSE(test::contains(text, "100"));
    CHECK_FALSE(test::contains(text, "300"));
}

TEST_CASE("split/first_layer/product: large terms that cancel are fine, when their sum is within the bound") {
    using R = z2k<64>;
    const fixed_point<R> encoding(10, 8);
    CHECK_NOTHROW(product<R>(encoding, 2, one_row({100, -100}), one_column({100, 100})));
    CHECK_NOTHROW(product<R>(encoding, 2, one_row({100, -99}), one_column({100, 100})));
    CHECK_THROWS_AS(product<R>(encoding, 2, one_row({100, -98}), one_column({100, 100})), range_error);
}

TEST_CASE("split/first_layer/product: only the rows of the batch count") {
    using R = z2k<64>;
    const fixed_point<R> encoding(10, 8);
    auto x = spnn::make_matrix<float>(2, 1);
    x(0, 0) = 1;
    x(1, 0) = 1000;
    CHECK_NOTHROW(product<R>(encoding, 2, x, one_column({1}), {0}));
    CHECK_THROWS_AS(product<R>(encoding, 2, x, one_column({1}), {0, 1}), range_error);
}

TEST_CASE_TEMPLATE("split/first_layer/product: k products at the bound sum to the range and do not wrap", R, z2k<32>,
                   z2k<64>, z2k<128>, mersenne61) {
    // The widest range that the ring allows: nothing is left above it.
    const int fraction = 5;
    const fixed_point<R> encoding(fraction, std::min(fixed_point<R>::max_range_bits(fraction), 50));
    const auto half = static_cast<float>(encoding.range() / 2);
    const auto at_most = static_cast<float>(std::ldexp(1.0, 18));  // single numbers stay encodable
    for (const float sign : {1.0F, -1.0F}) {
        const auto x = std::min(half, at_most);
        auto z = product<R>(encoding, 2, one_row({sign * x}), one_column({half / x}));
        spnn::add_to<R>(z, matrix<element<R>>(z));
        CHECK(encoding.decode_product(z.data()[0]) == static_cast<double>(sign) * encoding.range());
        CHECK_THROWS_AS(product<R>(encoding, 2, one_row({sign * x}), one_column({half / x * 1.125F})), range_error);
    }
}

TEST_CASE("split/first_layer/product: huge features, NaN and infinity never become an element") {
    using R = z2k<64>;
    const fixed_point<R> encoding;
    for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                            -std::numeric_limits<float>::infinity(), std::numeric_limits<float>::max(), 3e30F}) {
        const auto in_x =
            test::error_of<range_error>([&] { product<R>(encoding, 2, one_row({1, bad}), one_column({1, 1})); });
        CHECK(test::contains(in_x, "holder_1: feature"));
        const auto in_t =
            test::error_of<range_error>([&] { product<R>(encoding, 2, one_row({1, 1}), one_column({1, bad})); });
        CHECK(test::contains(in_t, "holder_1: weight of the first layer"));
        for (const auto& text : {in_x, in_t}) CHECK_FALSE(test::contains(text, "3e+30"));
    }
}

TEST_CASE("split/first_layer/product: a table is bound once") {
    using R = z2k<64>;
    const split::checked_product<R> arithmetic({fixed_point<R>(), 2, false}, "holder_2");
    split::bound_tables<R> tables;
    const auto x = test::random_reals(3, 2, 1);
    tables.bind(4, x, arithmetic);
    CHECK(tables.at(4).values == &x);
    CHECK_THROWS_WITH_AS(tables.bind(4, x, arithmetic), "holder_2: table 4 is bound twice in one session",
                         spnn::usage_error);
    CHECK_THROWS(static_cast<void>(tables.at(5)));
}

TEST_CASE("split/first_layer/product: the largest row is the largest sum of magnitudes") {
    using R = z2k<64>;
    const fixed_point<R> encoding(4, 8);
    auto x = spnn::make_matrix<float>(2, 2);
    x(0, 0) = 3, x(0, 1) = -2, x(1, 0) = 1, x(1, 1) = 1;
    CHECK(split::bound_table<R>(x, encoding, "x").largest_row == 5 * 16);
    CHECK(split::bound_table<R>(matrix<float>(std::array<std::size_t, 2>{0, 2}), encoding, "x").largest_row == 0);
}

}  // namespace
