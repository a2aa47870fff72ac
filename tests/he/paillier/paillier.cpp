#include <spnn/he/packing.hpp>
#include <spnn/he/paillier/paillier.hpp>

#include <he/paillier/vectors.hpp>
#include <he/sources.hpp>
#include <spnn/testing/laws/additive_he.hpp>

#include <doctest/doctest.h>

#include <string>

namespace laws = spnn::testing::laws;
namespace he = spnn::he;
using boost::multiprecision::cpp_int;
using boost::multiprecision::mpz_int;

namespace {

using tiny = he::paillier<mpz_int, he::test_keys_only<>>;
using tiny_cpp = he::paillier<cpp_int, he::test_keys_only<he::arithmetic_vartime<>>>;

const auto make_source = [](std::uint64_t i) { return he_test::seeded_source(200 + i); };

// A source that gives exactly the stated exponent.
he_test::scripted_source exponent(const char* hex, std::size_t bits) {
    std::vector<std::byte> script(bits / 8);
    he::detail::integer_to_bytes(mpz_int(hex), script);
    return he_test::scripted_source(script);
}

template <class S>
typename S::key_pair keys_of(const he_test::paillier_vector& v) {
    using Integer = typename S::plaintext;
    return S::keys_from(Integer(v.p), Integer(v.q), Integer(v.x));
}

// The known answers of `v` hold for scheme S, whose exponents have `bits` bits and come from `alpha`.
template <class S>
void check_vector(const he_test::paillier_vector& v, const char* alpha, std::size_t bits, const char* expected) {
    using Integer = typename S::plaintext;
    const auto keys = keys_of<S>(v);
    CHECK(keys.pub.n() == Integer(v.p) * Integer(v.q));
    CHECK(keys.pub.h_s() == Integer(v.h_s));
    auto random = exponent(alpha, bits);
    const auto c = typename S::encryptor(keys.pub).encrypt(Integer(v.m), random);
    CHECK(random.left() == 0);
    CHECK(c.value() == Integer(expected));
    CHECK(S::decrypt(keys.sec, c) == Integer(v.m));
}

template <class S>
spnn::bytes stored(const typename S::public_key& pub, const typename S::plaintext& value) {
    spnn::bytes out(pub.ciphertext_bytes());
    he::detail::integer_to_bytes(value, out);
    return out;
}

}  // namespace

TEST_CASE_TEMPLATE("he/paillier: the laws of AdditiveHe hold for a small key", S, tiny,
                   he::paillier<mpz_int, he::test_keys_only<he::table_read_vartime<>>>,
                   he::paillier<mpz_int, he::test_keys_only<he::short_exponent_448<>>>,
                   he::paillier<mpz_int, he::test_keys_only<he::arithmetic_vartime<>>>, tiny_cpp) {
    CHECK(S::is_private);
    laws::additive_he<S>(256, make_source);
}

TEST_CASE("he/paillier: the laws of AdditiveHe hold for a key of 2048 bits" * doctest::test_suite("slow")) {
    laws::additive_he<he::paillier<>>(2048, make_source);
}

TEST_CASE("he/paillier: the laws of AdditiveHe hold for the default key" * doctest::test_suite("slow")) {
    CHECK(he::paillier<>::default_key_bits == 3072);
    auto random = make_source(1);
    CHECK(he::paillier<>::generate_keys(random).pub.key_bits() == 3072);
    laws::additive_he<he::paillier<mpz_int, he::short_exponent_448<>>>(3072, make_source);
}

// The answers were computed by tests/he/paillier/vectors.py with Python's integers; see there.
TEST_CASE("he/paillier: known answers, 512 bits, every policy and both integer types") {
    const auto& v = he_test::vector_512;
    check_vector<tiny>(v, v.alpha, 256, v.c);
    check_vector<tiny_cpp>(v, v.alpha, 256, v.c);
    check_vector<he::paillier<mpz_int, he::test_keys_only<he::arithmetic_vartime<>>>>(v, v.alpha, 256, v.c);
    check_vector<he::paillier<mpz_int, he::test_keys_only<he::table_read_vartime<>>>>(v, v.alpha, 256, v.c);
    check_vector<he::paillier<mpz_int, he::test_keys_only<he::short_exponent_448<>>>>(v, v.short_alpha, 448, v.c_short);
}

