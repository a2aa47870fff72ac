#include <spnn/he/rlwe/rns.hpp>

#include <he/sources.hpp>

#include <boost/multiprecision/cpp_int.hpp>

#include <doctest/doctest.h>

#include <vector>

namespace rlwe = spnn::he::rlwe;
using boost::multiprecision::cpp_int;
using spnn::int128;

namespace {

cpp_int product_of(const rlwe::ring& r) {
    cpp_int q = 1;
    for (std::size_t l = 0; l < r.size().limbs; ++l) q *= r.field(l).value();
    return q;
}

int128 to_int128(cpp_int x) {
    const bool negative = x < 0;
    if (negative) x = -x;
    const auto low = static_cast<std::uint64_t>(x & ~std::uint64_t{0}), high = static_cast<std::uint64_t>(x >> 64);
    const auto value = static_cast<int128>(static_cast<spnn::uint128>(high) << 64 | low);
    return negative ? -value : value;
}

// round(x / 2^shift), halves upwards.
cpp_int rounded(const cpp_int& x, unsigned shift) {
    const cpp_int y = x + (cpp_int(1) << (shift - 1)), unit = cpp_int(1) << shift;
    const cpp_int down = y / unit;
    return y < 0 && down * unit != y ? cpp_int(down - 1) : down;
}

}  // namespace

TEST_CASE("he/rlwe/rns: a ring has the primes of the rule and is never beyond the table") {
    const rlwe::ring r({4096, 39, 2});
    CHECK(r.size() == rlwe::ring_size{4096, 39, 2});
    CHECK(r.size().modulus_bits() == 78);
    CHECK(r.field(0).value() == 549754109953);
    CHECK(r.field(1).value() == 549753978881);
    CHECK(r.limb(1).size() == 4096);
    CHECK_THROWS_AS(rlwe::ring({4096, 36, 3}), spnn::usage_error);  // 108 bits
    CHECK_THROWS_AS(rlwe::ring({2048, 28, 2}), spnn::usage_error);
    CHECK_THROWS_AS(rlwe::ring({512, 28, 1}), spnn::usage_error);
    CHECK_THROWS_AS(rlwe::ring({4096, 51, 1}), spnn::usage_error);
    CHECK_THROWS_AS(rlwe::ring({4096, 27, 1}), spnn::usage_error);
    CHECK_THROWS_AS(rlwe::ring({4096, 28, 0}), spnn::usage_error);
}

TEST_CASE("he/rlwe/rns: residues are put together as big integers are, for one to three limbs") {
    he_test::seeded_source random(3);
    for (const auto& size : {rlwe::ring_size{2048, 50, 1}, rlwe::ring_size{4096, 28, 2}, rlwe::ring_size{4096, 50, 2},
                             rlwe::ring_size{8192, 28, 3}, rlwe::ring_size{8192, 50, 3}}) {
        CAPTURE(size.limb_bits);
        CAPTURE(size.limbs);
        const rlwe::ring r(size);
        const rlwe::composition composed(r);
        const cpp_int q = product_of(r), half = (q - 1) / 2;
        std::vector<cpp_int> values{0, 1, -1, half, -half, half - 1, 1 - half, 12345, -12345};
        for (const auto prime : {r.field(0).value(), r.field(size.limbs - 1).value()})
            for (const int sign : {1, -1}) values.push_back(sign * cpp_int(prime));
        for (int i = 0; i < 200; ++i) {
            cpp_int x = 0;
            for (int w = 0; w < 4; ++w) x = (x << 64) + random.next();
            values.push_back(x % q - half);
        }
        for (const unsigned shift : {1u, 20u, 24u, 63u}) {
            for (int d = -1; d <= 1; ++d) values.push_back((cpp_int(1) << (shift - 1)) + d);
            for (int d = -1; d <= 1; ++d) values.push_back(-(cpp_int(1) << (shift - 1)) + d);
        }
        std::erase_if(values, [&](const cpp_int& x) { return abs(x) > half; });
        std::vector<std::uint64_t> residues;
        for (std::size_t l = 0; l < size.limbs; ++l)
            for (const auto& x : values) {
                cpp_int residue = x % r.field(l).value();
                if (residue < 0) residue += r.field(l).value();
                residues.push_back(static_cast<std::uint64_t>(residue));
            }
        for (const unsigned shift : {1u, 20u, 24u, 63u}) {
            CAPTURE(shift);
            std::vector<int128> out(values.size());
            composed.round(residues, shift, out);
            bool right = true;
            for (std::size_t i = 0; i < values.size(); ++i) {
                const auto expected = rounded(values[i], shift);
                if (abs(expected) < cpp_int(1) << 127) right &= out[i] == to_int128(expected);
            }
            CHECK(right);
        }
    }
}

TEST_CASE("he/rlwe/rns: more limbs or other lengths than can be put together are refused") {
    CHECK_THROWS_AS(rlwe::composition(rlwe::ring({8192, 50, 4})), spnn::usage_error);
    const rlwe::ring r({4096, 39, 2});
    const rlwe::composition composed(r);
    std::vector<std::uint64_t> residues(8);
    std::vector<int128> out(3);
    CHECK_THROWS_AS(composed.round(residues, 24, out), spnn::usage_error);
    out.resize(4);
    CHECK_THROWS_AS(composed.round(residues, 0, out), spnn::usage_error);
    CHECK_THROWS_AS(composed.round(residues, 64, out), spnn::usage_error);
    composed.round(residues, 24, out);
}
