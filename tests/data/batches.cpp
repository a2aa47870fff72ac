#include <spnn/data/batches.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <vector>

using spnn::usage_error;
using spnn::data::batch_order;
using spnn::data::permutation;

TEST_CASE("data/batches: the order of an epoch is fixed for all builds") {
    CHECK(permutation(42, 0, 10) == std::vector<std::uint32_t>{8, 1, 9, 2, 6, 0, 4, 5, 3, 7});
    CHECK(permutation(42, 1, 10) == std::vector<std::uint32_t>{5, 1, 9, 6, 7, 2, 4, 0, 8, 3});
    CHECK(permutation(1, 2, 0).empty());
    CHECK(permutation(1, 2, 1) == std::vector<std::uint32_t>{0});
}

TEST_CASE("data/batches: a permutation holds every row once, and seeds and epochs give different ones") {
    std::vector<std::vector<std::uint32_t>> seen;
    for (std::uint64_t seed = 0; seed < 3; ++seed) {
        for (std::uint64_t epoch = 0; epoch < 3; ++epoch) {
            auto order = permutation(seed, epoch, 1000);
            CHECK(std::find(seen.begin(), seen.end(), order) == seen.end());
            seen.push_back(order);
            std::sort(order.begin(), order.end());
            for (std::uint32_t i = 0; i < 1000; ++i) REQUIRE(order[i] == i);
        }
    }
}

TEST_CASE("data/batches: all orders of four rows are equally likely over epochs") {
    std::map<std::vector<std::uint32_t>, double> seen;
    const double expected = 1000;
    for (std::uint64_t epoch = 0; epoch < 24'000; ++epoch) seen[permutation(9, epoch, 4)] += 1;
    CHECK(seen.size() == 24);
    double chi_square = 0;
    for (const auto& [order, count] : seen) chi_square += (count - expected) * (count - expected) / expected;
    CHECK(chi_square < 55);  // 23 degrees of freedom: beyond 55 one seed in five thousand
    CHECK(chi_square > 5);   // and not suspiciously even
}

TEST_CASE("data/batches: every row lands on every place equally often") {
    std::vector<std::vector<double>> count(12, std::vector<double>(12, 0));
    for (std::uint64_t seed = 0; seed < 12'000; ++seed) {
        const auto order = permutation(seed, 3, 12);
        for (std::size_t place = 0; place < 12; ++place) count[order[place]][place] += 1;
    }
    double chi_square = 0;
    for (const auto& of_row : count)
        for (const double n : of_row) chi_square += (n - 1000) * (n - 1000) / 1000;
    CHECK(chi_square < 187);  // 121 degrees of freedom, four deviations
}

TEST_CASE("data/batches: the batches of an epoch are its order cut in pieces, the last one smaller") {
    batch_order order(7, 23, 5);
    CHECK(order.rows() == 23);
    CHECK(order.batches() == 5);
    CHECK(order.size_of(4) == 3);
    for (const std::uint64_t epoch : {0U, 1U, 0U, 5U}) {
        std::vector<std::uint32_t> all;
        for (std::size_t b = 0; b < order.batches(); ++b) {
            const auto rows = order.rows_of(epoch, b);
            CHECK(rows.size() == order.size_of(b));
            all.insert(all.end(), rows.begin(), rows.end());
        }
        CHECK(all == order.epoch(epoch));
        CHECK(all == permutation(7, epoch, 23));
    }
    CHECK(batch_order(7, 20, 5).batches() == 4);
    CHECK(batch_order(7, 20, 5).size_of(3) == 5);
    CHECK(batch_order(7, 3, 5).rows_of(0, 0).size() == 3);
}

TEST_CASE("data/batches: what makes no sense is refused") {
    CHECK_THROWS_WITH_AS(batch_order(1, 0, 5), "batch_order: no rows", usage_error);
    CHECK_THROWS_WITH_AS(batch_order(1, 5, 0), "batch_order: the batch size must be positive", usage_error);
    batch_order order(1, 10, 5);
    CHECK_THROWS_WITH_AS(static_cast<void>(order.rows_of(0, 2)), "batch_order: batch 2 of 2", usage_error);
    CHECK_THROWS_AS(static_cast<void>(permutation(1, 0, std::size_t{1} << 32)), usage_error);
}