TEST_CASE("he/paillier: known answers, 2048 bits") {
    const auto& v = he_test::vector_2048;
    check_vector<he::paillier<>>(v, v.alpha, 1024, v.c);
    check_vector<he::paillier<mpz_int, he::short_exponent_448<>>>(v, v.short_alpha, 448, v.c_short);
}

TEST_CASE("he/paillier: both integer types give the same bytes for the same randomness") {
    const auto gmp = keys_of<tiny>(he_test::vector_512);
    const auto boost = keys_of<tiny_cpp>(he_test::vector_512);
    const auto key = tiny::store_public_key(gmp.pub);
    REQUIRE(key == tiny_cpp::store_public_key(boost.pub));
    const tiny::encryptor a(gmp.pub);
    const tiny_cpp::encryptor b(tiny_cpp::load_public_key(key));
    auto random_a = make_source(2), random_b = make_source(2);
    for (int i = 0; i < 10; ++i) {
        const auto c = a.encrypt(mpz_int(i) << 40 * i, random_a);
        const auto d = b.encrypt(cpp_int(i) << 40 * i, random_b);
        spnn::bytes out_a(gmp.pub.ciphertext_bytes()), out_b(out_a.size());
        tiny::store(gmp.pub, tiny::scale(gmp.pub, tiny::add_plain(gmp.pub, c, 77), 99), out_a);
        tiny_cpp::store(boost.pub, tiny_cpp::scale(boost.pub, tiny_cpp::add_plain(boost.pub, d, 77), 99), out_b);
        CHECK(out_a == out_b);
    }
}

TEST_CASE("he/paillier: a generated key has the form that the proofs need") {
    for (std::uint64_t i = 0; i < 8; ++i) {
        auto random = make_source(10 + i);
        const auto keys = tiny::generate_keys(256, random);
        spnn::bytes secret(tiny::secret_key_bytes(keys.pub));
        tiny::store_secret_key(keys.sec, secret);
        const auto p = he::detail::integer_from_bytes<mpz_int>(std::span(secret).first(16));
        const auto q = he::detail::integer_from_bytes<mpz_int>(std::span(secret).last(16));
        CHECK(p * q == keys.pub.n());
        CHECK(he::detail::bit_length(keys.pub.n()) == 256);
        CHECK(p % 4 == 3);
        CHECK(q % 4 == 3);
        CHECK(gcd(mpz_int(p - 1), mpz_int(q - 1)) == 2);
        CHECK(he::detail::bit_length(mpz_int(p - q)) > 28);
        CHECK(mpz_probab_prime_p(p.backend().data(), 30) != 0);
        CHECK(mpz_probab_prime_p(q.backend().data(), 30) != 0);
        // h_s is an n-th power of something with Jacobi symbol 1, so it encrypts 0
        CHECK(mpz_jacobi(mpz_int(keys.pub.h_s() % keys.pub.n()).backend().data(), keys.pub.n().backend().data()) == 1);
        CHECK(tiny::decrypt(keys.sec, tiny::load(keys.pub, stored<tiny>(keys.pub, keys.pub.h_s()))) == 0);
    }
}

TEST_CASE("he/paillier: keys that are too short or odd in length are refused") {
    auto random = make_source(3);
    for (const std::size_t bits : {0u, 256u, 1024u, 1920u, 2049u, 2100u, 16512u})
        CHECK_THROWS_AS(static_cast<void>(he::paillier<>::generate_keys(bits, random)), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(tiny::generate_keys(128, random)), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(keys_of<he::paillier<>>(he_test::vector_512)), spnn::usage_error);
    // a short key is not let in from the wire either
    const auto short_key = tiny::store_public_key(keys_of<tiny>(he_test::vector_512).pub);
    CHECK_THROWS_AS(static_cast<void>(he::paillier<>::load_public_key(short_key)), spnn::protocol_error);
}

