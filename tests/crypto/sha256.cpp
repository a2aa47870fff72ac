#include <spnn/crypto/sha256.hpp>

#include "vectors.hpp"

#include <doctest/doctest.h>

using namespace crypto_tests;
using spnn::crypto::hex;
using spnn::crypto::sha256;
using spnn::crypto::sha256_hasher;

TEST_CASE("crypto/sha256: the messages of FIPS 180-4 and of the NIST examples") {
    CHECK(hex(sha256({})) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(hex(sha256(from_text("abc"))) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(hex(sha256(from_text("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))) ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(hex(sha256(from_text("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
                               "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"))) ==
          "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
}

TEST_CASE("crypto/sha256: a million times the letter a") {
    sha256_hasher hasher;
    const auto piece = from_text(std::string(1000, 'a'));
    for (int i = 0; i < 1000; ++i) hasher.update(piece);
    CHECK(hex(hasher.finish()) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("crypto/sha256: the paddings around one block, checked against an independent implementation") {
    // zero bytes, as many as stated; values from the coreutils program sha256sum
    const auto zeros = [](std::size_t n) { return hex(sha256(spnn::bytes(n))); };
    CHECK(zeros(55) == "02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7");
    CHECK(zeros(56) == "d4817aa5497628e7c77e6b606107042bbba3130888c5f47a375e6179be789fbb");
    CHECK(zeros(63) == "c7723fa1e0127975e49e62e753db53924c1bd84b8ac1ac08df78d09270f3d971");
    CHECK(zeros(64) == "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b");
    CHECK(zeros(119) == "f616b0d54e78571a9611f343c9f8e022e859e920381ab0e4d3da01e193a7bd7e");
}

TEST_CASE("crypto/sha256: pieces give what the whole gives") {
    std::mt19937_64 random(3);
    const auto message = arbitrary_bytes(1000, random);
    const auto whole = sha256(message);
    for (std::size_t step = 1; step < 200; ++step) {
        CAPTURE(step);
        sha256_hasher hasher;
        for (std::size_t at = 0; at < message.size(); at += step)
            hasher.update(std::span(message).subspan(at, std::min(step, message.size() - at)));
        CHECK(hasher.finish() == whole);
    }
}

TEST_CASE("crypto/sha256: a finished hasher starts afresh, and a copy goes its own way") {
    sha256_hasher hasher;
    hasher.update(from_text("something else"));
    (void)hasher.finish();
    hasher.update(from_text("ab"));
    auto copy = hasher;
    hasher.update(from_text("c"));
    copy.update(from_text("x"));
    CHECK(hex(hasher.finish()) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(copy.finish() == sha256(from_text("abx")));
}

TEST_CASE("crypto/sha256: hex writes two lower-case digits a byte") {
    CHECK(hex({}).empty());
    CHECK(hex(from_hex("000a10ff9C")) == "000a10ff9c");
}
