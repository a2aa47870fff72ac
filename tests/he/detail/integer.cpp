#include <spnn/he/detail/integer.hpp>

#include <he/sources.hpp>

#include <doctest/doctest.h>

#include <array>

namespace detail = spnn::he::detail;
using boost::multiprecision::cpp_int;
using boost::multiprecision::mpz_int;

TEST_CASE_TEMPLATE("he/integer: bytes are little-endian and padded to their length", Integer, mpz_int, cpp_int) {
    const Integer value("0x0102030405060708090a0b");
    std::array<std::byte, 14> out;
    out.fill(std::byte{0xee});
    detail::integer_to_bytes(value, out);
    for (std::size_t i = 0; i < out.size(); ++i) CHECK(out[i] == static_cast<std::byte>(i < 11 ? 11 - i : 0));
    CHECK(detail::integer_from_bytes<Integer>(out) == value);
    CHECK(detail::integer_from_bytes<Integer>(std::span<const std::byte>()) == 0);
    detail::integer_to_bytes(Integer(0), out);
    CHECK(out == std::array<std::byte, 14>{});
    CHECK_THROWS_AS(detail::integer_to_bytes(value, std::span(out).first(10)), spnn::usage_error);
    CHECK_THROWS_AS(detail::integer_to_bytes(Integer(-1), out), spnn::usage_error);
    detail::integer_to_bytes(value, std::span(out).first(11));
}

TEST_CASE_TEMPLATE("he/integer: bit_length counts from the highest one", Integer, mpz_int, cpp_int) {
    CHECK(detail::bit_length(Integer(0)) == 0);
    CHECK(detail::bit_length(Integer(1)) == 1);
    CHECK(detail::bit_length(Integer(255)) == 8);
    CHECK(detail::bit_length(Integer(Integer(1) << 128)) == 129);
}

TEST_CASE("he/integer: bits of words are read across their borders, and are 0 beyond the end") {
    const mpz_int value("0x0123456789abcdeffedcba9876543210");
    detail::wiped_words words(2);
    detail::integer_to_bytes(value, std::as_writable_bytes(std::span(words)));
    CHECK(detail::bits_at(words, 0, 8) == 0x10);
    CHECK(detail::bits_at(words, 4, 52) == 0xdcba987654321);
    CHECK(detail::bits_at(words, 60, 8) == 0xff);
    CHECK(detail::bits_at(words, 60, 52) == 0x456789abcdeff);
    CHECK(detail::bits_at(words, 64, 63) == 0x0123456789abcdef);
    CHECK(detail::bits_at(words, 120, 16) == 0x01);
    CHECK(detail::bits_at(words, 128, 5) == 0);
    CHECK(detail::bits_at(words, 1000, 5) == 0);
}

TEST_CASE("he/integer: wiping overwrites the limbs where they stand") {
    mpz_int a = (mpz_int(1) << 300) - 1;
    const auto* gmp_limbs = a.backend().data()[0]._mp_d;
    detail::wipe_integer(a);
    for (int i = 0; i < 5; ++i) CHECK(gmp_limbs[i] == 0);
    CHECK(a == 0);

    cpp_int b = (cpp_int(1) << 300) - 1;
    const auto* boost_limbs = b.backend().limbs();
    detail::wipe_integer(b);
    for (int i = 0; i < 5; ++i) CHECK(boost_limbs[i] == 0);
    CHECK(b == 0);
}

TEST_CASE_TEMPLATE("he/integer: a secret integer moves without leaving anything behind", Integer, mpz_int, cpp_int) {
    static_assert(!std::is_copy_constructible_v<detail::secret_integer<Integer>>);
    static_assert(!std::is_copy_assignable_v<detail::secret_integer<Integer>>);
    const Integer value = (Integer(1) << 200) + 5;
    detail::secret_integer<Integer> a(value);
    detail::secret_integer<Integer> b(std::move(a));
    CHECK(b.declassify() == value);
    CHECK(a.declassify() == 0);
    detail::secret_integer<Integer> c(Integer(3));
    c = std::move(b);
    CHECK(c.declassify() == value);
    CHECK(b.declassify() == 0);
    auto& itself = c;
    c = std::move(itself);
    CHECK(c.declassify() == value);
}

TEST_CASE_TEMPLATE("he/integer: draws fill their range and stay below the bound", Integer, mpz_int, cpp_int) {
    he_test::seeded_source random(8);
    std::array<int, 6> seen{};
    for (int i = 0; i < 600; ++i) ++seen[static_cast<std::size_t>(detail::random_below<Integer>(Integer(6), random))];
    for (const int count : seen) CHECK(count > 50);  // 100 expected, standard deviation 9
    std::size_t longest = 0;
    for (int i = 0; i < 100; ++i)
        longest = std::max(longest, detail::bit_length(detail::random_bits<Integer>(70, random)));
    CHECK(longest == 70);
}
