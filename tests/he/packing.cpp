#include <spnn/he/packing.hpp>

#include <he/sources.hpp>

#include <doctest/doctest.h>

namespace he = spnn::he;
using boost::multiprecision::cpp_int;
using boost::multiprecision::mpz_int;
using spnn::int128;

namespace {

template <class Integer>
std::vector<int128> sum_through_packing(const he::slot_layout& layout, const std::vector<std::vector<int128>>& terms) {
    Integer sum = 0;
    for (const auto& values : terms) sum += he::pack<Integer>(layout, values);
    std::vector<int128> out(terms.front().size());
    he::unpack(layout, sum, std::span(out));
    return out;
}

std::vector<int128> sum_in_the_clear(const std::vector<std::vector<int128>>& terms) {
    std::vector<int128> out(terms.front().size());
    for (const auto& values : terms)
        for (std::size_t i = 0; i < out.size(); ++i) out[i] += values[i];
    return out;
}

}  // namespace

TEST_CASE("he/packing: layouts have the sizes of the plan") {
    CHECK(he::make_slot_layout(2047, 64, 2) == he::slot_layout{64, 2, 65, 31});
    CHECK(he::make_slot_layout(2047, 64, 1) == he::slot_layout{64, 1, 64, 31});
    CHECK(he::make_slot_layout(2047, 65, 4) == he::slot_layout{65, 4, 67, 30});
    CHECK(he::make_slot_layout(2047, 65, 5) == he::slot_layout{65, 5, 68, 30});
    CHECK(he::make_slot_layout(3071, 64, 2).slots == 47);
    CHECK(he::make_slot_layout(10, 2, 8) == he::slot_layout{2, 8, 5, 2});
    CHECK(he::make_slot_layout(2047, 64, 2).plaintexts(0) == 0);
    CHECK(he::make_slot_layout(2047, 64, 2).plaintexts(31) == 1);
    CHECK(he::make_slot_layout(2047, 64, 2).plaintexts(40000) == 1291);
}

TEST_CASE("he/packing: impossible layouts are refused") {
    CHECK_THROWS_AS(static_cast<void>(he::make_slot_layout(2047, 1, 2)), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(he::make_slot_layout(2047, 128, 1)), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(he::make_slot_layout(2047, 64, 0)), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(he::make_slot_layout(2047, 127, 3)), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(he::make_slot_layout(64, 64, 2)), spnn::usage_error);
    CHECK(he::make_slot_layout(65, 64, 2).slots == 1);
}

TEST_CASE_TEMPLATE("he/packing: sums at the edges are exact, for 1 to 8 terms", Integer, mpz_int, cpp_int) {
    he_test::seeded_source random(9);
    for (const std::size_t value_bits : {2u, 7u, 32u, 63u, 64u, 65u, 96u, 125u})
        for (std::size_t terms = 1; terms <= 8; ++terms) {
            CAPTURE(value_bits);
            CAPTURE(terms);
            const auto layout = he::make_slot_layout(2047, value_bits, terms);
            const int128 largest = (int128{1} << (value_bits - 1)) - 1;
            for (int pattern = 0; pattern < 5; ++pattern) {
                std::vector<std::vector<int128>> all(terms, std::vector<int128>(layout.slots));
                for (std::size_t t = 0; t < terms; ++t)
                    for (std::size_t i = 0; i < layout.slots; ++i) {
                        const auto word = static_cast<int128>(random.next() >> 1) * random.next() % (largest + 1);
                        const int128 choices[] = {largest, -largest, i % 2 ? largest : -largest,
                                                  (i + t) % 2 ? largest : -largest, word < 0 ? -word : word};
                        all[t][i] = choices[pattern];
                    }
                CHECK(sum_through_packing<Integer>(layout, all) == sum_in_the_clear(all));
            }
        }
}

