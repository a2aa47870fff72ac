#include <spnn/core/fixed_point.hpp>
#include <spnn/core/matmul.hpp>
#include <spnn/core/ring/mersenne61.hpp>
#include <spnn/core/ring/z2k.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

using namespace spnn;

namespace {

// Numbers in [-bound, bound], the same at every run.
matrix<double> numbers(std::size_t m, std::size_t n, double bound, std::uint64_t seed) {
    auto x = make_matrix<double>(m, n);
    for (auto& value : elements(x)) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        value = bound * (static_cast<double>(seed >> 11) / 4503599627370496.0 - 1.0);
    }
    return x;
}

template <Ring R>
void check_round_trip() {
    INFO("ring ", std::string(R::name));
    const fixed_point<R> code;
    const double half_step = std::ldexp(1.0, -code.fraction_bits() - 1);
    for (const double x : {0.0, 1.0, -1.0, 0.3, -0.7, 3.14159, -200.015625, 1e-9}) {
        CHECK(std::abs(code.decode(code.encode(x)) - x) <= half_step);
        CHECK(code.encode(-x) == R::neg(code.encode(x)));
    }
    for (const int k : {-1, 0, 5, 100}) CHECK(code.decode(code.encode(k)) == k);  // integers are exact
}

// The error of a sum of products stays within the bound that the header derives.
template <Ring R>
void check_product_bound(int fraction_bits) {
    INFO("ring ", std::string(R::name), ", fraction bits ", fraction_bits);
    const fixed_point<R> code(fraction_bits);
    const std::size_t d = 40;
    const auto x = numbers(5, d, 1.0, 1);
    const auto theta = numbers(d, 3, 0.5, 2);
    matrix<element<R>> x_code, theta_code, h_code;
    matrix<double> h;
    code.encode(x, x_code, "x");
    code.encode(theta, theta_code, "theta");
    multiply<R>(x_code, theta_code, h_code);
    code.decode_product(h_code, h);
    REQUIRE(shape_text(h) == "5x3");

    double largest = 0;
    for (std::size_t i = 0; i < 5; ++i)
        for (std::size_t j = 0; j < 3; ++j) {
            double exact = 0, sum_x = 0, sum_t = 0;
            for (std::size_t p = 0; p < d; ++p) {
                exact += x(i, p) * theta(p, j);
                sum_x += std::abs(x(i, p));
                sum_t += std::abs(theta(p, j));
            }
            const double error = std::abs(h(i, j) - exact);
            CHECK(error <= code.product_error_bound(sum_x, sum_t, d) + 1e-13);
            largest = std::max(largest, error);
        }
    CHECK(largest > 0);
}

}  // namespace

TEST_CASE("core/fixed_point: a number comes back within half a step") {
    check_round_trip<z2k<32>>();
    check_round_trip<z2k<64>>();
    check_round_trip<z2k<128>>();
    check_round_trip<mersenne61>();
}

TEST_CASE("core/fixed_point: encoding is x * 2^f, rounded to the nearest") {
    const fixed_point<z2k<64>> code(8);
    CHECK(code.encode(1.5) == 384);
    CHECK(code.encode(-1.0) == static_cast<std::uint64_t>(-256));
    CHECK(code.encode(0.6 / 256) == 1);
    CHECK(code.encode(0.4 / 256) == 0);
    CHECK(code.decode(384) == 1.5);
    CHECK(code.decode_product(384 << 8) == 1.5);
    CHECK(code.decode_product(code.encode(-1.5) * code.encode(2.0)) == -3.0);
}

TEST_CASE("core/fixed_point: a sum of products is as exact as the bound says") {
    check_product_bound<z2k<32>>(9);
    check_product_bound<z2k<64>>(12);
    check_product_bound<z2k<64>>(20);
    check_product_bound<z2k<128>>(20);
    check_product_bound<mersenne61>(20);
}

TEST_CASE_TEMPLATE(
    "core/fixed_point: a product is rounded to the nearest step of 2^-f, halves upwards, up to its limit", R, z2k<32>,
    z2k<64>, z2k<128>, mersenne61) {
    using number = typename R::signed_type;
    for (const int f : {1, 3, R::bits / 4}) {
        const fixed_point<R> code(f, fixed_point<R>::max_range_bits(f));
        const auto one = static_cast<number>(number{1} << f), limit = code.product_limit();
        std::vector<number> all{limit, static_cast<number>(limit - 1), static_cast<number>(1 - limit),
                                static_cast<number>(-limit)};
        for (int quarters = -9; quarters <= 9; ++quarters)
            for (const int more : {-1, 0, 1}) all.push_back(static_cast<number>(quarters * one / 4 + more));
        std::vector<element<R>> z;
        for (const auto s : all) z.push_back(R::from_signed(s));
        code.round_products(z);
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto rounded = code.round_product(all[i]);
            CHECK(bool(R::to_signed(z[i]) == rounded));
            // Above the half step below it, or on it; below the one above it.
            const auto off = static_cast<number>(all[i] - rounded * one);
            CHECK(bool(2 * off >= -one));
            CHECK(bool(2 * off < one));
        }
    }
}

TEST_CASE("core/fixed_point: a matrix is decoded from either scale") {
    const fixed_point<z2k<64>> code(4);
    matrix<std::uint64_t> codes = zeros<std::uint64_t>(2, 1);
    codes(1, 0) = z2k<64>::from_signed(-40);
    matrix<float> real;
    code.decode(codes, real);
    CHECK(rows(real) == 2);
    CHECK(real(1, 0) == -2.5F);
    code.decode_product(codes, real);
    CHECK(real(1, 0) == -40.0F / 256);
}