TEST_CASE("he/paillier: primes that make no key are refused") {
    const auto& v = he_test::vector_512;
    const mpz_int p(v.p), q(v.q), x(v.x);
    CHECK_THROWS_AS(static_cast<void>(tiny::keys_from(p, p, x)), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(tiny::keys_from(p, q + 2, x)), spnn::usage_error);  // 1 mod 4
    CHECK_THROWS_AS(static_cast<void>(tiny::keys_from(p, q >> 1, x)), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(tiny::keys_from(p, p + 4, x)), spnn::usage_error);  // too close
    CHECK_THROWS_AS(static_cast<void>(tiny::keys_from(p, q, 0)), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(tiny::keys_from(p, q, p)), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(tiny::keys_from(p, q, p * q + 1)), spnn::usage_error);
    CHECK(tiny::keys_from(q, p, x).pub == tiny::keys_from(p, q, x).pub);
}

TEST_CASE("he/paillier: numbers that are no ciphertexts are refused") {
    const auto keys = keys_of<tiny>(he_test::vector_512);
    const mpz_int p(he_test::vector_512.p), q(he_test::vector_512.q), n = keys.pub.n(), n_squared = n * n;
    for (const mpz_int& value : {mpz_int(0), n, p, q, mpz_int(p * p), mpz_int(p * 12345), mpz_int(n * (n - 1)),
                                 n_squared, mpz_int(n_squared + 1), mpz_int((mpz_int(1) << 1024) - 1)})
        CHECK_THROWS_AS(static_cast<void>(tiny::load(keys.pub, stored<tiny>(keys.pub, value))), spnn::protocol_error);
    for (const mpz_int& value : {mpz_int(1), mpz_int(2), mpz_int(n + 1), mpz_int(n_squared - 1)})
        CHECK(tiny::load(keys.pub, stored<tiny>(keys.pub, value)).value() == value);
    CHECK(tiny::decrypt(keys.sec, tiny::load(keys.pub, stored<tiny>(keys.pub, 1))) == 0);
    CHECK(tiny::decrypt(keys.sec, tiny::load(keys.pub, stored<tiny>(keys.pub, n + 1))) == 1);
}

TEST_CASE("he/paillier: a sum beyond n wraps, which packing never lets happen") {
    const auto keys = keys_of<tiny>(he_test::vector_512);
    const tiny::encryptor encryptor(keys.pub);
    auto random = make_source(4);
    const mpz_int largest = (mpz_int(1) << 511) - 1;
    auto sum = encryptor.encrypt(largest, random);
    mpz_int expected = largest;
    for (int i = 0; i < 5; ++i) {
        sum = tiny::add(keys.pub, sum, encryptor.encrypt(largest, random));
        expected = (expected + largest) % keys.pub.n();
        CHECK(tiny::decrypt(keys.sec, sum) == expected);
    }
}

TEST_CASE("he/paillier: scaling with a stated bound agrees with scaling, and holds the bound") {
    const auto keys = keys_of<tiny>(he_test::vector_512);
    auto random = make_source(5);
    const auto c = tiny::encryptor(keys.pub).encrypt(1000, random);
    for (const int factor : {0, 1, 2, 63, 64, 255})
        CHECK(tiny::scale(keys.pub, c, factor, 8) == tiny::scale(keys.pub, c, factor));
    CHECK_THROWS_AS(static_cast<void>(tiny::scale(keys.pub, c, 256, 8)), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(tiny::scale(keys.pub, c, 0, 0)), spnn::usage_error);
}

TEST_CASE("he/paillier: public keys that cannot be right are refused") {
    const auto keys = keys_of<tiny>(he_test::vector_512);
    const auto good = tiny::store_public_key(keys.pub);
    const mpz_int n = keys.pub.n(), p(he_test::vector_512.p);
    const auto with = [&](const mpz_int& new_n, const mpz_int& new_h_s) {
        auto out = good;
        he::detail::integer_to_bytes(new_n, std::span(out).subspan(4, 64));
        he::detail::integer_to_bytes(new_h_s, std::span(out).subspan(68, 128));
        return out;
    };
    REQUIRE(tiny::load_public_key(with(n, keys.pub.h_s())) == keys.pub);
    for (const mpz_int& bad_n : {mpz_int(0), mpz_int(n - 1), mpz_int(n >> 1), mpz_int(n - n % 3)})
        CHECK_THROWS_AS(static_cast<void>(tiny::load_public_key(with(bad_n, keys.pub.h_s()))), spnn::protocol_error);
    for (const mpz_int& bad_h_s : {mpz_int(0), mpz_int(1), n, p, mpz_int(n + 1), mpz_int(n - 1), mpz_int(n * n - 1),
                                   mpz_int(n * n), mpz_int((mpz_int(1) << 1024) - 1)})
        CHECK_THROWS_AS(static_cast<void>(tiny::load_public_key(with(n, bad_h_s))), spnn::protocol_error);
    for (const std::uint32_t bits : {0u, 1u, 511u, 640u, 0xffffffffu}) {
        auto out = good;
        std::memcpy(out.data(), &bits, sizeof bits);
        CHECK_THROWS_AS(static_cast<void>(tiny::load_public_key(out)), spnn::protocol_error);
    }
}

