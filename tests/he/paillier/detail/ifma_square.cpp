#include <spnn/he/paillier/detail/ifma_powers.hpp>
#include <spnn/he/paillier/detail/residue_tier.hpp>

#include <he/numbers.hpp>

#include <doctest/doctest.h>

#if SPNN_X86

namespace detail = spnn::he::detail;
using boost::multiprecision::mpz_int;
using detail::eight_words;
using he_test::pair_of;

namespace {

bool has_ifma() { return detail::is_available(detail::residue_tier::ifma); }

// Numbers in the lanes of a vector and back.
detail::eight_numbers lanes(const detail::ifma_square& eight, const detail::montgomery_square& field,
                            const std::vector<mpz_int>& values) {
    detail::eight_numbers x(eight.size());
    for (std::size_t l = 0; l < 8; ++l) eight.set(x.data(), l, pair_of(field, values[l % values.size()]));
    return x;
}
std::vector<mpz_int> values(const detail::ifma_square& eight, const detail::montgomery_square& field,
                            detail::eight_numbers x) {
    std::vector<detail::wiped_words> pairs(8);
    detail::eight_numbers work(eight.work_size());
    eight.get(pairs, x.data(), work.data());
    std::vector<mpz_int> out;
    for (const auto& pair : pairs) {
        const mpz_int n = detail::from_limbs(field.root().modulus());
        CHECK(detail::from_limbs(std::span(pair).first(pair.size() / 2)) < n);
        CHECK(detail::from_limbs(std::span(pair).last(pair.size() / 2)) < n);
        out.push_back(detail::from_limbs(field.join(pair)));
    }
    return out;
}

// R of the lanes.
mpz_int radix_of(const detail::ifma_square& eight) {
    return mpz_int(1) << static_cast<unsigned>(detail::ifma::digit_bits * eight.size() / 2);
}

}  // namespace

TEST_CASE("he/ifma_square: lanes give back what was put in, and R and R^2 are what they say") {
    if (!has_ifma()) return;
    he_test::seeded_source random(1);
    for (const std::size_t size : {1u, 2u, 3u, 6u, 13u, 16u, 24u, 32u, 48u, 256u})
        for (const mpz_int& n : he_test::odd_moduli(size, random)) {
            CAPTURE(size);
            const detail::montgomery_square field(detail::to_limbs(n, size));
            const detail::ifma_square eight(field);
            CHECK(radix_of(eight) >= 16 * n);
            const auto numbers = he_test::edges_modulo_square(n, random);
            CHECK(values(eight, field, lanes(eight, field, numbers)) == numbers);
            const detail::eight_numbers one(eight.one(), eight.one() + eight.size());
            const detail::eight_numbers squared(eight.radix_squared(), eight.radix_squared() + eight.size());
            const mpz_int radix = radix_of(eight), square = n * n;
            CHECK(values(eight, field, one) == std::vector<mpz_int>(8, radix % square));
            CHECK(values(eight, field, squared) == std::vector<mpz_int>(8, radix * radix % square));
        }
}

TEST_CASE("he/ifma_square: products and squares are a b / R mod N^2 in every lane, at the edges too") {
    if (!has_ifma()) return;
    he_test::seeded_source random(2);
    for (const std::size_t size : {1u, 2u, 3u, 7u, 16u, 32u, 48u, 64u, 256u})
        for (const mpz_int& n : he_test::odd_moduli(size, random)) {
            CAPTURE(size);
            const detail::montgomery_square field(detail::to_limbs(n, size));
            const detail::ifma_square eight(field);
            const mpz_int radix = radix_of(eight), square = n * n;
            auto numbers = he_test::edges_modulo_square(n, random);
            detail::eight_numbers out(eight.size()), work(eight.work_size());
            const auto a = lanes(eight, field, numbers);
            for (std::size_t turn = 0; turn < 8; ++turn) {  // every pair of edges meets in some lane
                auto turned = numbers;
                std::rotate(turned.begin(), turned.begin() + static_cast<std::ptrdiff_t>(turn), turned.end());
                eight.multiply(out.data(), a.data(), lanes(eight, field, turned).data(), work.data());
                const auto products = values(eight, field, out);
                for (std::size_t l = 0; l < 8; ++l)
                    CHECK(products[l] * radix % square == numbers[l] * turned[l] % square);
            }
            eight.square(out.data(), a.data(), work.data());
            const auto squares = values(eight, field, out);
            for (std::size_t l = 0; l < 8; ++l) CHECK(squares[l] * radix % square == numbers[l] * numbers[l] % square);
        }
}

