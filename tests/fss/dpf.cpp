#include <spnn/fss/dpf.hpp>

#include <doctest/doctest.h>

#include "fss/support.hpp"
#include "support/errors.hpp"

#include <array>
#include <bit>
#include <cmath>

using namespace fss_tests;
namespace fss = spnn::fss;
using fss::hash_key;
using spnn::crypto::aes_tier;

namespace {

// Every alpha of `bits` bits, and all of them at every y.
std::size_t wrong_in_all(const hash_key& hash, unsigned bits, std::mt19937_64& random) {
    const std::size_t count = std::size_t{1} << bits;
    std::vector<std::uint64_t> alpha(count);
    for (std::size_t i = 0; i < count; ++i) alpha[i] = i;
    const dpf_batch batch(hash, bits, alpha, random);
    std::size_t wrong = 0;
    for (std::size_t y = 0; y < count; ++y) wrong += batch.wrong(hash, alpha, std::vector<std::uint64_t>(count, y));
    return wrong;
}

// Points near alpha, where a comparison can go wrong: equal, one off, in the same leaf, one bit changed, the ends.
std::vector<std::uint64_t> points_near(const std::vector<std::uint64_t>& alpha, unsigned bits,
                                       std::mt19937_64& random) {
    auto y = arbitrary_words(alpha.size(), bits, random);
    for (std::size_t i = 0; i < y.size(); ++i) switch (i % 8) {
            case 0: y[i] = alpha[i]; break;
            case 1: y[i] = alpha[i] + 1; break;
            case 2: y[i] = alpha[i] - 1; break;
            case 3: y[i] = (alpha[i] & ~std::uint64_t{127}) | (y[i] & 127); break;
            case 4: y[i] = alpha[i] ^ std::uint64_t{1} << (y[i] % bits); break;
            case 5: y[i] = y[i] % 2 == 0 ? 0 : ~std::uint64_t{0}; break;
            default: break;
        }
    for (auto& x : y) x &= fss::low_bits(bits);
    return y;
}

// What the header says of a side, block by block.
bool defined_share(const spnn::crypto::aes128& aes, const dpf_batch& batch, std::size_t key, bool second,
                   std::uint64_t y) {
    const auto correction = [&](std::size_t row) {
        const auto at = (key / tile_keys * (batch.bits - 6) + row) * tile_keys + key % tile_keys;
        block b;
        std::copy_n(batch.corrections.begin() + static_cast<std::ptrdiff_t>(16 * at), 16, b.begin());
        return b;
    };
    const auto add = [](block& to, const block& b) {
        for (std::size_t i = 0; i < 16; ++i) to[i] ^= b[i];
    };
    auto seed = second ? batch.second[key] : batch.first[key];
    bool control = second, last = false, parity = false;
    for (unsigned row = 0, levels = batch.bits - 7; row < levels; ++row) {
        const bool right = (y >> (batch.bits - 1 - row) & 1) != 0;
        parity ^= control && right != last;
        last = right;
        seed[0] = (seed[0] & std::byte{0xfc}) | std::byte{right ? std::uint8_t{2} : std::uint8_t{0}};
        block hashed;
        aes.encrypt({&seed, 1}, {&hashed, 1});
        add(hashed, seed);
        seed = hashed;
        if (row + 1 < levels) {
            if (control) add(seed, correction(row));
            control = (std::to_integer<unsigned>(seed[0]) >> (right ? 1 : 0) & 1) != 0;
        } else if (control) {
            add(seed, correction(right ? row + 1 : row));
        }
    }
    for (std::size_t i = 0; i < 128; ++i)
        if ((i > (y & 127)) == last) parity ^= (std::to_integer<unsigned>(seed[i / 8]) >> (i % 8) & 1) != 0;
    return parity;
}

}  // namespace

TEST_CASE("fss/dpf: shares make [alpha <= y] for every alpha and every y of eight to eleven bits") {
    std::mt19937_64 random(1);
    const unsigned most = many_keys() < 10000 ? 9 : 11;
    for (unsigned bits = 8; bits <= most; ++bits) {
        CAPTURE(bits);
        CHECK(wrong_in_all(hash_key(arbitrary_block(random)), bits, random) == 0);
    }
}

TEST_CASE("fss/dpf: every tier compares right for every alpha and every y of eight bits") {
    std::mt19937_64 random(2);
    for (const auto tier : spnn::available_tiers<spnn::crypto::aes_tier>()) {
        CAPTURE(std::string(spnn::tier_name(tier)));
        CHECK(wrong_in_all(hash_key(arbitrary_block(random), tier), 8, random) == 0);
    }
}

TEST_CASE("fss/dpf: 2^17 keys at widths of all kinds compare right, near alpha and far from it") {
    std::mt19937_64 random(3);
    const hash_key hash(arbitrary_block(random));
    for (const unsigned bits : {8u, 16u, 20u, 25u, 31u, 39u, 63u}) {
        CAPTURE(bits);
        const auto alpha = arbitrary_words(many_keys(), bits, random);
        const dpf_batch batch(hash, bits, alpha, random);
        CHECK(batch.wrong(hash, alpha, points_near(alpha, bits, random)) == 0);
    }
}

