#include <spnn/core/matmul.hpp>
#include <spnn/core/ring/mersenne61.hpp>

#include <spnn/testing/laws/ring.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <type_traits>

namespace laws = spnn::testing::laws;
using namespace spnn;

namespace {

// Small whole numbers of both signs: exact in every type, so products can be compared bit for bit.
template <class T>
matrix<T> whole_numbers(std::size_t m, std::size_t n, unsigned seed) {
    auto x = make_matrix<T>(m, n);
    for (auto& value : elements(x)) {
        seed = seed * 1664525u + 1013904223u;
        value = static_cast<T>(static_cast<int>(seed >> 27) - 16);
    }
    return x;
}

template <class T>
matrix<T> transposed(const matrix<T>& x) {
    auto y = make_matrix<T>(columns(x), rows(x));
    for (std::size_t i = 0; i < rows(x); ++i)
        for (std::size_t j = 0; j < columns(x); ++j) y(j, i) = x(i, j);
    return y;
}

// The definition.
template <class T>
matrix<T> product(const matrix<T>& a, const matrix<T>& b) {
    auto c = zeros<T>(rows(a), columns(b));
    for (std::size_t i = 0; i < rows(a); ++i)
        for (std::size_t j = 0; j < columns(b); ++j)
            for (std::size_t p = 0; p < columns(a); ++p) c(i, j) = static_cast<T>(c(i, j) + a(i, p) * b(p, j));
    return c;
}

struct shape {
    std::size_t m, k, n;
};
// Around the edges of tiles, panels and blocks of the inner dimension, few results of long sums, more columns than are
// packed at once, and the empty ones.
constexpr shape shapes[] = {{1, 1, 1},     {2, 3, 4},     {4, 4, 8},      {5, 7, 9},    {8, 28, 8},
                            {9, 1, 33},    {31, 17, 1},   {16, 256, 32},  {3, 257, 5},  {13, 600, 31},
                            {33, 40, 130}, {14, 1300, 8}, {7, 2100, 3},   {1, 1100, 8}, {8, 1500, 1},
                            {28, 1024, 7}, {2, 515, 1},   {3, 260, 2100}, {16, 8, 24},  {47, 129, 20},
                            {35, 300, 41}, {17, 9, 530},  {0, 3, 4},      {3, 0, 4},    {3, 4, 0}};

}  // namespace

TEST_CASE_TEMPLATE("core/matmul: the three products are what the definition says", T, float, double, std::uint32_t,
                   std::uint64_t) {
    for (const auto [m, k, n] : shapes) {
        const auto sizes = text(m, "x", k, " times ", k, "x", n);
        CAPTURE(sizes);
        const auto a = whole_numbers<T>(m, k, 1);
        const auto b = whole_numbers<T>(k, n, 2);
        const auto expected = product(a, b);
        auto c = whole_numbers<T>(2, 2, 3);  // what is in c before does not matter, nor does its shape
        multiply(a, b, c);
        CHECK(c == expected);
        multiply_transposed_left(transposed(a), b, c);
        CHECK(c == expected);
        multiply_transposed_right(a, transposed(b), c);
        CHECK(c == expected);
        auto more = whole_numbers<T>(m, n, 3);
        const auto before = more;
        multiply_add(a, b, more);
        for (std::size_t i = 0; i < more.size(); ++i)
            CHECK(more.data()[i] == static_cast<T>(before.data()[i] + expected.data()[i]));
    }
}

TEST_CASE_TEMPLATE("core/matmul: every tier of this machine computes the same", T, float, double, std::uint32_t,
                   std::uint64_t) {
    const auto tiers = detail::available_matmul_tiers<T>();
    REQUIRE(tiers.front() == detail::matmul_tier::portable);
    for (const auto tier : tiers)
        for (const auto [m, k, n] : shapes) {
            if (k == 0) continue;  // answered before a tier is asked
            CAPTURE(static_cast<int>(tier));
            const auto a = whole_numbers<T>(m, k, 4);
            const auto b = whole_numbers<T>(k, n, 5);
            auto c = make_matrix<T>(m, n);
            detail::multiply_on<T>(tier, m, n, k, {a.data(), k, 1}, {b.data(), n, 1}, c.data());
            CHECK(c == product(a, b));
            detail::multiply_on<T>(tier, m, n, k, {a.data(), k, 1}, {b.data(), n, 1}, c.data(), true);
            auto twice = product(a, b);
            for (auto& x : elements(twice)) x = static_cast<T>(x + x);
            CHECK(c == twice);
        }
}