TEST_CASE("he/ifma_square: the largest factors that stand between products stay within bounds, for long") {
    if (!has_ifma()) return;
    he_test::seeded_source random(3);
    for (const std::size_t size : {1u, 2u, 16u, 32u, 256u})
        for (const mpz_int& n : he_test::odd_moduli(size, random)) {
            CAPTURE(size);
            const detail::montgomery_square field(detail::to_limbs(n, size));
            const detail::ifma_square eight(field);
            const mpz_int radix = radix_of(eight), square = n * n, most = 2 * n - 3;
            // both halves 2 N - 3, as no pair that was split can be
            detail::eight_numbers x(eight.size()), work(eight.work_size());
            const auto words = detail::to_limbs(most, size + 1);
            for (std::size_t j = 0; j < eight.size() / 2; ++j)
                for (std::size_t l = 0; l < 8; ++l)
                    x[j].lane[l] = x[j + eight.size() / 2].lane[l] =
                        detail::bits_at(words, detail::ifma::digit_bits * j, detail::ifma::digit_bits);
            const mpz_int value = (most + most * n) % square;
            CHECK(values(eight, field, x) == std::vector<mpz_int>(8, value));
            auto product = x;
            eight.multiply(product.data(), x.data(), x.data(), work.data());
            CHECK(values(eight, field, product).front() * radix % square == value * value % square);
            eight.square(product.data(), x.data(), work.data());
            CHECK(values(eight, field, product).back() * radix % square == value * value % square);
            // squares of squares, never made final between
            mpz_int expected = value;
            for (int i = 0; i < 20; ++i) {
                eight.square(x.data(), x.data(), work.data());
                eight.multiply(x.data(), x.data(), eight.radix_squared(), work.data());
                expected = expected * expected % square;
            }
            CHECK(values(eight, field, x) == std::vector<mpz_int>(8, expected));
        }
}

TEST_CASE("he/ifma_square: a modulus that would overflow the sums of the kernel is refused") {
    if (!has_ifma()) return;
    he_test::seeded_source random(4);
    const auto of_size = [&](std::size_t size) {
        return detail::ifma_square(
            detail::montgomery_square(detail::to_limbs(he_test::odd_moduli(size, random)[0], size)));
    };
    CHECK_NOTHROW(static_cast<void>(of_size(550)));
    CHECK_THROWS_AS(static_cast<void>(of_size(560)), spnn::usage_error);
}

