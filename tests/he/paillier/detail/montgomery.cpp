#include <spnn/he/paillier/detail/montgomery.hpp>

#include <he/sources.hpp>

#include <doctest/doctest.h>

namespace detail = spnn::he::detail;
using boost::multiprecision::mpz_int;

namespace {

mpz_int product(const detail::montgomery& field, const mpz_int& a, const mpz_int& b) {
    const auto x = detail::to_limbs(a, field.size()), y = detail::to_limbs(b, field.size());
    spnn::he::detail::wiped_words out(field.size()), scratch(field.scratch_size());
    field.multiply(out.data(), x.data(), y.data(), scratch.data());
    return detail::from_limbs(out);
}

}  // namespace

TEST_CASE("he/montgomery: a product is a b / R mod N, at the edges too") {
    he_test::seeded_source random(1);
    for (const std::size_t size : {1u, 2u, 3u, 4u, 8u, 31u, 32u, 64u, 96u}) {
        const auto bits = 64 * size;
        const mpz_int radix = mpz_int(1) << bits;
        mpz_int odd = detail::random_bits<mpz_int>(bits, random);
        bit_set(odd, 0u);
        bit_set(odd, static_cast<unsigned>(bits - 1));
        // the largest modulus, the smallest with its top limb set, and a random one
        for (const mpz_int& n : {mpz_int(radix - 1), mpz_int((mpz_int(1) << (bits - 64)) + 1), odd}) {
            if (n == 2) continue;
            CAPTURE(size);
            const detail::montgomery field(detail::to_limbs(n, size));
            CHECK(detail::from_limbs(field.one()) == radix % n);
            CHECK(detail::from_limbs(field.radix_squared()) == radix * radix % n);
            for (const mpz_int& a :
                 {mpz_int(0), mpz_int(1), mpz_int(n - 1), mpz_int(n / 2), detail::random_below<mpz_int>(n, random)})
                for (const mpz_int& b : {mpz_int(0), mpz_int(1), mpz_int(n - 1), mpz_int(n / 3),
                                         detail::random_below<mpz_int>(n, random)}) {
                    const mpz_int c = product(field, a, b);
                    CHECK(c < n);
                    CHECK(c * radix % n == a * b % n);
                }
        }
    }
}

TEST_CASE("he/montgomery: the result may overwrite a factor") {
    he_test::seeded_source random(2);
    mpz_int n = detail::random_bits<mpz_int>(256, random);
    bit_set(n, 0u);
    bit_set(n, 255u);
    const detail::montgomery field(detail::to_limbs(n, 4));
    const mpz_int a = n / 5, b = n / 7;
    const auto expected = detail::to_limbs(product(field, a, b), 4);
    detail::wiped_words x = detail::to_limbs(a, 4), y = detail::to_limbs(b, 4), scratch(field.scratch_size());
    field.multiply(x.data(), x.data(), y.data(), scratch.data());
    CHECK(x == expected);
    x = detail::to_limbs(a, 4);
    field.multiply(y.data(), x.data(), y.data(), scratch.data());
    CHECK(y == expected);
}

TEST_CASE("he/montgomery: limbs hold the number, padded, or say that it does not fit") {
    const mpz_int value = (mpz_int(5) << 64) + 7;
    CHECK(detail::to_limbs(value, 2) == detail::wiped_words{7, 5});
    CHECK(detail::to_limbs(value, 4) == detail::wiped_words{7, 5, 0, 0});
    CHECK(detail::to_limbs(0, 2) == detail::wiped_words{0, 0});
    CHECK(detail::from_limbs(detail::to_limbs(value, 4)) == value);
    CHECK_THROWS_AS(static_cast<void>(detail::to_limbs(value, 1)), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(detail::to_limbs(-1, 1)), spnn::usage_error);
}
