#include <spnn/he/rlwe/packed_residues.hpp>

#include <he/sources.hpp>

#include <doctest/doctest.h>

#include <vector>

namespace rlwe = spnn::he::rlwe;

namespace {

using bytes = std::vector<std::byte>;

bytes packed(const rlwe::modulus& q, const std::vector<std::uint64_t>& residues) {
    bytes out(rlwe::packed_bytes(q, residues.size()));
    rlwe::pack_residues(q, residues, out);
    return out;
}
std::vector<std::uint64_t> unpacked(const rlwe::modulus& q, std::span<const std::byte> in, std::size_t count) {
    std::vector<std::uint64_t> out(count);
    rlwe::unpack_residues(q, in, out);
    return out;
}

}  // namespace

TEST_CASE("he/rlwe/packed_residues: bit i of residue j is bit i + j bits of the whole") {
    he_test::seeded_source random(1);
    for (const std::size_t width : {5u, 8u, 28u, 31u, 32u, 39u, 50u, 56u})
        for (const std::size_t count : {0u, 1u, 2u, 3u, 7u, 8u, 9u, 63u, 64u, 65u, 200u}) {
            CAPTURE(width);
            CAPTURE(count);
            const rlwe::modulus q((std::uint64_t{1} << width) - 1);
            std::vector<std::uint64_t> residues(count);
            for (auto& x : residues) x = random.next() % q.value();
            if (count > 1) residues[1] = q.value() - 1;
            const auto out = packed(q, residues);
            CHECK(out.size() == (width * count + 7) / 8);
            bool right = true;
            for (std::size_t bit = 0; bit < 8 * out.size(); ++bit) {
                const auto is = std::to_integer<unsigned>(out[bit / 8]) >> bit % 8 & 1;
                right &= is == (bit < width * count ? residues[bit / width] >> bit % width & 1 : 0);
            }
            CHECK(right);
            CHECK(unpacked(q, out, count) == residues);
        }
}

TEST_CASE("he/rlwe/packed_residues: what a peer may not send is refused") {
    const rlwe::modulus q(549754109953);
    const std::vector<std::uint64_t> residues(5, q.value() - 1);
    const auto good = packed(q, residues);  // 195 bits in 25 bytes
    REQUIRE(good.size() == 25);
    for (const std::size_t size : {0u, 1u, 24u})
        CHECK_THROWS_AS(unpacked(q, std::span(good).first(size), 5), spnn::protocol_error);
    auto longer = good;
    longer.push_back(std::byte{0});
    CHECK_THROWS_AS(unpacked(q, longer, 5), spnn::protocol_error);
    CHECK_THROWS_AS(unpacked(q, good, 4), spnn::protocol_error);
    CHECK_THROWS_AS(unpacked(q, good, 6), spnn::protocol_error);
    for (std::size_t bit = 195; bit < 200; ++bit) {
        auto more = good;
        more[24] |= static_cast<std::byte>(1u << bit % 8);
        CHECK_THROWS_AS(unpacked(q, more, 5), spnn::protocol_error);
    }
    for (std::size_t i = 0; i < 5; ++i)
        for (const std::uint64_t wrong : {q.value(), (std::uint64_t{1} << 39) - 1}) {
            auto changed = residues;
            changed[i] = wrong;
            CHECK_THROWS_AS(unpacked(q, packed(q, changed), 5), spnn::protocol_error);
        }
}

TEST_CASE("he/rlwe/packed_residues: the caller's mistakes") {
    const rlwe::modulus q(549754109953), wide((std::uint64_t{1} << 57) - 1);
    const std::vector<std::uint64_t> residues(3);
    bytes out(16);
    CHECK_THROWS_AS(rlwe::pack_residues(q, residues, out), spnn::usage_error);
    CHECK_THROWS_AS(rlwe::pack_residues(wide, residues, std::span(out)), spnn::usage_error);
    CHECK_THROWS_AS(unpacked(wide, out, 2), spnn::usage_error);
}
