// testing/laws/sum_he.hpp: the laws of SumHe (he/sum.hpp), for any model and layout, as checks of doctest.
//
//     TEST_CASE("my_cipher: the laws") {
//         laws::sum_he<my_cipher>(128, bounds, 1000, [](std::uint64_t i) { return my_source(i); });
//     }
//
// The law has subcases: it is the whole of a test case.

#pragma once

#include <spnn/he/sum.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace SPNN_NAMESPACE::testing::laws {

// Of a layout of `bounds`, with messages of `values` values; `make_source(i)` gives an independent source of randomness
// for every i, the same whenever it is asked.
template <he::SumHe S, class MakeSource>
void sum_he(std::size_t security_bits, const he::sum_bounds& bounds, std::size_t values, MakeSource make_source) {
    static_assert(he::is_sum_he<S>());
    using vector = std::vector<int128>;
    auto random = make_source(0);
    const auto layout = S::make_layout(bounds, security_bits);
    const auto keys = S::generate_keys(layout, random);
    const auto& pub = keys.pub;
    const typename S::encryptor encryptor(pub);
    const auto limit = static_cast<int128>(bounds.part_limit);
    const std::size_t terms = bounds.terms;

    REQUIRE(values >= 2);
    REQUIRE(values <= layout.values_a_message());
    const auto stored = [&](const auto& c) {
        bytes out(layout.message_bytes(c.values()));
        S::store(pub, c, out, {});
        return out;
    };
    const auto encrypted = [&](const vector& v, std::uint64_t coins) {
        auto source = make_source(coins);
        return encryptor.encrypt(v, source, {});
    };
    const auto decrypted = [&](const auto& c) {
        vector out(c.values());
        S::decrypt(keys.sec, c, out, {});
        return out;
    };
    // A vector for each term, with coins 1, 2 and so on.
    const auto sum_of = [&](const std::vector<vector>& parts) {
        auto sum = encrypted(parts[0], 1);
        for (std::size_t k = 1; k < parts.size(); ++k) S::add(pub, sum, encrypted(parts[k], 1 + k), {});
        return sum;
    };
    const auto in_the_clear = [&](const std::vector<vector>& parts) {
        vector sum(parts[0].size());
        for (const auto& part : parts)
            for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += part[i];
        return sum;
    };
    // Values of the whole range, a different vector for every `which`.
    const auto some_values = [&](std::uint64_t which) {
        auto source = make_source(1000 + which);
        vector v(values);
        source.fill(std::as_writable_bytes(std::span(v)));
        for (auto& x : v) x = static_cast<int128>(static_cast<uint128>(x) % (2 * bounds.part_limit + 1)) - limit;
        return v;
    };

    SUBCASE("a sum of exactly as many terms decrypts to the sum, up to both limits") {
        for (const int pattern : {0, 1, 2, 3, 4}) {
            CAPTURE(pattern);
            std::vector<vector> parts;
            for (std::size_t k = 0; k < terms; ++k) {
                auto v = some_values(k);
                for (std::size_t i = 0; i < values; ++i) {
                    const bool odd = (i + (pattern == 4 ? k : 0)) % 2 != 0;
                    const int128 choices[] = {limit, -limit, v[i], odd ? limit : -limit, odd ? limit : -limit};
                    v[i] = choices[pattern];
                }
                parts.push_back(v);
            }
            CHECK(decrypted(sum_of(parts)) == in_the_clear(parts));
        }
        CHECK(decrypted(sum_of(std::vector<vector>(terms, vector(values)))) == vector(values));
    }

    SUBCASE("messages may be of any length up to the layout's") {
        for (const std::size_t count : {std::size_t{0}, std::size_t{1}, std::size_t{2}, values - 1, values}) {
            CAPTURE(count);
            std::vector<vector> parts;
            for (std::size_t k = 0; k < terms; ++k) {
                parts.push_back(some_values(k));
                parts.back().resize(count);
            }
            const auto sum = sum_of(parts);
            CHECK(sum.values() == count);
            CHECK(decrypted(S::load(pub, count, stored(sum), {})) == in_the_clear(parts));
        }
        auto source = make_source(1);
        const vector too_long(layout.values_a_message() + 1);
        CHECK_THROWS_AS(static_cast<void>(encryptor.encrypt(too_long, source, {})), usage_error);
        CHECK_THROWS_AS(static_cast<void>(S::load(pub, too_long.size(), bytes(1), {})), usage_error);
    }

    if (terms >= 2) {
        SUBCASE("other values of the same sum, with the same coins, have the same bytes") {
            std::vector<vector> parts;
            for (std::size_t k = 0; k < terms; ++k) parts.push_back(some_values(k));
            auto others = parts;
            for (std::size_t i = 0; i < values; ++i) {
                // As much as there is room for, from one party to the next, to and fro.
                for (std::size_t k = 0; k + 1 < terms; ++k) {
                    const auto room = std::min(limit - others[k][i], limit + others[k + 1][i]);
                    others[k][i] += room;
                    others[k + 1][i] -= room;
                }
            }
            REQUIRE(in_the_clear(parts) == in_the_clear(others));
            REQUIRE(parts != others);
            CHECK(stored(sum_of(parts)) == stored(sum_of(others)));
            others[0][0] += others[0][0] < 0 ? 1 : -1;  // another sum
            CHECK(stored(sum_of(parts)) != stored(sum_of(others)));
        }
    }

    SUBCASE("adding is commutative and associative, bit for bit") {
        const auto a = encrypted(some_values(1), 1), b = encrypted(some_values(2), 2), c = encrypted(some_values(3), 3);
        auto ab = a, ba = b, ab_c = a, bc = b, a_bc = a;
        S::add(pub, ab, b, {});
        S::add(pub, ba, a, {});
        CHECK(stored(ab) == stored(ba));
        S::add(pub, ab_c, b, {});
        S::add(pub, ab_c, c, {});
        S::add(pub, bc, c, {});
        S::add(pub, a_bc, bc, {});
        CHECK(stored(ab_c) == stored(a_bc));
        const auto shorter = encrypted(vector(values - 1), 4);
        CHECK_THROWS_AS(S::add(pub, ab, shorter, {}), usage_error);
    }

    SUBCASE("equal values have other bytes with other coins, the same with the same, on any number of threads") {
        const auto v = some_values(1);
        CHECK(stored(encrypted(v, 1)) == stored(encrypted(v, 1)));
        CHECK(stored(encrypted(v, 1)) != stored(encrypted(v, 2)));
        auto source = make_source(1);
        const auto first = encryptor.encrypt(v, source, 3);
        CHECK(first == encrypted(v, 1));
        CHECK(stored(encryptor.encrypt(v, source, 3)) != stored(first));  // one source never gives coins twice
        auto sum = first, alone = first;
        S::add(pub, sum, first, 3);
        S::add(pub, alone, first, {});
        CHECK(sum == alone);
        bytes out(layout.message_bytes(values));
        S::store(pub, first, out, 3);
        CHECK(out == stored(first));
        CHECK(S::load(pub, values, out, 3) == first);
    }

    SUBCASE("a value beyond the limit is refused") {
        auto source = make_source(1);
        for (const std::size_t at : {std::size_t{0}, values / 2, values - 1})
            for (const int128 wrong : {limit + 1, -limit - 1}) {
                auto v = some_values(1);
                v[at] = wrong;
                if (bounds.part_limit + 1 == uint128{1} << he::length_of(bounds.part_limit))
                    CHECK_THROWS_AS(static_cast<void>(encryptor.encrypt(v, source, {})), range_error);
                v[at] = wrong * 4;
                CHECK_THROWS_AS(static_cast<void>(encryptor.encrypt(v, source, {})), range_error);
            }
    }

    SUBCASE("load undoes store and refuses what is no ciphertext") {
        const auto c = encrypted(some_values(1), 1);
        const auto good = stored(c);
        CHECK(good.size() == layout.message_bytes(values));
        CHECK(S::load(pub, values, good, {}) == c);
        auto longer = good;
        longer.push_back(std::byte{0});
        CHECK_THROWS_AS(S::store(pub, c, longer, {}), usage_error);
        const auto refuses = [&](std::size_t count, std::span<const std::byte> in) {
            CHECK_THROWS_AS(static_cast<void>(S::load(pub, count, in, {})), protocol_error);
        };
        refuses(values, longer);
        refuses(values, std::span(good).first(good.size() - 1));
        refuses(values, {});
        refuses(0, good);
        refuses(values, bytes(good.size(), std::byte{0xff}));
        vector out(values + 1);
        CHECK_THROWS_AS(S::decrypt(keys.sec, c, out, {}), usage_error);
    }

    SUBCASE("a loaded public key encrypts for the same secret key, and no other bytes are one") {
        const auto good = S::store_public_key(pub);
        CHECK(good.size() <= layout.most_key_bytes());
        const auto loaded = S::load_public_key(layout, good);
        CHECK(S::store_public_key(loaded) == good);
        std::vector<vector> parts(terms, some_values(1));
        const typename S::encryptor by(loaded);
        auto source = make_source(1);
        auto sum = by.encrypt(parts[0], source, {});
        CHECK(sum == encrypted(parts[0], 1));
        for (std::size_t k = 1; k < terms; ++k) S::add(loaded, sum, by.encrypt(parts[k], source, {}), {});
        CHECK(decrypted(sum) == in_the_clear(parts));
        for (const std::size_t size : {std::size_t{0}, std::size_t{1}, good.size() / 2, good.size() - 1})
            CHECK_THROWS_AS(static_cast<void>(S::load_public_key(layout, std::span(good).first(size))), protocol_error);
        auto longer = good;
        longer.push_back(std::byte{0});
        CHECK_THROWS_AS(static_cast<void>(S::load_public_key(layout, longer)), protocol_error);
        CHECK_THROWS_AS(static_cast<void>(S::load_public_key(layout, bytes(good.size(), std::byte{0xff}))),
                        protocol_error);
    }
}

}  // namespace SPNN_NAMESPACE::testing::laws
