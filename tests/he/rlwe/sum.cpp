#include <spnn/he/rlwe/sum.hpp>

#include <spnn/crypto/sha256.hpp>

#include <he/sources.hpp>
#include <spnn/testing/laws/sum_he.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <optional>
#include <vector>

namespace he = spnn::he;
namespace rlwe = spnn::he::rlwe;
using he::rlwe_sum;
using spnn::int128;
using spnn::uint128;

namespace {

const auto make_source = [](std::uint64_t i) { return he_test::seeded_source(100 + i); };

// Keys of a layout, and what tests do to ciphertexts that no user can: change residues on the wire.
struct fixture {
    explicit fixture(const he::sum_bounds& bounds)
        : layout(rlwe_sum::make_layout(bounds, 128)), random(7), keys(rlwe_sum::generate_keys(layout, random)) {}

    [[nodiscard]] spnn::bytes stored(const rlwe_sum::ciphertext& c) const {
        spnn::bytes out(layout.message_bytes(c.values()));
        rlwe_sum::store(keys.pub, c, out);
        return out;
    }
    [[nodiscard]] std::vector<int128> decrypted(const rlwe_sum::ciphertext& c) const {
        std::vector<int128> out(c.values());
        rlwe_sum::decrypt(keys.sec, c, out);
        return out;
    }

    // The same message with offset[i] added to coefficient i of its polynomials of values, modulo every limb.
    [[nodiscard]] rlwe_sum::ciphertext shifted(const rlwe_sum::ciphertext& c,
                                               const std::vector<std::int64_t>& offset) const {
        auto raw = stored(c);
        const auto& size = layout.ring();
        const auto primes = rlwe::primes(size.limb_bits, size.limbs, size.n);
        std::size_t at = size.limbs * (size.n * size.limb_bits / 8);
        for (std::size_t from = 0; from < c.values(); from += size.n)
            for (std::size_t l = 0; l < size.limbs; ++l) {
                const rlwe::modulus q(primes[l]);
                std::vector<std::uint64_t> residues(std::min(size.n, c.values() - from));
                const auto part = std::span(raw).subspan(at, rlwe::packed_bytes(q, residues.size()));
                rlwe::unpack_residues(q, part, residues);
                for (std::size_t i = 0; i < residues.size(); ++i)
                    residues[i] = q.add(residues[i], q.from_signed(offset[from + i]));
                rlwe::pack_residues(q, residues, part);
                at += part.size();
            }
        return rlwe_sum::load(keys.pub, c.values(), raw);
    }

    he::sum_bounds bounds() const { return layout.bounds(); }

    rlwe_sum::layout layout;
    he_test::seeded_source random;
    rlwe_sum::key_pair keys;
};

// What stands beside 2^shift m in every coefficient, found by moving it until the value next to m is decrypted.
std::vector<std::int64_t> noise_of(const fixture& f, const rlwe_sum::ciphertext& c, const std::vector<int128>& sum) {
    // The least d with 2^(shift - 1) <= noise + d, by halving.
    const auto half = std::int64_t{1} << (f.layout.shift() - 1);
    std::vector<std::int64_t> low(c.values(), 0), high(c.values(), 2 * half);
    for (std::size_t step = 0; step <= f.layout.shift(); ++step) {
        std::vector<std::int64_t> middle(c.values());
        for (std::size_t i = 0; i < middle.size(); ++i) middle[i] = (low[i] + high[i]) / 2;
        const auto moved = f.decrypted(f.shifted(c, middle));
        for (std::size_t i = 0; i < middle.size(); ++i) (moved[i] == sum[i] ? low : high)[i] = middle[i];
    }
    for (auto& d : high) d = half - d;
    return high;
}

}  // namespace

TEST_CASE("he/rlwe/sum: the laws of SumHe hold with one limb, in the ring for 32 bits") {
    spnn::testing::laws::sum_he<rlwe_sum>(128, {(1 << 26) - 1, 4, 3000}, 3000, make_source);
}
TEST_CASE("he/rlwe/sum: the laws of SumHe hold with two limbs, in the ring for 64 bits") {
    spnn::testing::laws::sum_he<rlwe_sum>(128, {(uint128{1} << 50) - 1, 3, 9000}, 9000, make_source);
}
TEST_CASE("he/rlwe/sum: the laws of SumHe hold with sums beyond a word") {
    spnn::testing::laws::sum_he<rlwe_sum>(128, {(uint128{1} << 64) - 1, 2, 5000}, 5000, make_source);
}
TEST_CASE("he/rlwe/sum: the laws of SumHe hold with three limbs, in the ring for 128 bits") {
    spnn::testing::laws::sum_he<rlwe_sum>(128, {(uint128{1} << 124) - 1, 4, 8200}, 8200, make_source);
}
TEST_CASE("he/rlwe/sum: one party alone can encrypt") {
    spnn::testing::laws::sum_he<rlwe_sum>(128, {1, 1, 10}, 10, make_source);
}

