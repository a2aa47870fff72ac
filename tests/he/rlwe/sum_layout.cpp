#include <spnn/he/rlwe/sum_layout.hpp>

#include <boost/multiprecision/cpp_int.hpp>

#include <doctest/doctest.h>

#include <optional>

namespace he = spnn::he;
namespace rlwe = spnn::he::rlwe;
using boost::multiprecision::cpp_int;
using spnn::uint128;

namespace {

cpp_int integer_of(uint128 x) {
    return (cpp_int(static_cast<std::uint64_t>(x >> 64)) << 64) + static_cast<std::uint64_t>(x);
}

// A layout for sums of at most 2^sum_bits of so many parties.
rlwe::sum_layout of(std::size_t sum_bits, std::size_t terms, std::size_t values) {
    return {{(uint128{1} << sum_bits) / terms, terms, values}, 128};
}

}  // namespace

TEST_CASE("he/rlwe/sum_layout: the rings of the library's own number formats") {
    // z2k<32>, z2k<64> with 20 fraction bits and 12 bits of range, and the widest of both and of z2k<128>.
    CHECK(of(29, 2, 40000).ring() == rlwe::ring_size{2048, 50, 1});
    CHECK(of(30, 2, 40000).ring() == rlwe::ring_size{4096, 28, 2});
    CHECK(of(30, 48, 40000).ring() == rlwe::ring_size{4096, 28, 2});
    CHECK(of(52, 2, 40000).ring() == rlwe::ring_size{4096, 37, 2});
    CHECK(of(52, 3, 40000).ring() == rlwe::ring_size{4096, 37, 2});
    CHECK(of(52, 48, 40000).ring() == rlwe::ring_size{4096, 39, 2});
    CHECK(of(62, 3, 40000).ring() == rlwe::ring_size{4096, 42, 2});
    CHECK(of(126, 2, 40000).ring() == rlwe::ring_size{8192, 50, 3});
    CHECK(of(126, 3, 40000).ring() == rlwe::ring_size{8192, 50, 3});
    CHECK(of(52, 2, 40000).shift() == 20);
    CHECK(of(52, 48, 40000).shift() == 24);
    CHECK(of(52, 3, 1).noise_limit() == 21 * 8193 * 3);
}

TEST_CASE("he/rlwe/sum_layout: nothing wraps and no noise reaches a value, by exact arithmetic") {
    std::size_t made = 0;
    for (std::size_t sum_bits = 1; sum_bits <= 126; ++sum_bits)
        for (const std::size_t terms : {1u, 2u, 3u, 7u, 8u, 48u, 255u})
            for (const std::size_t values : {1u, 5000u, 100000u}) {
                if (sum_bits < 8 && terms > 2) continue;
                CAPTURE(sum_bits);
                CAPTURE(terms);
                const he::sum_bounds bounds{(uint128{1} << sum_bits) / terms, terms, values};
                std::optional<rlwe::sum_layout> layout;
                try {
                    layout.emplace(bounds, 128);
                } catch (const spnn::usage_error&) {
                    CHECK(sum_bits + 20 + spnn::he::length_of(terms) > 140);
                    continue;
                }
                ++made;
                const auto& ring = layout->ring();
                cpp_int q = 1;
                for (const auto prime : rlwe::primes(ring.limb_bits, ring.limbs, ring.n)) q *= prime;
                const cpp_int v = cpp_int(21) * (2 * ring.n + 1) * terms, one = cpp_int(1) << layout->shift();
                CHECK(v == layout->noise_limit());
                CHECK(2 * v < one);
                CHECK(2 * (one * integer_of(bounds.sum_limit()) + v) < q);
                CHECK(msb(q) + 1 <= rlwe::most_modulus_bits(ring.n));
                CHECK(ring.limb_bits <= rlwe::most_limb_bits);
            }
    CHECK(made > 2000);
}

TEST_CASE("he/rlwe/sum_layout: lengths of messages and keys") {
    const auto layout = of(52, 2, 40000);  // 4096 coefficients, two limbs of 37 bits
    const std::size_t limb = 4096 * 37 / 8;
    CHECK(layout.polynomials() == 10);
    CHECK(layout.values_a_message() == 40960);
    CHECK(layout.most_key_bytes() == 16 + 20 * limb);
    CHECK(layout.message_bytes(0) == 0);
    CHECK(layout.message_bytes(1) == 2 * (limb + 5));
    CHECK(layout.message_bytes(4096) == 4 * limb);
    CHECK(layout.message_bytes(4097) == 4 * limb + 2 * 5);
    CHECK(layout.message_bytes(40960) == 22 * limb);
    CHECK(of(52, 2, 1000000).polynomials() == 16);
    CHECK(of(20, 2, 100).ring().n == 2048);  // few values: a short ring has a short c1
    CHECK(layout == of(52, 2, 40000));
    CHECK_FALSE(layout == of(52, 3, 40000));
    CHECK_FALSE(layout == of(52, 2, 80000));
}

TEST_CASE("he/rlwe/sum_layout: refusals name the numbers") {
    CHECK_THROWS_WITH_AS(of(126, 100, 10),
                         "rlwe_sum: sums of 126 bits of 100 terms need a modulus of 152 bits or more, and secure rings "
                         "of up to three primes have at most 150",
                         spnn::usage_error);
    for (const std::size_t level : {0u, 112u, 127u, 129u, 192u, 256u})
        CHECK_THROWS_AS(rlwe::sum_layout({1, 2, 3}, level), spnn::usage_error);
    CHECK_THROWS_AS(rlwe::sum_layout({0, 2, 3}, 128), spnn::usage_error);
    CHECK_THROWS_AS(rlwe::sum_layout({1, 0, 3}, 128), spnn::usage_error);
    CHECK_THROWS_AS(rlwe::sum_layout({1, 2, 0}, 128), spnn::usage_error);
    CHECK_THROWS_AS(rlwe::sum_layout({uint128{1} << 126, 2, 3}, 128), spnn::usage_error);
    CHECK_THROWS_AS(rlwe::sum_layout({~uint128{0}, 1, 3}, 128), spnn::usage_error);
    CHECK_THROWS_AS(rlwe::sum_layout({1, (1u << 20) + 1, 3}, 128), spnn::usage_error);
}