TEST_CASE_TEMPLATE("he/paillier: a stored secret key decrypts again, a wrong one is refused", S, tiny, tiny_cpp) {
    using Integer = typename S::plaintext;
    auto random = make_source(6);
    const auto keys = keys_of<S>(he_test::vector_512);
    spnn::bytes secret(S::secret_key_bytes(keys.pub));
    S::store_secret_key(keys.sec, secret);
    const auto loaded = S::load_secret_key(keys.pub, secret);
    CHECK(S::decrypt(loaded, typename S::encryptor(keys.pub).encrypt(Integer(4711), random)) == 4711);

    CHECK_THROWS_AS(S::store_secret_key(keys.sec, std::span(secret).first(63)), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(S::load_secret_key(keys.pub, std::span(secret).first(63))), spnn::data_error);
    for (const std::size_t at : {0u, 31u, 32u, 63u}) {
        auto wrong = secret;
        wrong[at] ^= std::byte{4};
        CHECK_THROWS_AS(static_cast<void>(S::load_secret_key(keys.pub, wrong)), spnn::data_error);
    }
    CHECK_THROWS_AS(static_cast<void>(S::load_secret_key(S::generate_keys(512, random).pub, secret)), spnn::data_error);
}

TEST_CASE("he/paillier: a secret key with a factor that is no prime is refused") {
    auto random = make_source(6);
    const auto prime = he::detail::random_prime<mpz_int>(256, random);
    // A number of 256 bits that could stand beside that prime and p in a key, by its form; without small factors.
    const auto composite = [&](const mpz_int& p) {
        const auto a = he::detail::random_prime<mpz_int>(128, random);
        for (;;) {
            const mpz_int b = (mpz_int(3) << 126) + he::detail::random_bits<mpz_int>(124, random) * 4 + 1;
            const mpz_int before = a.declassify() * b - 1;
            if (he::detail::is_prime(b, random) && gcd(before, mpz_int(prime.declassify() - 1)) == 2 &&
                gcd(before, mpz_int(p - 1)) == 2)
                return mpz_int(before + 1);
        }
    };
    const auto p = composite(prime.declassify()), q = composite(p);
    for (const auto& [a, b] : {std::pair(p, prime.declassify()), std::pair(q, prime.declassify()), std::pair(p, q)}) {
        const auto keys = tiny::keys_from(a, b, 2);
        spnn::bytes secret(tiny::secret_key_bytes(keys.pub));
        tiny::store_secret_key(keys.sec, secret);
        CHECK_THROWS_WITH_AS(static_cast<void>(tiny::load_secret_key(keys.pub, secret)),
                             "paillier: a factor of this secret key is no prime", spnn::data_error);
    }
}

TEST_CASE("he/paillier: a secret key moves and is never copied") {
    static_assert(!std::is_copy_constructible_v<tiny::secret_key> && !std::is_copy_assignable_v<tiny::secret_key>);
    static_assert(std::is_nothrow_move_constructible_v<tiny::secret_key>);
    auto random = make_source(7);
    auto keys = keys_of<tiny>(he_test::vector_512);
    const auto c = tiny::encryptor(keys.pub).encrypt(5, random);
    tiny::secret_key moved(std::move(keys.sec));
    CHECK(tiny::decrypt(moved, c) == 5);
    auto other = tiny::generate_keys(512, random);
    other.sec = std::move(moved);
    CHECK(tiny::decrypt(other.sec, c) == 5);
}

