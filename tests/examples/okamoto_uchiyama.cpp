#include "../../examples/okamoto_uchiyama.hpp"

#include <he/sources.hpp>
#include <spnn/testing/laws/additive_he.hpp>

#include <doctest/doctest.h>

namespace {

const auto make_source = [](std::uint64_t i) { return he_test::seeded_source(700 + i); };

}  // namespace

// [laws]
TEST_CASE("examples/okamoto_uchiyama.hpp: keeps the laws of AdditiveHe") {
    spnn::testing::laws::additive_he<okamoto_uchiyama>(3072);
}
// [/laws]

TEST_CASE("examples/okamoto_uchiyama.hpp: n is p^2 q, and decryption is the discrete logarithm to the base g") {
    using integer = okamoto_uchiyama::integer;
    auto random = make_source(1);
    const auto keys = okamoto_uchiyama::generate_keys(3072, random);
    const integer &n = keys.pub.n, &p = keys.sec.of->p, &g = keys.pub.g;
    CHECK(n % (p * p) == 0);
    CHECK(n % (p * p * p) != 0);
    for (const integer& m : {integer(0), integer(1), integer(123456789), integer(p - 1)}) {
        CHECK(okamoto_uchiyama::decrypt(keys.sec, {integer(powm(g, m, n))}) == m);
        CHECK(okamoto_uchiyama::decrypt(keys.sec, {integer(powm(g, integer(m + n), n))}) == m);  // n is a multiple of p
    }
}

TEST_CASE("examples/okamoto_uchiyama.hpp: keys of other sizes and numbers that are no key are refused") {
    auto random = make_source(2);
    for (const std::size_t bits : {0U, 192U, 2880U, 3000U, 3073U, 15552U})
        CHECK_THROWS_AS(static_cast<void>(okamoto_uchiyama::generate_keys(bits, random)), spnn::usage_error);
    const auto keys = okamoto_uchiyama::generate_keys(3072, random);
    const auto refused = [](okamoto_uchiyama::public_key pub) {
        spnn::bytes raw(768);
        mpz_export(raw.data(), nullptr, -1, 1, 0, 0, pub.n.backend().data());
        mpz_export(raw.data() + 384, nullptr, -1, 1, 0, 0, pub.g.backend().data());
        CHECK_THROWS_AS(static_cast<void>(okamoto_uchiyama::load_public_key(raw)), spnn::protocol_error);
    };
    refused({keys.pub.n, 1});
    refused({keys.pub.n, keys.pub.n - 1});
    refused({keys.pub.n, keys.sec.of->p});
    refused({keys.pub.n - 1, keys.pub.g});
    refused({keys.pub.n / 2, 5});
}
