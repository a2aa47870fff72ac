#include <spnn/crypto/prg.hpp>

#include <spnn/core/ring/z2k.hpp>
#include <spnn/crypto/sha256.hpp>

#include <spnn/testing/laws/random.hpp>
#include "vectors.hpp"

#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>

namespace laws = spnn::testing::laws;
using namespace crypto_tests;
using spnn::crypto::block;
using spnn::crypto::prg;
using spnn::crypto::prg_key;
using spnn::crypto::seed;

namespace {

const seed& some_seed() {
    static const seed s(block_of("000102030405060708090a0b0c0d0e0f"));
    return s;
}

spnn::bytes drawn(prg& g, std::size_t size) {
    spnn::bytes out(size);
    g.fill(out);
    return out;
}

}  // namespace

TEST_CASE("crypto/prg: the laws of a random source hold") {
    laws::reproducible_random_source([] { return prg(some_seed()); });
    laws::reproducible_random_source([] { return prg(some_seed(), ~std::uint64_t{0}); });
    laws::reproducible_random_source([] { return prg_key(some_seed()).stream(12); });
}

TEST_CASE("crypto/prg: stream s is AES in counter mode with s in the high half of the block") {
    const spnn::crypto::aes128 aes(some_seed().declassify());
    for (const std::uint64_t stream : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 63}) {
        spnn::bytes expected(1000);
        aes.ctr(stream, 0, expected);
        prg g(some_seed(), stream);
        CHECK(drawn(g, 1000) == expected);
    }
    // AES of the zero block under the zero key, as in the AESAVS known answers (GFSbox, key of zeros).
    prg zero{seed(block{})};
    CHECK(spnn::crypto::hex(drawn(zero, 16)) == "66e94bd4ef8a2c3b884cfa59ca342b2e");
}

TEST_CASE("crypto/prg: streams of one seed and of different seeds differ in every block") {
    const prg_key key(some_seed());
    std::vector<block> all;
    const auto add = [&](prg g) {
        std::vector<block> blocks(64);
        g.fill(std::as_writable_bytes(std::span(blocks)));
        all.insert(all.end(), blocks.begin(), blocks.end());
    };
    for (std::uint64_t s = 0; s < 20; ++s) add(key.stream(s));
    for (int shift = 5; shift < 64; ++shift) add(key.stream(std::uint64_t{1} << shift));
    add(prg(seed(block_of("100102030405060708090a0b0c0d0e0f"))));
    std::sort(all.begin(), all.end());
    CHECK(std::adjacent_find(all.begin(), all.end()) == all.end());
}

TEST_CASE("crypto/prg: a stream of a key is the stream of its seed, and outlives the key") {
    std::optional<prg_key> key(std::in_place, some_seed());
    auto from_key = key->stream(9);
    key.reset();
    prg from_seed(some_seed(), 9);
    CHECK(drawn(from_key, 333) == drawn(from_seed, 333));
}

TEST_CASE("crypto/prg: streams of one key do not disturb one another") {
    const prg_key key(some_seed());
    auto a = key.stream(1), b = key.stream(2);
    spnn::bytes interleaved_a, interleaved_b;
    for (std::size_t i = 0; i < 50; ++i) {
        const auto from_a = drawn(a, i), from_b = drawn(b, 2 * i + 1);
        interleaved_a.insert(interleaved_a.end(), from_a.begin(), from_a.end());
        interleaved_b.insert(interleaved_b.end(), from_b.begin(), from_b.end());
    }
    auto a_alone = key.stream(1), b_alone = key.stream(2);
    CHECK(drawn(a_alone, interleaved_a.size()) == interleaved_a);
    CHECK(drawn(b_alone, interleaved_b.size()) == interleaved_b);
}

TEST_CASE("crypto/prg: seek enters a stream at any block, forward and back, whatever was read before") {
    prg reference(some_seed(), 3);
    const auto stream = drawn(reference, 16 * 400);
    prg g(some_seed(), 3);
    std::mt19937_64 random(4);
    for (int round = 0; round < 200; ++round) {
        const std::size_t at = random() % 300, size = random() % 1500;
        CAPTURE(at);
        CAPTURE(size);
        g.seek(at);
        const auto got = drawn(g, size);
        CHECK(std::equal(got.begin(), got.end(), stream.begin() + static_cast<std::ptrdiff_t>(16 * at)));
    }
}

TEST_CASE("crypto/prg: blocks_used counts every block of which a byte was handed out") {
    prg g(some_seed());
    CHECK(g.blocks_used() == 0);
    std::uint64_t taken = 0;
    for (const std::size_t size : {0u, 1u, 14u, 1u, 1u, 15u, 16u, 31u, 33u, 128u, 129u, 1000u, 16u, 5u, 4096u}) {
        (void)drawn(g, size);
        taken += size;
        CAPTURE(taken);
        CHECK(g.blocks_used() == (taken + 15) / 16);
    }
    g.seek(1000);
    CHECK(g.blocks_used() == 1000);
    (void)drawn(g, 17);
    CHECK(g.blocks_used() == 1002);
    // Going on at the count never uses a block twice.
    const auto next = g.blocks_used();
    g.seek(next);
    prg fresh(some_seed());
    fresh.seek(1002);
    CHECK(drawn(g, 40) == drawn(fresh, 40));
}

