#include <spnn/he/batch.hpp>

#include <spnn/he/in_the_clear.hpp>
#include <spnn/he/paillier/paillier.hpp>

#include <he/sources.hpp>

#include <doctest/doctest.h>

#include <mutex>

namespace he = spnn::he;
using boost::multiprecision::mpz_int;

namespace {

// in_the_clear, which has nothing for several items, and with members that say what they were asked.
using one_by_one = he::in_the_clear<>;

struct by_fives : he::in_the_clear<> {
    static inline std::mutex guard;
    static inline std::vector<std::size_t> asked;
    static void note(std::size_t count) {
        const std::lock_guard lock(guard);
        asked.push_back(count);
    }
    static std::size_t batch_size() { return 5; }
    static std::vector<plaintext> decrypt_all(const secret_key& sec, std::span<const ciphertext> c) {
        note(c.size());
        std::vector<plaintext> out;
        for (const auto& one : c) out.push_back(decrypt(sec, one));
        return out;
    }
};

std::vector<mpz_int> numbers(std::size_t count) {
    std::vector<mpz_int> m;
    for (std::size_t i = 0; i < count; ++i) m.push_back(1000 + i);
    return m;
}

template <class S>
std::vector<typename S::ciphertext> encrypted(const typename S::public_key& pub, const std::vector<mpz_int>& m) {
    std::vector<he_test::seeded_source> random;
    for (std::size_t i = 0; i < m.size(); ++i) random.emplace_back(i);
    return he::encrypt_all<S>(typename S::encryptor(pub), m, std::span(random), 2);
}

}  // namespace

TEST_CASE("he/batch: a scheme without members for several items is asked one by one") {
    he_test::seeded_source random(1);
    const auto keys = one_by_one::generate_keys(256, random);
    CHECK(he::batch_size<one_by_one>() == 1);
    const auto m = numbers(7);
    CHECK(he::decrypt_all<one_by_one>(keys.sec, encrypted<one_by_one>(keys.pub, m), 3) == m);
}

TEST_CASE("he/batch: a thread is given a run of whole batches, the last may be short") {
    he_test::seeded_source random(2);
    const auto keys = by_fives::generate_keys(256, random);
    const auto asked_for = [&](std::size_t count, std::size_t threads) {
        by_fives::asked.clear();
        const auto m = numbers(count);
        CHECK(he::decrypt_all<by_fives>(keys.sec, encrypted<by_fives>(keys.pub, m), threads) == m);
        std::ranges::sort(by_fives::asked);
        return by_fives::asked;
    };
    using counts = std::vector<std::size_t>;
    CHECK(asked_for(0, 4) == counts{0});
    CHECK(asked_for(4, 4) == counts{4});
    CHECK(asked_for(12, 1) == counts{12});
    CHECK(asked_for(12, 2) == counts{5, 7});
    CHECK(asked_for(12, 9) == counts{2, 5, 5});
    CHECK(asked_for(20, 2) == counts{10, 10});
    CHECK(asked_for(3, 2) == counts{3});
}

TEST_CASE("he/batch: Paillier's scheme takes eight at a time where the machine can") {
    using vartime = he::paillier<mpz_int, he::arithmetic_vartime<>>;
    const bool can = he::detail::is_available(he::detail::residue_tier::ifma);
    CHECK(he::batch_size<he::paillier<>>() == (can ? 8 : 1));
    CHECK(he::batch_size<vartime>() == 1);
}