TEST_CASE("he/rlwe/sum: noise is as large as it should be, and never near its bound") {
    const fixture f({(uint128{1} << 50), 4, 4096});
    REQUIRE(f.layout.ring().n == 4096);
    const rlwe_sum::encryptor encryptor(f.keys.pub);
    const auto limit = static_cast<int128>(f.bounds().part_limit);
    const auto bound = static_cast<std::int64_t>(f.layout.noise_limit());
    REQUIRE(2 * bound < std::int64_t{1} << f.layout.shift());
    he_test::seeded_source random(5);
    double squares = 0;
    std::int64_t largest = 0;
    constexpr int sums = 4;
    for (int s = 0; s < sums; ++s) {
        // Every value at a limit: where the sum is closest to wrapping.
        std::vector<int128> v(4096), sum(4096);
        for (std::size_t i = 0; i < v.size(); ++i) v[i] = (i + static_cast<std::size_t>(s)) % 2 == 0 ? limit : -limit;
        auto c = encryptor.encrypt(v, random);
        for (std::size_t k = 1; k < f.bounds().terms; ++k) rlwe_sum::add(f.keys.pub, c, encryptor.encrypt(v, random));
        for (std::size_t i = 0; i < v.size(); ++i) sum[i] = static_cast<int128>(f.bounds().terms) * v[i];
        // Away from the limit by the least that lets the value next to it be decrypted too.
        std::vector<std::int64_t> inward(4096);
        for (std::size_t i = 0; i < v.size(); ++i) {
            const auto one = std::int64_t{1} << f.layout.shift();
            inward[i] = sum[i] > 0 ? -one : 0;
            sum[i] -= sum[i] > 0;
        }
        c = f.shifted(c, inward);
        REQUIRE(f.decrypted(c) == sum);
        for (const auto e : noise_of(f, c, sum)) {
            squares += static_cast<double>(e * e);
            largest = std::max(largest, std::abs(e));
        }
    }
    // Variance of a product of polynomials: N 10.5 2/3; two of them, and one error more, in each of the terms.
    const double expected = std::sqrt(10.5 * (1 + 4 * 4096 / 3.0) * 4);
    CHECK(std::sqrt(squares / (sums * 4096)) == doctest::Approx(expected).epsilon(0.03));
    CHECK(largest < 6 * expected);
    CHECK(largest < bound);
}

TEST_CASE("he/rlwe/sum: sums with the most noise that coins can make are exact") {
    // No coins make it in our time; so it is added where it would stand.
    for (const he::sum_bounds& bounds :
         {he::sum_bounds{(1 << 28) - 1, 3, 2048}, he::sum_bounds{uint128{1} << 51, 2, 4096},
          he::sum_bounds{uint128{1} << 120, 5, 8192}}) {
        const fixture f(bounds);
        const rlwe_sum::encryptor encryptor(f.keys.pub);
        const auto limit = static_cast<int128>(bounds.part_limit);
        he_test::seeded_source random(6);
        for (const int sign : {1, -1}) {
            const std::vector<int128> v(bounds.values, sign * limit);
            const std::vector<int128> sum(bounds.values, sign * limit * static_cast<int128>(bounds.terms));
            auto c = encryptor.encrypt(v, random);
            for (std::size_t k = 1; k < bounds.terms; ++k) rlwe_sum::add(f.keys.pub, c, encryptor.encrypt(v, random));
            const auto bound = static_cast<std::int64_t>(f.layout.noise_limit());
            const double typical = std::sqrt(10.5 * (1 + 4 * static_cast<double>(f.layout.ring().n) / 3) *
                                             static_cast<double>(bounds.terms));
            const auto more = bound - static_cast<std::int64_t>(6 * typical);
            CHECK(f.decrypted(f.shifted(c, std::vector<std::int64_t>(bounds.values, more))) == sum);
            CHECK(f.decrypted(f.shifted(c, std::vector<std::int64_t>(bounds.values, -more))) == sum);
        }
    }
}