TEST_CASE("he/packing: tiny layouts are exact for every combination of values") {
    // 2 bits: values -1, 0, 1; two slots and every choice for 1 to 3 terms. 3 bits: -3 .. 3 for two terms.
    const auto try_all = [](std::size_t value_bits, std::size_t terms) {
        const auto slot_bits = he::make_slot_layout(64, value_bits, terms).slot_bits;
        const auto layout = he::make_slot_layout(2 * slot_bits, value_bits, terms);
        REQUIRE(layout.slots == 2);
        const int largest = (1 << (value_bits - 1)) - 1, choices = 2 * largest + 1;
        std::size_t combinations = 1;
        for (std::size_t i = 0; i < 2 * terms; ++i) combinations *= static_cast<std::size_t>(choices);
        for (std::size_t c = 0; c < combinations; ++c) {
            std::vector<std::vector<int128>> all(terms, std::vector<int128>(2));
            auto rest = c;
            for (auto& values : all)
                for (auto& v : values) {
                    v = static_cast<int>(rest % static_cast<std::size_t>(choices)) - largest;
                    rest /= static_cast<std::size_t>(choices);
                }
            if (sum_through_packing<mpz_int>(layout, all) != sum_in_the_clear(all)) return false;
        }
        return true;
    };
    for (std::size_t terms = 1; terms <= 4; ++terms) CHECK(try_all(2, terms));
    CHECK(try_all(3, 1));
    CHECK(try_all(3, 2));
    CHECK(try_all(4, 2));
}

TEST_CASE("he/packing: a plaintext need not be full") {
    const auto layout = he::make_slot_layout(2047, 64, 2);
    const std::vector<int128> few{5, -7, 0};
    CHECK(sum_through_packing<mpz_int>(layout, {few, few}) == std::vector<int128>{10, -14, 0});
    CHECK(he::pack<mpz_int>(layout, std::span<const int128>()) == 0);
    he::unpack(layout, mpz_int(0), std::span<int128>());
}

TEST_CASE("he/packing: the bit pattern is the documented one") {
    const auto layout = he::make_slot_layout(100, 8, 2);  // slots of 9 bits, offset 128
    CHECK(he::pack<mpz_int>(layout, std::vector<int128>{1, -1, 127}) == 129 + (127 << 9) + (255 << 18));
}

TEST_CASE("he/packing: what is out of range is an error on either side") {
    const auto layout = he::make_slot_layout(100, 8, 2);
    std::vector<int128> out(3);
    CHECK_THROWS_AS(static_cast<void>(he::pack<mpz_int>(layout, std::vector<int128>{128})), spnn::range_error);
    CHECK_THROWS_AS(static_cast<void>(he::pack<mpz_int>(layout, std::vector<int128>{-128})), spnn::range_error);
    std::vector<int128> too_many(layout.slots + 1);
    CHECK_THROWS_AS(static_cast<void>(he::pack<mpz_int>(layout, too_many)), spnn::usage_error);

    const mpz_int one = he::pack<mpz_int>(layout, std::vector<int128>(3));
    CHECK_THROWS_AS(he::unpack(layout, mpz_int(one + one), std::span(too_many)), spnn::usage_error);
    CHECK_THROWS_AS(he::unpack(layout, mpz_int(one + one), std::span(out).first(2)), spnn::protocol_error);
    CHECK_THROWS_AS(he::unpack(layout, mpz_int(-1), std::span(out)), spnn::protocol_error);
    CHECK_THROWS_AS(he::unpack(layout, mpz_int(mpz_int(1) << 27), std::span(out)), spnn::protocol_error);
    CHECK_THROWS_AS(he::unpack(layout, mpz_int(511), std::span(out).first(1)), spnn::protocol_error);
    CHECK_THROWS_AS(he::unpack(layout, mpz_int(1), std::span(out).first(1)), spnn::protocol_error);
    he::unpack(layout, mpz_int(510), std::span(out).first(1));
    CHECK(out[0] == 254);
    he::unpack(layout, mpz_int(2), std::span(out).first(1));
    CHECK(out[0] == -254);
}