TEST_CASE("fss/dpf: at every width the ends of the range and of leaves compare right") {
    std::mt19937_64 random(4);
    const hash_key hash(arbitrary_block(random));
    for (unsigned bits = fss::least_tree_bits; bits <= fss::most_tree_bits; ++bits) {
        CAPTURE(bits);
        const auto most = fss::low_bits(bits), half = std::uint64_t{1} << (bits - 1);
        const std::vector<std::uint64_t> edges{0,    1,    63,       64,         127,        128 & most,
                                               most, half, half - 1, most - 127, most - 128, half + 1};
        std::vector<std::uint64_t> alpha, y;
        for (const auto a : edges)
            for (const auto b : edges) {
                alpha.push_back(a & most);
                y.push_back(b & most);
            }
        alpha.resize(fss::tiles_of(alpha.size()) * tile_keys);
        y.resize(alpha.size());
        CHECK(dpf_batch(hash, bits, alpha, random).wrong(hash, alpha, y) == 0);
    }
}

TEST_CASE("fss/dpf: a side's share is what the header defines") {
    std::mt19937_64 random(5);
    const auto key = arbitrary_block(random);
    const hash_key hash(key);
    const spnn::crypto::aes128 aes(key);
    for (const unsigned bits : {8u, 9u, 31u, 63u}) {
        CAPTURE(bits);
        const auto alpha = arbitrary_words(2 * tile_keys, bits, random);
        const dpf_batch batch(hash, bits, alpha, random);
        const auto y = points_near(alpha, bits, random);
        const auto one = batch.shares(hash, side::first, y), other = batch.shares(hash, side::second, y);
        for (std::size_t i = 0; i < y.size(); ++i) {
            CHECK(bit_of(one, i) == defined_share(aes, batch, i, false, y[i]));
            CHECK(bit_of(other, i) == defined_share(aes, batch, i, true, y[i]));
        }
    }
}

TEST_CASE("fss/dpf: every tier makes the portable keys and the portable shares") {
    std::mt19937_64 random(6);
    const auto key = arbitrary_block(random);
    for (const unsigned bits : {8u, 9u, 25u, 63u})
        for (const std::size_t tiles : {1u, 3u}) {
            CAPTURE(bits);
            const auto alpha = arbitrary_words(tiles * tile_keys, bits, random);
            const auto y = points_near(alpha, bits, random);
            const auto state = random;
            const hash_key portable(key, aes_tier::portable);
            const dpf_batch expected(portable, bits, alpha, random);
            for (const auto tier : spnn::available_tiers<spnn::crypto::aes_tier>()) {
                CAPTURE(std::string(spnn::tier_name(tier)));
                const hash_key hash(key, tier);
                auto same = state;
                const dpf_batch batch(hash, bits, alpha, same);
                CHECK(batch.corrections == expected.corrections);
                for (const auto of : {side::first, side::second})
                    CHECK(batch.shares(hash, of, y) == expected.shares(portable, of, y));
            }
        }
}

TEST_CASE("fss/dpf: one key tells nothing of alpha: no bit of the corrections goes with a bit of alpha") {
    // Sums over keys of (-1)^(bit of a correction) (-1)^(bit of alpha), and of the corrections alone: each is a walk of
    // as many steps as there are keys, and among all of them none may go beyond what chance allows.
    std::mt19937_64 random(7);
    const hash_key hash(arbitrary_block(random));
    constexpr unsigned bits = 15;
    constexpr std::size_t keys = 4096;
    const auto alpha = arbitrary_words(keys, bits, random);
    const dpf_batch batch(hash, bits, alpha, random);
    std::vector<std::array<int, bits + 1>> walks(std::size_t{128} * (bits - 6));  // the last one with no bit of alpha
    for (std::size_t key = 0; key < keys; ++key)
        for (std::size_t row = 0; row < bits - 6; ++row)
            for (std::size_t i = 0; i < 128; ++i) {
                const auto at = 16 * ((key / tile_keys * (bits - 6) + row) * tile_keys + key % tile_keys) + i / 8;
                const auto bit = std::to_integer<std::uint64_t>(batch.corrections[at]) >> (i % 8) & 1;
                for (unsigned j = 0; j <= bits; ++j)
                    walks[128 * row + i][j] += (bit ^ (alpha[key] >> j & 1)) != 0 ? 1 : -1;
            }
    // Six standard deviations: one walk in 5 * 10^8 goes as far; these are 18432.
    for (const auto& of_bit : walks)
        for (const int walk : of_bit) CHECK(std::abs(walk) <= 6 * std::sqrt(double{keys}));
}