TEST_CASE("he/ifma_powers: a table gives x base^exponent in every lane, scanned or not, for any number of items") {
    if (!has_ifma()) return;
    he_test::seeded_source random(5);
    const mpz_int n = he_test::odd_moduli(2, random).back(), square = n * n;
    const detail::montgomery_square field(detail::to_limbs(n, 2));
    const mpz_int base = detail::random_below<mpz_int>(square, random);
    for (const bool is_scanned : {true, false})
        for (std::size_t window = is_scanned ? 3u : 1u; window <= 9; ++window)
            for (const std::size_t bits : {1u, 5u, 63u, 64u, 65u, 200u}) {
                CAPTURE(is_scanned);
                CAPTURE(window);
                CAPTURE(bits);
                const detail::ifma_fixed_base table(field, pair_of(field, base), {bits, window, is_scanned});
                const mpz_int largest = (mpz_int(1) << bits) - 1;
                std::vector<mpz_int> e{0, 1, largest / 3, largest};
                while (e.size() < 17) e.push_back(detail::random_bits<mpz_int>(bits, random));
                std::vector<mpz_int> x{0, 1, square - 1, n - 1, n};
                while (x.size() < 17) x.push_back(detail::random_below<mpz_int>(square, random));
                for (const std::size_t count : {0u, 1u, 7u, 8u, 9u, 17u}) {
                    CAPTURE(count);
                    std::vector<detail::wiped_words> exponents, pairs;
                    for (std::size_t i = 0; i < count; ++i) {
                        exponents.push_back(detail::to_limbs(e[e.size() - 1 - i], (bits + 63) / 64));
                        pairs.push_back(pair_of(field, x[i]));
                    }
                    table.times_powers(pairs, exponents);
                    for (std::size_t i = 0; i < count; ++i)
                        CHECK(detail::from_limbs(field.join(pairs[i])) ==
                              x[i] * mpz_int(powm(base, e[e.size() - 1 - i], square)) % square);
                }
            }
}

TEST_CASE("he/ifma_powers: one exponent for all lanes, of any length") {
    if (!has_ifma()) return;
    he_test::seeded_source random(6);
    const mpz_int n = he_test::odd_moduli(3, random).back(), square = n * n;
    const detail::montgomery_square field(detail::to_limbs(n, 3));
    const detail::ifma_square eight(field);
    const auto numbers = he_test::edges_modulo_square(n, random);
    detail::eight_numbers work(eight.work_size());
    const auto one = lanes(eight, field, {1});
    for (const std::size_t bits : {1u, 2u, 5u, 64u, 65u, 192u, 300u}) {
        const mpz_int largest = (mpz_int(1) << bits) - 1;
        for (const mpz_int& e : {mpz_int(0), mpz_int(1), mpz_int(largest / 3), largest}) {
            CAPTURE(bits);
            auto x = lanes(eight, field, numbers);
            eight.multiply(x.data(), x.data(), eight.radix_squared(), work.data());
            detail::ifma_secret_power(eight, x.data(), detail::to_limbs(e, (bits + 63) / 64), bits);
            eight.multiply(x.data(), x.data(), one.data(), work.data());
            const auto powers = values(eight, field, x);
            for (std::size_t l = 0; l < 8; ++l) CHECK(powers[l] == mpz_int(powm(numbers[l], e, square)));
        }
    }
}

TEST_CASE("he/ifma_select: every index takes its own entry") {
    if (!has_ifma()) return;
    he_test::seeded_source random(7);
    constexpr std::size_t digits = 8;
    for (std::size_t window = detail::ifma::least_scan_window; window <= detail::ifma::greatest_scan_window; ++window) {
        const std::size_t entries = std::size_t{1} << window;
        std::vector<eight_words> rows(digits * entries / 8), whole(digits * entries / 8), out(digits);
        auto* by_digit = reinterpret_cast<std::uint64_t*>(rows.data());
        auto* by_entry = reinterpret_cast<std::uint64_t*>(whole.data());
        for (std::size_t e = 0; e < entries; ++e)
            for (std::size_t j = 0; j < digits; ++j)
                by_digit[j * entries + e] = by_entry[e * digits + j] = random.next();
        for (std::size_t e = 0; e < entries; ++e) {
            eight_words index{};
            for (std::size_t l = 0; l < 8; ++l) index.lane[l] = (e * (2 * l + 1) + l) % entries;
            const auto check = [&] {
                bool same = true;
                for (std::size_t j = 0; j < digits; ++j)
                    for (std::size_t l = 0; l < 8; ++l) same &= out[j].lane[l] == by_entry[index.lane[l] * digits + j];
                CHECK(same);
            };
            detail::ifma::select_by_scan(out.data(), by_digit, index, digits, window);
            check();
            out.assign(digits, {});
            detail::ifma::select_by_index(out.data(), by_entry, index, digits);
            check();
        }
    }
}

#endif