TEST_CASE("core/fixed_point: what cannot be encoded is a range error that names it and not its value") {
    const fixed_point<z2k<64>> code(20);
    const double inf = std::numeric_limits<double>::infinity();
    for (const double bad : {inf, -inf, std::numeric_limits<double>::quiet_NaN(), 1.23456e30, -1.23456e30}) {
        CHECK_THROWS_AS((void)code.encode(bad), range_error);
        try {
            (void)code.encode(bad, "column amount");
        } catch (const range_error& e) {
            const std::string message = e.what();
            CHECK(message.find("column amount") != std::string::npos);
            CHECK(message.find("1.23456") == std::string::npos);
        }
    }
    CHECK_THROWS_AS((void)fixed_point<z2k<32>>(12).encode(1e6), range_error);
    CHECK_NOTHROW((void)fixed_point<z2k<32>>(12).encode(2.6e5));
    CHECK_THROWS_AS((void)fixed_point<z2k<32>>(12).encode(2.7e5), range_error);
    CHECK_NOTHROW((void)code.encode(4.3e12));
    CHECK_THROWS_AS((void)code.encode(4.5e12), range_error);
}

TEST_CASE("core/fixed_point: a pair of bits that does not fit the ring is refused") {
    CHECK(fixed_point<z2k<32>>::default_fraction_bits == 12);
    CHECK(fixed_point<z2k<64>>::default_fraction_bits == 20);
    CHECK_NOTHROW(fixed_point<z2k<64>>(20, 22));
    CHECK_THROWS_AS(fixed_point<z2k<64>>(20, 23), usage_error);
    CHECK_THROWS_AS(fixed_point<z2k<64>>(0, 1), usage_error);
    CHECK_THROWS_AS(fixed_point<z2k<64>>(8, -1), usage_error);
    CHECK_THROWS_AS(fixed_point<z2k<32>>(16), usage_error);
    CHECK_THROWS_WITH_AS(fixed_point<z2k<32>>(15, 10), doctest::Contains("fraction_bits 15 with range_bits 10"),
                         usage_error);
}

TEST_CASE("core/fixed_point: the range is a power of two, and its integer is at the scale of a product") {
    const fixed_point<z2k<64>> code(20, 12);
    CHECK(code.fraction_bits() == 20);
    CHECK(code.range_bits() == 12);
    CHECK(code.range() == 4096.0);
    CHECK(code.decode_product(z2k<64>::from_signed(code.product_limit())) == code.range());
    CHECK(fixed_point<z2k<64>>(20).range() == 4096.0);
    CHECK(fixed_point<z2k<32>>().range_bits() == fixed_point<z2k<32>>::max_range_bits(12));
    // A sum at the limit, taken twice, still has its sign: the limit leaves room within the ring.
    for (const int f : {1, 10, 25, 31}) {
        const fixed_point<z2k<64>> edge(f, fixed_point<z2k<64>>::max_range_bits(f));
        CHECK(edge.decode_product(z2k<64>::from_signed(edge.product_limit())) == edge.range());
        CHECK(edge.decode_product(z2k<64>::from_signed(-edge.product_limit())) == -edge.range());
    }
}

TEST_CASE("core/fixed_point: a matrix takes the shape and the name of the number is in the error") {
    const fixed_point<z2k<64>> code;
    auto x = zeros<float>(2, 3);
    x(1, 2) = std::numeric_limits<float>::quiet_NaN();
    matrix<std::uint64_t> y;
    CHECK_THROWS_WITH_AS(code.encode(x, y, "features"), doctest::Contains("features"), range_error);
    x(1, 2) = -2.0f;
    code.encode(x, y, "features");
    CHECK(shape_text(y) == "2x3");
    CHECK(code.decode(y(1, 2)) == -2.0);
    CHECK(y(0, 0) == 0);
}

TEST_CASE("core/fixed_point: numbers too large to be rounded in bulk are encoded all the same") {
    const fixed_point<z2k<64>> code(20);
    auto x = zeros<double>(3, 20);
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<double>(i) * 0.37 - 5;
    x(1, 7) = 4.3e12;  // beyond 2^51 at the scale 2^20
    x(2, 19) = -4.3e12;
    matrix<std::uint64_t> y;
    code.encode(x, y, "x");
    for (std::size_t i = 0; i < x.size(); ++i) CHECK(y.data()[i] == code.encode(x.data()[i]));
    x(0, 0) = 4.5e12;
    CHECK_THROWS_AS(code.encode(x, y, "x"), range_error);
}

TEST_CASE("core/fixed_point: sums are within range when each of them is") {
    const fixed_point<z2k<64>> code(10, 8);
    std::vector<std::uint64_t> sums(40, z2k<64>::from_signed(-code.product_limit()));
    CHECK(code.is_within_range(sums));
    CHECK(code.is_within_range(std::span<const std::uint64_t>()));
    sums[37] = z2k<64>::from_signed(-code.product_limit() - 1);
    CHECK_FALSE(code.is_within_range(sums));
    sums.assign(40, z2k<64>::from_signed(-5));
    CHECK(code.is_within(sums, 5));
    CHECK_FALSE(code.is_within(sums, 4));
}
