// testing/laws/additive_he.hpp: the laws of AdditiveHe (he/additive.hpp), for any model and key size, as checks of
// doctest.
//
//     TEST_CASE("my_cipher: the laws") { laws::additive_he<my_cipher>(2048); }
//
// The law has subcases: it is the whole of a test case.

#pragma once

#include <spnn/core/parallel.hpp>
#include <spnn/he/batch.hpp>
#include <spnn/testing/random.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace SPNN_NAMESPACE::testing::laws {

// All laws; `make_source(i)` gives an independent source of randomness for every i.
template <he::AdditiveHe S, class MakeSource>
void additive_he(std::size_t key_bits, MakeSource make_source) {
    using plaintext = typename S::plaintext;
    auto random = make_source(0);
    const auto keys = S::generate_keys(key_bits, random);
    const auto& pub = keys.pub;
    const typename S::encryptor encryptor(pub);
    const auto decrypt = [&](const auto& c) { return plaintext(S::decrypt(keys.sec, c)); };
    const auto stored = [&](const auto& c) {
        bytes out(pub.ciphertext_bytes());
        S::store(pub, c, out);
        return out;
    };

    CHECK(pub.key_bits() == key_bits);
    const plaintext limit = plaintext(1) << static_cast<unsigned>(pub.plaintext_bits());
    const plaintext third = limit / 3;

    SUBCASE("decryption undoes encryption, up to the largest plaintext") {
        for (const plaintext& m : {plaintext(0), plaintext(1), plaintext(2), third, plaintext(limit - 1)})
            CHECK(decrypt(encryptor.encrypt(m, random)) == m);
        CHECK_THROWS_AS(static_cast<void>(encryptor.encrypt(limit, random)), usage_error);
        CHECK_THROWS_AS(static_cast<void>(encryptor.encrypt(plaintext(-1), random)), usage_error);
    }

    SUBCASE("operations on ciphertexts are operations on plaintexts") {
        const auto a = encryptor.encrypt(third, random), b = encryptor.encrypt(third + 5, random);
        CHECK(decrypt(S::add(pub, a, b)) == 2 * third + 5);
        CHECK(decrypt(S::add(pub, b, a)) == 2 * third + 5);
        CHECK(decrypt(S::add(pub, a, a)) == 2 * third);
        CHECK(decrypt(S::add_plain(pub, a, third)) == 2 * third);
        CHECK(decrypt(S::add_plain(pub, a, 0)) == third);
        CHECK(decrypt(S::scale(pub, a, 0)) == 0);
        CHECK(decrypt(S::scale(pub, a, 1)) == third);
        CHECK(decrypt(S::scale(pub, a, 3)) == 3 * third);
        CHECK(decrypt(S::scale(pub, encryptor.encrypt(1, random), plaintext(limit - 1))) == limit - 1);
        CHECK(decrypt(encryptor.rerandomise(S::scale(pub, a, 0), random)) == 0);
        CHECK_THROWS_AS(static_cast<void>(S::add_plain(pub, a, limit)), usage_error);
        CHECK_THROWS_AS(static_cast<void>(S::scale(pub, a, limit)), usage_error);

        auto sum = encryptor.encrypt(0, random);
        for (int i = 1; i <= 20; ++i) sum = S::add(pub, sum, encryptor.encrypt(i, random));
        CHECK(decrypt(sum) == 210);
    }

    SUBCASE("rerandomising changes the bytes and keeps the plaintext") {
        const auto c = encryptor.encrypt(third, random);
        const auto d = encryptor.rerandomise(c, random);
        CHECK(stored(c) != stored(d));
        CHECK(decrypt(d) == third);
        CHECK(stored(encryptor.encrypt(third, random)) != stored(encryptor.encrypt(third, random)));
    }

    SUBCASE("load undoes store and refuses what is no ciphertext") {
        const auto c = encryptor.encrypt(third, random);
        const auto good = stored(c);
        CHECK(stored(S::load(pub, good)) == good);
        CHECK(decrypt(S::load(pub, good)) == third);
        auto wrong_size = good;
        wrong_size.push_back(std::byte{0});
        CHECK_THROWS_AS(S::store(pub, c, wrong_size), usage_error);
        CHECK_THROWS_AS(static_cast<void>(S::load(pub, wrong_size)), protocol_error);
        CHECK_THROWS_AS(static_cast<void>(S::load(pub, std::span(good).first(good.size() - 1))), protocol_error);
        CHECK_THROWS_AS(static_cast<void>(S::load(pub, std::span<const std::byte>())), protocol_error);
        CHECK_THROWS_AS(static_cast<void>(S::load(pub, bytes(good.size(), std::byte{0xff}))), protocol_error);
    }

    SUBCASE("a loaded public key encrypts for the same secret key") {
        const auto good = S::store_public_key(pub);
        const auto loaded = S::load_public_key(good);
        CHECK(loaded == pub);
        CHECK(decrypt(typename S::encryptor(loaded).encrypt(third, random)) == third);
        for (std::size_t size = 0; size < good.size(); ++size)
            CHECK_THROWS_AS(static_cast<void>(S::load_public_key(std::span(good).first(size))), protocol_error);
        auto longer = good;
        longer.push_back(std::byte{0});
        CHECK_THROWS_AS(static_cast<void>(S::load_public_key(longer)), protocol_error);
    }

    SUBCASE("many at once are what one at a time gives, whatever their number and that of the threads") {
        using ciphertext = typename S::ciphertext;
        for (const std::size_t count : {0u, 1u, 2u, 7u, 8u, 9u, 17u})
            for (const std::size_t threads : {1u, 3u}) {
                CAPTURE(count);
                CAPTURE(threads);
                const plaintext edges[] = {0, limit / 4, 1, limit / 2 - 1};
                std::vector<plaintext> m;
                std::vector<decltype(make_source(0))> sources;
                std::vector<ciphertext> alone, sums;
                bytes alone_stored;
                for (std::size_t i = 0; i < count; ++i) {
                    m.push_back(edges[i % 4]);
                    sources.push_back(make_source(i + 1));
                    auto own = make_source(i + 1);
                    alone.push_back(encryptor.encrypt(m[i], own));
                    sums.push_back(S::add(pub, alone[i], alone[i / 2]));
                    const auto one = stored(alone[i]);
                    alone_stored.insert(alone_stored.end(), one.begin(), one.end());
                }
                const auto c = he::encrypt_all<S>(encryptor, m, std::span(sources), threads);
                CHECK(c == alone);
                CHECK(he::decrypt_all<S>(keys.sec, c, threads) == m);
                std::vector<ciphertext> other;
                for (std::size_t i = 0; i < count; ++i) other.push_back(c[i / 2]);
                const auto sum = he::add_all<S>(pub, c, other, threads);
                CHECK(sum == sums);
                const auto plain_sums = he::decrypt_all<S>(keys.sec, sum, threads);
                for (std::size_t i = 0; i < count; ++i) CHECK(plain_sums[i] == m[i] + m[i / 2]);

                bytes all(count * pub.ciphertext_bytes());
                he::store_all<S>(pub, c, all);
                CHECK(all == alone_stored);
                CHECK(he::load_all<S>(pub, all, threads) == c);
                if (count == 0) continue;
                CHECK_THROWS_AS(
                    static_cast<void>(he::encrypt_all<S>(encryptor, m, std::span(sources).first(count - 1))),
                    usage_error);
                CHECK_THROWS_AS(static_cast<void>(he::add_all<S>(pub, c, std::span(other).first(count - 1))),
                                usage_error);
                CHECK_THROWS_AS(he::store_all<S>(pub, c, std::span(all).first(all.size() - 1)), usage_error);
                CHECK_THROWS_AS(static_cast<void>(he::load_all<S>(pub, std::span(all).first(all.size() - 1), threads)),
                                protocol_error);
                m.back() = limit;
                CHECK_THROWS_AS(static_cast<void>(he::encrypt_all<S>(encryptor, m, std::span(sources), threads)),
                                usage_error);
                for (const std::size_t wrong : {std::size_t{0}, count / 2, count - 1}) {  // one that is no ciphertext
                    auto with_wrong = all;
                    std::fill_n(with_wrong.begin() + static_cast<std::ptrdiff_t>(wrong * pub.ciphertext_bytes()),
                                pub.ciphertext_bytes(), std::byte{0xff});
                    CHECK_THROWS_AS(static_cast<void>(he::load_all<S>(pub, with_wrong, threads)), protocol_error);
                }
            }
    }

    SUBCASE("many threads may share one encryptor") {
        std::vector<std::optional<typename S::ciphertext>> shared(24), alone(24);
        const auto encrypt_into = [&](auto& out) {
            return [&](std::size_t i) {
                auto own = make_source(i + 1);
                out[i] = encryptor.encrypt(third + i, own);
            };
        };
        parallel_for(4, shared.size(), encrypt_into(shared));
        parallel_for(1, alone.size(), encrypt_into(alone));
        for (std::size_t i = 0; i < shared.size(); ++i) {
            CHECK(*shared[i] == *alone[i]);
            CHECK(decrypt(*shared[i]) == third + i);
        }
    }
}

// The same with streams of fixed seeds.
template <he::AdditiveHe S>
void additive_he(std::size_t key_bits) {
    additive_he<S>(key_bits, random_of);
}

}  // namespace SPNN_NAMESPACE::testing::laws