TEST_CASE("he/paillier: values of another key are a usage_error") {
    auto random = make_source(8);
    const auto keys = keys_of<tiny>(he_test::vector_512);
    const auto small = tiny::generate_keys(256, random);
    const auto c = tiny::encryptor(keys.pub).encrypt(5, random);
    CHECK_THROWS_AS(static_cast<void>(tiny::add(small.pub, c, c)), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(tiny::add_plain(small.pub, c, 1)), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(tiny::scale(small.pub, c, 1)), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(tiny::encryptor(small.pub).rerandomise(c, random)), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(tiny::decrypt(small.sec, c)), spnn::usage_error);
    spnn::bytes out(small.pub.ciphertext_bytes());
    CHECK_THROWS_AS(tiny::store(small.pub, c, out), spnn::usage_error);
}

// Ciphertexts and plaintexts of every tier, for the same randomness, at the edges of plaintexts and exponents.
template <class S>
void check_tiers_agree(const typename S::key_pair& keys, std::size_t exponent_bits) {
    const mpz_int n = keys.pub.n(), largest = (mpz_int(1) << static_cast<unsigned>(keys.pub.plaintext_bits())) - 1;
    const std::vector<mpz_int> edges{0, 1, largest, largest - 1, largest / 3, 2, 0, largest, 4711};
    for (std::size_t count = 0; count <= 9; ++count) {
        CAPTURE(count);
        const std::vector<mpz_int> m(edges.begin(), edges.begin() + static_cast<std::ptrdiff_t>(count));
        std::vector<spnn::bytes> scripts;
        for (std::size_t i = 0; i < count; ++i) {
            spnn::bytes script((exponent_bits + 63) / 64 * 8);  // exponent 0, then the largest, then others
            if (i == 1) std::ranges::fill(script, std::byte{0xff});
            if (i > 1) make_source(i).fill(script);
            scripts.push_back(script);
        }
        std::vector<std::vector<typename S::ciphertext>> of_tier;
        for (const auto tier : spnn::available_tiers<he::detail::residue_tier>()) {
            std::vector<he_test::scripted_source> random;
            for (const auto& script : scripts) random.emplace_back(script);
            const typename S::encryptor encryptor(keys.pub, tier);
            of_tier.push_back(encryptor.encrypt_all(std::span(m), std::span(random)));
            for (const auto& source : random) CHECK(source.left() == 0);
            CHECK(of_tier.back() == of_tier.front());
            if (count > 0) CHECK(of_tier.back().front().value() == 1);
            if (count > 1) {
                const mpz_int square = n * n, all_ones = (mpz_int(1) << static_cast<unsigned>(exponent_bits)) - 1;
                const mpz_int power = powm(keys.pub.h_s(), all_ones, square),
                              by_textbook = power * (m[1] * n + 1) % square;
                CHECK(of_tier.back()[1].value() == by_textbook);
            }
            const std::span<const typename S::ciphertext> c(of_tier.back());
            CHECK(S::decrypt_all(keys.sec, c, tier) == m);
            auto more = make_source(99), same = make_source(99);
            if (count > 2)
                CHECK(encryptor.rerandomise(c[2], more) ==
                      typename S::encryptor(keys.pub, he::detail::residue_tier::gmp).rerandomise(c[2], same));
        }
    }

    // ciphertexts that no encryption gives
    std::vector<typename S::ciphertext> odd;
    for (const mpz_int& value : {mpz_int(1), mpz_int(n * n - 1), mpz_int(n + 1), mpz_int(n - 1), mpz_int(2)})
        odd.push_back(S::load(keys.pub, stored<S>(keys.pub, value)));
    const std::span<const typename S::ciphertext> c(odd);
    const auto expected = S::decrypt_all(keys.sec, c, he::detail::residue_tier::gmp);
    CHECK(expected[0] == 0);
    CHECK(expected[1] == 0);
    CHECK(expected[2] == 1);
    for (const auto tier : spnn::available_tiers<he::detail::residue_tier>())
        for (std::size_t count = 0; count <= c.size(); ++count)
            CHECK(S::decrypt_all(keys.sec, c.first(count), tier) ==
                  std::vector<mpz_int>(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(count)));
}

