#include <spnn/crypto/derive.hpp>

#include "vectors.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace crypto_tests;
using spnn::crypto::block;
using spnn::crypto::derive_seed;

TEST_CASE("crypto/derive: the seed is the head of SHA-256 over length-prefixed label and parts") {
    const auto part = from_hex("0102");
    const auto text = from_hex("0300000000000000 6b6579 0200000000000000 0102 0000000000000000");
    const auto expected = spnn::crypto::sha256(text);
    const auto seed = derive_seed("key", {part, {}});
    CHECK(std::equal(seed.declassify().begin(), seed.declassify().end(), expected.begin()));
}

TEST_CASE("crypto/derive: equal inputs give equal seeds") {
    const auto part = from_text("part");
    CHECK(derive_seed("label", {part}).declassify() == derive_seed("label", {part}).declassify());
}

TEST_CASE("crypto/derive: inputs that read alike when run together give different seeds") {
    const auto a = from_text("a"), b = from_text("b"), ab = from_text("ab"), ba = from_text("ba");
    const auto zeros = spnn::bytes(8), more_zeros = spnn::bytes(16);
    // a part that imitates the encoding of two parts
    const auto imitation = from_hex("61 0100000000000000 62");
    std::vector<block> seeds;
    const auto add = [&](const spnn::crypto::seed& s) { seeds.push_back(s.declassify()); };
    add(derive_seed("", {}));
    add(derive_seed("", {std::span<const std::byte>{}}));
    add(derive_seed("", {zeros}));
    add(derive_seed("", {more_zeros}));
    add(derive_seed("", {zeros, zeros}));
    add(derive_seed("a", {}));
    add(derive_seed("", {a}));
    add(derive_seed("ab", {}));
    add(derive_seed("a", {b}));
    add(derive_seed("", {ab}));
    add(derive_seed("", {a, b}));
    add(derive_seed("", {b, a}));
    add(derive_seed("", {ba}));
    add(derive_seed("", {ab, {}}));
    add(derive_seed("", {{}, ab}));
    add(derive_seed("", {imitation}));
    add(derive_seed("ab", {ab}));
    add(derive_seed("aba", {b}));
    CHECK(std::set(seeds.begin(), seeds.end()).size() == seeds.size());
}

TEST_CASE("crypto/derive: every bit of a part matters") {
    std::mt19937_64 random(5);
    auto part = arbitrary_bytes(100, random);
    std::set<block> seeds{derive_seed("x", {part}).declassify()};
    for (std::size_t i = 0; i < part.size(); ++i)
        for (unsigned bit = 0; bit < 8; ++bit) {
            part[i] ^= std::byte{1} << bit;
            seeds.insert(derive_seed("x", {part}).declassify());
            part[i] ^= std::byte{1} << bit;
        }
    CHECK(seeds.size() == 801);
}