TEST_CASE("fss/dpf: who guesses alpha's bits from one side's key by walking it is right half of the time") {
    // A tree whose children were no hash of their own, or whose control bits showed the path, is found out by comparing
    // the two children: this guesses a bit of alpha by the control bits of both children on the way to alpha, by their
    // seeds' order, and by a bit of their corrections, giving the guesser all the bits above.
    std::mt19937_64 random(8);
    const auto key = arbitrary_block(random);
    const hash_key hash(key);
    constexpr unsigned bits = 23;
    constexpr std::size_t keys = 2048;
    const auto alpha = arbitrary_words(keys, bits, random);
    const dpf_batch batch(hash, bits, alpha, random);
    for (const bool second : {false, true}) {
        std::array<std::array<int, bits - 7>, 4> right{};
        for (std::size_t k = 0; k < keys; ++k) {
            auto seed = second ? batch.second[k] : batch.first[k];
            bool control = second;
            for (unsigned row = 0; row < bits - 7; ++row) {
                std::array<block, 2> from{seed, seed}, child{};
                from[0][0] &= std::byte{0xfc};
                from[1][0] = from[0][0] | std::byte{2};
                hash.hash(from, child);
                CHECK(child[0] != child[1]);
                const auto at = 16 * ((k / tile_keys * (bits - 6) + row) * tile_keys + k % tile_keys);
                const auto* correction = batch.corrections.data() + at;
                if (control)
                    for (auto& c : child)
                        for (std::size_t i = 0; i < 16; ++i) c[i] ^= correction[i];
                const unsigned left = std::to_integer<unsigned>(child[0][0]) & 1;
                const unsigned other = std::to_integer<unsigned>(child[1][0]) >> 1 & 1;
                const unsigned bit = alpha[k] >> (bits - 1 - row) & 1;
                const unsigned low = std::to_integer<unsigned>(*correction);
                right[0][row] += left == bit ? 1 : -1;
                right[1][row] += (left ^ other) == bit ? 1 : -1;
                right[2][row] += (child[0] < child[1]) == (bit != 0) ? 1 : -1;
                right[3][row] += ((low ^ low >> 1) & 1) == bit ? 1 : -1;
                seed = child[bit];
                control = bit != 0 ? other != 0 : left != 0;
            }
        }
        for (const auto& guess : right)
            for (const int walk : guess) CHECK(std::abs(walk) <= 5 * std::sqrt(double{keys}));
    }
}

TEST_CASE("fss/dpf: the corrections of one and the same alpha are unbiased, bit by bit") {
    std::mt19937_64 random(9);
    const hash_key hash(arbitrary_block(random));
    constexpr unsigned bits = 12;
    constexpr std::size_t keys = 4096;
    const std::vector<std::uint64_t> alpha(keys, 0);
    const dpf_batch batch(hash, bits, alpha, random);
    for (std::size_t row = 0; row < bits - 6; ++row)
        for (std::size_t i = 0; i < 128; ++i) {
            int walk = 0;
            for (std::size_t key = 0; key < keys; ++key) {
                const auto at = 16 * ((key / tile_keys * (bits - 6) + row) * tile_keys + key % tile_keys) + i / 8;
                walk += (std::to_integer<unsigned>(batch.corrections[at]) >> (i % 8) & 1) != 0 ? 1 : -1;
            }
            CHECK(std::abs(walk) <= 5 * std::sqrt(double{keys}));
        }
}

TEST_CASE("fss/dpf: sizes that do not fit, and widths no tree is grown for, are refused") {
    std::mt19937_64 random(10);
    const hash_key hash(arbitrary_block(random));
    const auto roots = arbitrary_blocks(tile_keys, random);
    const auto alpha = arbitrary_words(tile_keys, 9, random);
    spnn::bytes corrections(fss::dpf_tile_bytes(9));
    CHECK(corrections.size() == 32 * 16 * 3);
    std::vector<std::uint32_t> shares(1);
    fss::generate_dpf(hash, 9, roots, roots, alpha, corrections);
    const auto refused = [](auto&& body) { return test::error_of<spnn::usage_error>(body); };
    CHECK(refused([&] { fss::generate_dpf(hash, 7, roots, roots, alpha, corrections); }) ==
          "fss: a tree of 7 bits, expected 8 to 63");
    CHECK(!refused([&] { fss::generate_dpf(hash, 64, roots, roots, alpha, corrections); }).empty());
    CHECK(refused([&] { fss::generate_dpf(hash, 10, roots, roots, alpha, corrections); }) ==
          "fss: 32 points, 32 roots and 1536 bytes of corrections are no whole tiles of the same keys");
    CHECK(!refused([&] { fss::generate_dpf(hash, 9, std::span(roots).first(31), roots, alpha, corrections); }).empty());
    CHECK(!refused([&] { fss::generate_dpf(hash, 9, roots, std::span(roots).first(31), alpha, corrections); }).empty());
    CHECK(!refused([&] {
               fss::evaluate_dpf(hash, 9, side::first, roots, alpha, corrections, std::span<std::uint32_t>{});
           }).empty());
    CHECK(!refused([&] {
               fss::evaluate_dpf(hash, 9, side::first, roots, alpha, std::span(corrections).first(1535), shares);
           }).empty());
    fss::generate_dpf(hash, 9, {}, {}, {}, {});
    fss::evaluate_dpf(hash, 9, side::second, {}, {}, {}, {});
}
