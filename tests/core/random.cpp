#include <spnn/core/random.hpp>
#include <spnn/core/ring/mersenne61.hpp>
#include <spnn/core/ring/z2k.hpp>

#include <spnn/testing/laws/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace laws = spnn::testing::laws;
using namespace spnn;

namespace {

// splitmix64, one byte at a time: a stream, not cryptographic.
struct toy_stream {
    static constexpr bool is_cryptographic = false;
    static constexpr bool is_stream = true;
    std::uint64_t state = 7, word = 0;
    int left = 0;

    void fill(std::span<std::byte> out) {
        for (auto& b : out) {
            if (left == 0) {
                std::uint64_t z = state += 0x9e3779b97f4a7c15u;
                z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
                z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
                word = z ^ (z >> 31);
                left = 8;
            }
            b = static_cast<std::byte>(word & 0xff);
            word >>= 8;
            --left;
        }
    }
};

// Hands out the words it was given, one after the other.
struct scripted {
    static constexpr bool is_cryptographic = true;
    std::vector<std::uint64_t> words;
    std::size_t used = 0;

    void fill(std::span<std::byte> out) {
        REQUIRE(out.size() % 8 == 0);
        for (std::size_t at = 0; at < out.size(); at += 8) std::memcpy(&out[at], &words.at(used++), 8);
    }
};

}  // namespace

TEST_CASE("core/random: the laws hold for a stream") {
    laws::reproducible_random_source([] { return toy_stream{}; });
}

TEST_CASE("core/random: a cryptographic source says so") {
    static_assert(RandomSource<toy_stream> && !CryptographicRandomSource<toy_stream>);
    static_assert(CryptographicRandomSource<scripted>);
    static_assert(!RandomSource<int>);
}

TEST_CASE("core/random: Z_2^k takes one word an element, as it comes") {
    scripted random{{5, ~std::uint64_t{0}, 1u}};
    std::vector<std::uint64_t> out(3);
    fill_uniform<z2k<64>>(random, std::span(out));
    CHECK(out == random.words);
    CHECK(random.used == 3);
}

TEST_CASE("core/random: a field draws again until the masked word is an element") {
    const std::uint64_t p = mersenne61::modulus;
    // The first two fill the vector; the second is no element, nor is its first replacement.
    scripted random{{(std::uint64_t{5} << 61) | 9, p, p | (std::uint64_t{1} << 63), 77}};
    std::vector<std::uint64_t> out(2);
    fill_uniform<mersenne61>(random, std::span(out));
    CHECK(out == std::vector<std::uint64_t>{9, 77});
    CHECK(random.used == 4);
}

TEST_CASE("core/random: in pieces or at once, the elements are the same, though words are passed over") {
    const std::uint64_t p = mersenne61::modulus;
    const scripted random{{p, 1, p, p, 2, 3, 4, p, 5, 6, p, 7, 8}};
    const std::vector<std::uint64_t> expected{1, 2, 3, 4, 5, 6, 7};
    for (std::size_t cut = 0; cut <= expected.size(); ++cut) {
        auto source = random;
        std::vector<std::uint64_t> out(expected.size());
        fill_uniform<mersenne61>(source, std::span(out).first(cut));
        fill_uniform<mersenne61>(source, std::span(out).subspan(cut));
        CHECK(out == expected);
        CHECK(source.used == 12);
    }
}

TEST_CASE("core/random: field elements are spread over the whole field") {
    toy_stream random;
    std::vector<std::uint64_t> out(20000);
    fill_uniform<mersenne61>(random, std::span(out));
    CHECK(std::ranges::all_of(out, mersenne61::is_element));
    std::vector<int> count(16);  // by the top four of 61 bits; 1250 expected, sigma about 34
    for (const auto a : out) ++count[a >> 57];
    for (const int c : count) {
        CHECK(c > 1250 - 200);
        CHECK(c < 1250 + 200);
    }
}