TEST_CASE_TEMPLATE("core/matmul: a transposed factor gives the same bits as its copy, on every tier", T, float, double,
                   std::uint64_t) {
    for (const auto tier : detail::available_matmul_tiers<T>())
        for (const auto [m, k, n] : {shape{14, 1300, 8}, shape{8, 1500, 1}, shape{30, 700, 3}, shape{5, 64, 40}}) {
            auto a = make_matrix<T>(m, k), b = make_matrix<T>(k, n), plain = make_matrix<T>(m, n), other = plain;
            for (std::size_t i = 0; i < a.size(); ++i) a.data()[i] = static_cast<T>(1) / static_cast<T>(i % 97 + 1);
            for (std::size_t i = 0; i < b.size(); ++i) b.data()[i] = static_cast<T>(i % 89) - static_cast<T>(40);
            const auto a_transposed = transposed(a), b_transposed = transposed(b);
            detail::multiply_on<T>(tier, m, n, k, {a.data(), k, 1}, {b.data(), n, 1}, plain.data());
            detail::multiply_on<T>(tier, m, n, k, {a_transposed.data(), 1, m}, {b.data(), n, 1}, other.data());
            CHECK(plain == other);
            detail::multiply_on<T>(tier, m, n, k, {a.data(), k, 1}, {b_transposed.data(), 1, k}, other.data());
            CHECK(plain == other);
        }
}

// Products of these are exact, so that fusing changes nothing; their sums are not, so that the order shows.
TEST_CASE_TEMPLATE("core/matmul: every element is the sum of its blocks' sums, in order, on every tier", T, float,
                   double) {
    const auto fill = [](matrix<T>& x, std::uint64_t seed) {
        for (auto& value : elements(x)) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            const auto whole = static_cast<std::int64_t>(seed >> (65 - std::numeric_limits<T>::digits / 2));
            value = static_cast<T>(seed & 1024 ? whole : -whole);
        }
    };
    for (const auto [m, k, n] : {shape{14, 1300, 8}, shape{1, 2100, 1}, shape{9, 1100, 40}, shape{6, 2000, 16}}) {
        auto a = make_matrix<T>(m, k), b = make_matrix<T>(k, n), expected = make_matrix<T>(m, n), c = expected;
        fill(a, 1);
        fill(b, 2);
        bool order_matters = false;
        for (std::size_t i = 0; i < m; ++i)
            for (std::size_t j = 0; j < n; ++j) {
                T sum{0}, at_once{0};
                for (std::size_t first = 0; first < k; first += detail::inner_block) {
                    T block{0};
                    for (std::size_t p = first; p < std::min(k, first + detail::inner_block); ++p) {
                        block += a(i, p) * b(p, j);
                        at_once += a(i, p) * b(p, j);
                    }
                    sum += block;
                }
                expected(i, j) = sum;
                order_matters = order_matters || sum != at_once;
            }
        CHECK(order_matters);
        for (const auto tier : detail::available_matmul_tiers<T>()) {
            CAPTURE(static_cast<int>(tier));
            detail::multiply_on<T>(tier, m, n, k, {a.data(), k, 1}, {b.data(), n, 1}, c.data());
            CHECK(c == expected);
        }
    }
}

TEST_CASE("core/matmul: words wrap, the whole word counts") {
    auto a = make_matrix<std::uint64_t>(1, 2);
    auto b = make_matrix<std::uint64_t>(2, 1);
    a(0, 0) = ~std::uint64_t{0};
    a(0, 1) = std::uint64_t{1} << 63;
    b(0, 0) = ~std::uint64_t{0};
    b(1, 0) = 3;
    matrix<std::uint64_t> c;
    multiply(a, b, c);
    CHECK(c(0, 0) == (std::uint64_t{1} << 63) + 1);
}

// Words of all lengths, and those at the borders of the pieces that kernels cut them into.
TEST_CASE_TEMPLATE("core/matmul: every bit of a word counts, on every tier", T, std::uint32_t, std::uint64_t) {
    const auto fill = [](matrix<T>& x, std::uint64_t seed) {
        for (auto& value : elements(x)) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            const auto bits = static_cast<T>(seed ^ (seed >> 29));
            const auto border = static_cast<T>(T{1} << ((seed >> 50) % (8 * sizeof(T))));
            const auto choice = (seed >> 56) % 4;
            value = choice == 0 ? border : choice == 1 ? static_cast<T>(border - 1) : choice == 2 ? ~T{0} : bits;
        }
    };
    for (const auto tier : detail::available_matmul_tiers<T>())
        for (const auto [m, k, n] : {shape{1, 1, 1}, shape{16, 8, 1}, shape{40, 28, 8}, shape{33, 127, 17},
                                     shape{67, 257, 24}, shape{18, 1000, 5}}) {
            CAPTURE(static_cast<int>(tier));
            auto a = make_matrix<T>(m, k), b = make_matrix<T>(k, n), c = make_matrix<T>(m, n);
            fill(a, m);
            fill(b, n);
            const auto expected = product(a, b), b_transposed = transposed(b);
            detail::multiply_on<T>(tier, m, n, k, {a.data(), k, 1}, {b.data(), n, 1}, c.data());
            CHECK(c == expected);
            detail::multiply_on<T>(tier, m, n, k, {a.data(), k, 1}, {b_transposed.data(), 1, k}, c.data());
            CHECK(c == expected);
        }
}