TEST_CASE("he/rlwe/sum: many small sums are exact") {
    const fixture f({1000, 12, 500});
    const rlwe_sum::encryptor encryptor(f.keys.pub);
    he_test::seeded_source random(8);
    for (int round = 0; round < 30; ++round) {
        std::vector<int128> sum(500);
        std::vector<int128> v(500);
        std::optional<rlwe_sum::ciphertext> c;
        for (std::size_t k = 0; k < 12; ++k) {
            for (std::size_t i = 0; i < v.size(); ++i) {
                v[i] = static_cast<int128>(random.next() % 2001) - 1000;
                sum[i] += v[i];
            }
            auto own = encryptor.encrypt(v, random);
            if (c)
                rlwe_sum::add(f.keys.pub, *c, own);
            else
                c = std::move(own);
        }
        CHECK(f.decrypted(*c) == sum);
    }
}

TEST_CASE("he/rlwe/sum: what cannot be a sum is refused when it is decrypted") {
    const fixture f({1000, 2, 100});
    const rlwe_sum::encryptor encryptor(f.keys.pub);
    he_test::seeded_source random(9);
    const std::vector<int128> v(100, 1000);
    auto c = encryptor.encrypt(v, random);
    rlwe_sum::add(f.keys.pub, c, encryptor.encrypt(v, random));
    static_cast<void>(f.decrypted(c));
    auto third = c;
    rlwe_sum::add(f.keys.pub, third, encryptor.encrypt(v, random));
    CHECK_THROWS_WITH_AS(static_cast<void>(f.decrypted(third)), "rlwe_sum: what came is no sum of 2 encryptions",
                         spnn::protocol_error);
    // The message of another key.
    auto other_random = make_source(50);
    const auto others = rlwe_sum::generate_keys(f.layout, other_random);
    CHECK_THROWS_AS(static_cast<void>(f.decrypted(rlwe_sum::encryptor(others.pub).encrypt(v, random))),
                    spnn::protocol_error);
}

TEST_CASE("he/rlwe/sum: a residue that is none is refused wherever it stands, in keys and in messages") {
    const fixture f({uint128{1} << 50, 2, 5000});
    const auto& size = f.layout.ring();
    REQUIRE(size.limbs == 2);
    const rlwe_sum::encryptor encryptor(f.keys.pub);
    he_test::seeded_source random(10);
    const auto message = f.stored(encryptor.encrypt(std::vector<int128>(5000), random));
    const auto key = rlwe_sum::store_public_key(f.keys.pub);
    const auto with_ones = [&](const spnn::bytes& good, std::size_t bit) {  // from a bit on, as many as a residue has
        auto wrong = good;
        for (std::size_t i = bit; i < bit + size.limb_bits; ++i) wrong[i / 8] |= static_cast<std::byte>(1u << i % 8);
        return wrong;
    };
    const std::size_t polynomial = size.n * size.limb_bits;
    const std::size_t residue = 17 * size.limb_bits;
    for (std::size_t run = 0; run < 5; ++run)
        CHECK_THROWS_AS(
            static_cast<void>(rlwe_sum::load(f.keys.pub, 5000, with_ones(message, run * polynomial + residue))),
            spnn::protocol_error);
    for (std::size_t run = 0; run < 4; ++run)
        CHECK_THROWS_AS(static_cast<void>(rlwe_sum::load_public_key(
                            f.layout, with_ones(key, 8 * rlwe::sum_layout::seed_bytes + run * polynomial + residue))),
                        spnn::protocol_error);
}

TEST_CASE("he/rlwe/sum: keys and messages are those that other software has computed from the same randomness") {
    // In Python, from the description of the header: AES, SHA-256, products by big integers. Equal on every tier.
    const auto layout = rlwe_sum::make_layout({1000, 1, 20}, 128);
    REQUIRE(layout.ring() == rlwe::ring_size{2048, 30, 1});
    REQUIRE(layout.shift() == 18);
    he_test::seeded_source random(1);
    const auto keys = rlwe_sum::generate_keys(layout, random);
    std::vector<int128> v(20);
    for (std::size_t i = 0; i < v.size(); ++i) v[i] = 100 * static_cast<int128>(i) - 1000;
    const auto c = rlwe_sum::encryptor(keys.pub).encrypt(v, random);
    spnn::bytes message(layout.message_bytes(20));
    rlwe_sum::store(keys.pub, c, message);
    using spnn::crypto::hex;
    using spnn::crypto::sha256;
    CHECK(hex(sha256(rlwe_sum::store_public_key(keys.pub))) ==
          "01e514e8f1071156781f98903592f314a8fe18ad26522a9dbc8c6aa4041f0857");
    CHECK(hex(sha256(message)) == "1f8a99506bd9ffe725b469704b43bc34959c410a2035e10e90ce5525d8f88738");
}
