#include <spnn/he/paillier/detail/secret_power.hpp>

#include <he/numbers.hpp>

#include <doctest/doctest.h>

namespace detail = spnn::he::detail;
using boost::multiprecision::mpz_int;
using he_test::pair_of;

namespace {

// What the pair (x, y) stands for, both checked to be below N.
mpz_int value_of(const detail::montgomery_square& field, const detail::wiped_words& pair) {
    const mpz_int n = detail::from_limbs(field.root().modulus());
    const auto half = field.size() / 2;
    CHECK(detail::from_limbs(std::span(pair).first(half)) < n);
    CHECK(detail::from_limbs(std::span(pair).last(half)) < n);
    return detail::from_limbs(field.join(pair));
}

}  // namespace

TEST_CASE("he/montgomery_square: products and squares are a b / R mod N^2, at the edges too") {
    he_test::seeded_source random(1);
    for (const std::size_t size : {1u, 2u, 3u, 4u, 8u, 16u, 31u, 32u, 48u})
        for (const mpz_int& n : he_test::odd_moduli(size, random)) {
            CAPTURE(size);
            CAPTURE(n);
            const detail::montgomery_square field(detail::to_limbs(n, size));
            const mpz_int radix = mpz_int(1) << 64 * size, square = n * n;
            CHECK(value_of(field, field.one()) == radix % square);
            CHECK(value_of(field, field.radix_squared()) == radix * radix % square);
            detail::wiped_words out(field.size()), scratch(field.scratch_size());
            const auto numbers = he_test::edges_modulo_square(n, random);
            for (const auto& a : numbers) {
                const auto x = pair_of(field, a);
                CHECK(value_of(field, x) == a);
                field.square(out.data(), x.data(), scratch.data());
                CHECK(value_of(field, out) * radix % square == a * a % square);
                for (const auto& b : numbers) {
                    field.multiply(out.data(), x.data(), pair_of(field, b).data(), scratch.data());
                    CHECK(value_of(field, out) * radix % square == a * b % square);
                }
            }
        }
}

TEST_CASE("he/montgomery_square: the result may overwrite a factor") {
    he_test::seeded_source random(2);
    const mpz_int n = he_test::odd_moduli(4, random).back(), a = n * n / 5, b = n * n / 7;
    const detail::montgomery_square field(detail::to_limbs(n, 4));
    auto x = pair_of(field, a), y = pair_of(field, b);
    detail::wiped_words expected(field.size()), scratch(field.scratch_size());
    field.multiply(expected.data(), x.data(), y.data(), scratch.data());
    field.multiply(x.data(), x.data(), y.data(), scratch.data());
    CHECK(x == expected);
    x = pair_of(field, a);
    field.multiply(y.data(), x.data(), y.data(), scratch.data());
    CHECK(y == expected);
    field.square(expected.data(), x.data(), scratch.data());
    field.square(x.data(), x.data(), scratch.data());
    CHECK(x == expected);
}

TEST_CASE("he/montgomery_square: numbers longer than N^2 are reduced, and powers of two too") {
    he_test::seeded_source random(3);
    for (const mpz_int& n : he_test::odd_moduli(3, random)) {
        const detail::montgomery_square field(detail::to_limbs(n, 3));
        for (const std::size_t size : {6u, 7u, 12u, 20u}) {
            const mpz_int value = (mpz_int(1) << 64 * size) - 1;
            CHECK(value_of(field, field.split(detail::to_limbs(value, size))) == value % (n * n));
        }
        for (const std::size_t exponent : {0u, 1u, 63u, 64u, 383u, 384u, 1000u})
            CHECK(value_of(field, field.power_of_two(exponent)) == (mpz_int(1) << exponent) % (n * n));
    }
}

TEST_CASE("he/secret_power: every length of an exponent gives x^exponent") {
    he_test::seeded_source random(4);
    const mpz_int n = he_test::odd_moduli(2, random).back(), square = n * n;
    const detail::montgomery_square field(detail::to_limbs(n, 2));
    const auto one = pair_of(field, 1);
    detail::wiped_words scratch(field.scratch_size());
    for (const std::size_t bits : {1u, 2u, 3u, 31u, 32u, 64u, 65u, 255u, 256u, 300u, 1024u}) {
        const mpz_int largest = (mpz_int(1) << bits) - 1;
        for (const mpz_int& e : {mpz_int(0), mpz_int(1), mpz_int(largest / 3), largest})
            for (const mpz_int& x : {mpz_int(0), mpz_int(1), mpz_int(square - 1), mpz_int(square / 3)}) {
                CAPTURE(bits);
                auto form = pair_of(field, x);
                field.multiply(form.data(), form.data(), field.radix_squared().data(), scratch.data());
                auto power = detail::secret_power(field, form, detail::to_limbs(e, (bits + 63) / 64), bits);
                field.multiply(power.data(), power.data(), one.data(), scratch.data());
                CHECK(value_of(field, power) == mpz_int(powm(x, e, square)));
            }
    }
}