TEST_CASE("he/paillier: every tier gives the same ciphertexts and plaintexts, keys of 256 to 896 bits") {
    using short_exponent = he::paillier<mpz_int, he::test_keys_only<he::short_exponent_448<>>>;
    using table_read = he::paillier<mpz_int, he::test_keys_only<he::table_read_vartime<>>>;
    for (const std::size_t bits : {256u, 384u, 512u, 640u, 768u, 896u}) {
        CAPTURE(bits);
        auto random = make_source(50 + bits);
        check_tiers_agree<tiny>(tiny::generate_keys(bits, random), bits / 2);
        check_tiers_agree<table_read>(table_read::generate_keys(bits, random), bits / 2);
        check_tiers_agree<short_exponent>(short_exponent::generate_keys(bits, random), 448);
    }
}

TEST_CASE("he/paillier: every tier gives the same ciphertexts and plaintexts, keys of 2048 and 3072 bits") {
    check_tiers_agree<he::paillier<>>(keys_of<he::paillier<>>(he_test::vector_2048), 1024);
    using fast = he::paillier<mpz_int, he::short_exponent_448<he::table_read_vartime<>>>;
    auto random = make_source(60);
    check_tiers_agree<fast>(fast::generate_keys(3072, random), 448);
}

TEST_CASE("he/paillier: a tier that the machine lacks, or may not use, is refused") {
    using he::detail::residue_tier;
    const auto keys = keys_of<tiny>(he_test::vector_512);
    CHECK(he::detail::is_available(residue_tier::gmp));
    CHECK(spnn::available_tiers<he::detail::residue_tier>().back() == spnn::best_tier<he::detail::residue_tier>());
    const auto& has = spnn::detail::cpu();
    const bool can = has.avx512f && has.avx512dq && has.avx512ifma;
    CHECK(he::detail::is_available(residue_tier::ifma) == can);
    if (can) return;
    CHECK_THROWS_AS(static_cast<void>(tiny::encryptor(keys.pub, residue_tier::ifma)), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(tiny::decrypt_all(keys.sec, {}, residue_tier::ifma)), spnn::usage_error);
}

TEST_CASE("he/paillier: among many numbers a single one that is no ciphertext is found") {
    const auto keys = keys_of<tiny>(he_test::vector_512);
    const mpz_int p(he_test::vector_512.p), n = keys.pub.n();
    const auto size = keys.pub.ciphertext_bytes();
    for (const mpz_int& wrong : {mpz_int(0), p, n, mpz_int(n * n), mpz_int(p * 12345)})
        for (std::size_t at = 0; at < 9; ++at) {
            spnn::bytes all;
            for (std::size_t i = 0; i < 9; ++i) {
                const auto one = stored<tiny>(keys.pub, i == at ? wrong : mpz_int(i + 2));
                all.insert(all.end(), one.begin(), one.end());
            }
            CHECK_THROWS_AS(static_cast<void>(tiny::load_all(keys.pub, all)), spnn::protocol_error);
            CHECK(tiny::load_all(keys.pub, std::span(all).first(at * size)).size() == at);
        }
}

TEST_CASE("he/paillier: packed sums of three parties survive encryption") {
    const auto keys = keys_of<tiny>(he_test::vector_512);
    const tiny::encryptor encryptor(keys.pub);
    const auto layout = he::make_slot_layout(keys.pub.plaintext_bits(), 64, 3);
    REQUIRE(layout.slots == 7);
    auto random = make_source(9);
    const spnn::int128 largest = (spnn::int128{1} << 63) - 1;
    const std::vector<spnn::int128> a{largest, -largest, 0, 1, -1, largest, 5},
        b{largest, -largest, 0, 2, -2, -largest, 6}, c{largest, -largest, 0, 3, -3, 1, -7};
    auto sum = encryptor.encrypt(he::pack<mpz_int>(layout, a), random);
    for (const auto& values : {b, c})
        sum = tiny::add(keys.pub, sum, encryptor.encrypt(he::pack<mpz_int>(layout, values), random));
    std::vector<spnn::int128> out(7);
    he::unpack(layout, tiny::decrypt(keys.sec, sum), std::span(out));
    CHECK(out == std::vector<spnn::int128>{3 * largest, -3 * largest, 0, 6, -6, 1, 4});
}
