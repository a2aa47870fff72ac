#include <spnn/he/rlwe/security.hpp>

#include <doctest/doctest.h>

namespace rlwe = spnn::he::rlwe;

TEST_CASE("he/rlwe/security: the table of the guidelines, and nothing beyond it") {
    CHECK(rlwe::most_modulus_bits(1024) == 26);
    CHECK(rlwe::most_modulus_bits(2048) == 53);
    CHECK(rlwe::most_modulus_bits(4096) == 106);
    CHECK(rlwe::most_modulus_bits(8192) == 214);
    CHECK(rlwe::most_modulus_bits(16384) == 430);
    CHECK(rlwe::most_modulus_bits(32768) == 868);
    for (const auto& row : rlwe::ring_bounds) {
        rlwe::require_secure(row.n, row.modulus_bits);
        CHECK_THROWS_AS(rlwe::require_secure(row.n, row.modulus_bits + 1), spnn::usage_error);
    }
    for (const std::size_t n : {0u, 512u, 4095u, 5000u, 65536u})
        CHECK_THROWS_AS(rlwe::require_secure(n, 1), spnn::usage_error);
}

TEST_CASE("he/rlwe/security: a refusal names the numbers") {
    CHECK_THROWS_WITH_AS(
        rlwe::require_secure(4096, 107),
        "ring: a modulus of 107 bits for 4096 coefficients; for 128 bits of security it has at most 106",
        spnn::usage_error);
}