TEST_CASE("crypto/prg: position counts bytes, and seek_byte comes back to any of them") {
    prg reference(some_seed(), 3);
    const auto stream = drawn(reference, 4000);
    prg g(some_seed(), 3);
    CHECK(g.position() == 0);
    std::uint64_t taken = 0;
    for (const std::size_t size : {0u, 1u, 14u, 1u, 1u, 111u, 16u, 31u, 128u, 129u, 1000u, 7u}) {
        (void)drawn(g, size);
        taken += size;
        CHECK(g.position() == taken);
    }
    for (std::size_t at = 0; at < 300; ++at)
        for (const std::size_t size : {0u, 1u, 17u, 200u}) {
            g.seek_byte(at);
            CHECK(g.position() == at);
            const auto got = drawn(g, size);
            CHECK(g.position() == at + size);
            CHECK(std::equal(got.begin(), got.end(), stream.begin() + static_cast<std::ptrdiff_t>(at)));
        }
    g.seek(5);
    CHECK(g.position() == 80);
    const std::uint64_t far = ~std::uint64_t{0} - 16;
    g.seek_byte(far);
    CHECK(g.position() == far);
    g.seek(std::uint64_t{1} << 60);
    CHECK_THROWS_AS((void)g.position(), spnn::usage_error);
}

TEST_CASE_TEMPLATE("crypto/prg: words are added to and subtracted from as if fill had drawn them, from any place", Word,
                   std::uint32_t, std::uint64_t) {
    std::mt19937_64 random(6);
    const auto check = [&](std::size_t at, std::size_t size) {
        CAPTURE(at);
        CAPTURE(size);
        std::vector<Word> before(size), drawn_words(size);
        for (auto& word : before) word = static_cast<Word>(random());
        prg reference(some_seed(), 3);
        reference.seek_byte(at);
        reference.fill(std::as_writable_bytes(std::span(drawn_words)));
        auto sum = before, difference = before;
        for (std::size_t i = 0; i < size; ++i) {
            sum[i] += drawn_words[i];
            difference[i] -= drawn_words[i];
        }
        const auto next = drawn(reference, 40);
        for (const bool add : {true, false}) {
            prg g(some_seed(), 3);
            g.seek_byte(at);
            auto words = before;
            if (add)
                g.add_to(words);
            else
                g.subtract_from(words);
            CHECK(words == (add ? sum : difference));
            CHECK(g.position() == at + size * sizeof(Word));
            CHECK(drawn(g, 40) == next);
        }
    };
    for (const std::size_t at : {0u, 1u, 4u, 8u, 12u, 15u, 16u, 100u, 121u, 124u, 127u, 128u, 131u})
        for (std::size_t size = 0; size <= 150; ++size) check(at, size);
    for (std::size_t at = 0; at <= 260; ++at)
        for (const std::size_t size : {1u, 33u, 300u}) check(at, size);
}

TEST_CASE("crypto/prg: moving keeps the place in the stream and leaves an unusable source") {
    static_assert(!std::is_copy_constructible_v<prg> && !std::is_copy_constructible_v<prg_key>);
    prg reference(some_seed(), 5), g(some_seed(), 5);
    CHECK(drawn(g, 21) == drawn(reference, 21));
    prg moved(std::move(g));
    CHECK(drawn(moved, 300) == drawn(reference, 300));
    spnn::bytes one(1);
    CHECK_THROWS_AS(g.fill(one), spnn::usage_error);
    std::vector<std::uint64_t> word(1);
    CHECK_THROWS_AS(g.add_to(word), spnn::usage_error);
    prg assigned(some_seed());
    assigned = std::move(moved);
    CHECK(drawn(assigned, 300) == drawn(reference, 300));
    prg_key key(some_seed());
    const prg_key other(std::move(key));
    CHECK_THROWS_AS((void)key.stream(0), spnn::usage_error);
    CHECK_NOTHROW((void)other.stream(0));
}

// The child's exit status is 0 when `body` holds there.
bool in_a_child(const std::function<bool()>& body) {
    const auto pid = ::fork();
    if (pid == 0) {
        bool held = false;
        try {
            held = body();
        } catch (...) {
        }
        ::_exit(held ? 0 : 1);
    }
    int status = 0;
    return pid > 0 && ::waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST_CASE("crypto/prg: a forked child cannot hand out its parent's bytes, and the parent goes on as without a fork") {
    const auto refuses = [](auto&& use) {
        try {
            use();
        } catch (const spnn::usage_error& e) {
            return std::string(e.what()).find("make keys and sessions after the fork") != std::string::npos;
        }
        return false;
    };
    prg reference(some_seed(), 7), g(some_seed(), 7);
    const prg_key key(some_seed());
    CHECK(drawn(g, 21) == drawn(reference, 21));
    CHECK(in_a_child([&] {
        std::vector<std::uint64_t> words(3);
        return refuses([&] { drawn(g, 1); }) && refuses([&] { g.add_to(words); }) &&
               refuses([&] { g.subtract_from(words); }) && refuses([&] { g.seek_byte(3); }) &&
               refuses([&] { (void)key.stream(1); });
    }));
    CHECK(drawn(g, 300) == drawn(reference, 300));
    CHECK_NOTHROW((void)key.stream(1));
    // What a child makes is its own, and no child's child's.
    CHECK(in_a_child([&] {
        prg own(some_seed(), 7);
        drawn(own, 21);
        return in_a_child([&] { return refuses([&] { drawn(own, 1); }); }) && drawn(own, 300).size() == 300;
    }));
}

TEST_CASE("crypto/prg: two owners of one seed draw the same uniform ring elements") {
    prg a(some_seed()), b(some_seed());
    std::vector<std::uint64_t> x(1000), y(1000);
    spnn::fill_uniform<spnn::z2k<64>>(a, std::span(x));
    spnn::fill_uniform<spnn::z2k<64>>(b, std::span(y));
    CHECK(x == y);
    CHECK(a.blocks_used() == 500);
}
