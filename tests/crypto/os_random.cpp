#include <spnn/crypto/os_random.hpp>

#include <spnn/testing/laws/random.hpp>

#include <doctest/doctest.h>

#include <set>

namespace laws = spnn::testing::laws;
using spnn::crypto::block;
using spnn::crypto::os_random;

TEST_CASE("crypto/os_random: the laws of a random source hold") {
    os_random random;
    laws::random_source(random);
}

TEST_CASE("crypto/os_random: two sources never agree") {
    os_random a, b;
    block x{}, y{};
    a.fill(x);
    b.fill(y);
    CHECK(x != y);
}

TEST_CASE("crypto/os_random: fresh seeds all differ") {
    os_random random;
    std::set<block> seen;
    for (int i = 0; i < 200; ++i) seen.insert(spnn::crypto::fresh_seed(random).declassify());
    CHECK(seen.size() == 200);
}

TEST_CASE("crypto/os_random: a fresh seed is the next 16 bytes of its source") {
    const spnn::crypto::seed root(block{std::byte{1}});
    spnn::crypto::prg a(root), b(root);
    const auto seed = spnn::crypto::fresh_seed(a);
    block expected;
    b.fill(expected);
    CHECK(seed.declassify() == expected);
}