TEST_CASE("core/matmul: IFMA multiplies words where the machine can, and is chosen where vpmullq is slow") {
    using detail::matmul_tier;
    CHECK(detail::available_matmul_tiers<float>().size() == spnn::available_tiers<detail::simd_tier>().size());
#if SPNN_X86
    const bool can = spnn::best_tier<detail::simd_tier>() == detail::simd_tier::avx512 && detail::has_matmul_ifma();
    CHECK((detail::available_matmul_tiers<std::uint64_t>().back() == matmul_tier::avx512ifma) == can);
    CHECK((detail::best_matmul_tier<std::uint64_t>() == matmul_tier::avx512ifma) ==
          (can && detail::cpu().slow_vpmullq));
#endif
}

TEST_CASE("core/matmul: real numbers are within rounding of the definition") {
    const std::size_t k = 300;
    auto a = make_matrix<float>(7, k);
    auto b = make_matrix<float>(k, 11);
    for (std::size_t i = 0; i < a.size(); ++i) a.data()[i] = std::sin(static_cast<float>(i));
    for (std::size_t i = 0; i < b.size(); ++i) b.data()[i] = std::cos(static_cast<float>(i));
    matrix<float> c;
    multiply(a, b, c);
    for (std::size_t i = 0; i < 7; ++i)
        for (std::size_t j = 0; j < 11; ++j) {
            double exact = 0;
            for (std::size_t p = 0; p < k; ++p) exact += static_cast<double>(a(i, p)) * static_cast<double>(b(p, j));
            CHECK(std::abs(static_cast<double>(c(i, j)) - exact) < 1e-4);
        }
}

TEST_CASE_TEMPLATE("core/matmul: a product in a ring is the sum of its products there", R, z2k<32>, z2k<64>, z2k<128>,
                   mersenne61) {
    const auto sample = laws::sample_elements<R>();
    const std::size_t m = 3, k = 21, n = 4;
    auto a = make_matrix<element<R>>(m, k);
    auto b = make_matrix<element<R>>(k, n);
    for (std::size_t i = 0; i < a.size(); ++i) a.data()[i] = sample[(i * 5 + 1) % sample.size()];
    for (std::size_t i = 0; i < b.size(); ++i) b.data()[i] = sample[(i * 3 + 2) % sample.size()];
    matrix<element<R>> c;
    multiply<R>(a, b, c);
    REQUIRE(shape_text(c) == "3x4");
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t j = 0; j < n; ++j) {
            auto sum = R::zero();
            for (std::size_t p = 0; p < k; ++p) sum = R::add(sum, R::mul(a(i, p), b(p, j)));
            CHECK((c(i, j) == sum));
        }
}

TEST_CASE_TEMPLATE("core/matmul: add_to and subtract_from undo each other", R, z2k<32>, z2k<128>, mersenne61) {
    const auto sample = laws::sample_elements<R>();
    auto a = make_matrix<element<R>>(2, 5);
    auto c = make_matrix<element<R>>(2, 5);
    for (std::size_t i = 0; i < a.size(); ++i) {
        a.data()[i] = sample[(i + 3) % sample.size()];
        c.data()[i] = sample[(i * 7) % sample.size()];
    }
    const auto before = c;
    add_to<R>(c, a);
    for (std::size_t i = 0; i < a.size(); ++i) CHECK((c.data()[i] == R::add(before.data()[i], a.data()[i])));
    subtract_from<R>(c, a);
    CHECK((c == before));
}

TEST_CASE("core/matmul: shapes that do not fit are refused with both numbers") {
    const auto a = zeros<float>(2, 3);
    const auto b = zeros<float>(4, 5);
    matrix<float> c;
    CHECK_THROWS_WITH_AS(multiply(a, b, c), "multiply: inner dimensions differ, 3 and 4", usage_error);
    CHECK_THROWS_AS(multiply_transposed_left(a, b, c), usage_error);
    CHECK_THROWS_AS(multiply_transposed_right(a, b, c), usage_error);
    auto d = zeros<float>(2, 4);
    CHECK_THROWS_WITH_AS(multiply_add(a, zeros<float>(3, 5), d), "multiply_add: 2x4 += 2x3 times 3x5", usage_error);
    CHECK_THROWS_AS(multiply_add(a, b, d), usage_error);
    const auto f = zeros<std::uint64_t>(2, 3);
    auto g = zeros<std::uint64_t>(3, 2);
    matrix<std::uint64_t> h;
    CHECK_THROWS_AS(multiply<mersenne61>(f, f, h), usage_error);
    CHECK_THROWS_WITH_AS(add_to<z2k<64>>(g, f), "add_to: shapes differ, 3x2 and 2x3", usage_error);
    CHECK_THROWS_AS(subtract_from<z2k<64>>(g, f), usage_error);
}
