// data/split.hpp: rows into training and test, columns among holders.
//
// Parties with the rows in one common order and one public seed make the same split on their own. A stratified split
// needs the labels, so their owner makes it and tells the others the row numbers.

#pragma once

#include <spnn/core/error.hpp>
#include <spnn/data/batches.hpp>
#include <spnn/data/table.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace SPNN_NAMESPACE::data {

// Row numbers of the two parts, each in ascending order.
struct row_split {
    // For training, and for the test.
    std::vector<std::uint32_t> train;
    std::vector<std::uint32_t> test;
};

namespace detail {

inline void require_fraction(double test_fraction) {
    require<usage_error>(test_fraction > 0 && test_fraction < 1, "split: test_fraction is ", test_fraction,
                         ", a number between 0 and 1 expected");
}

// Rows of `n` that go to the test part, to the nearest.
[[nodiscard]] inline std::size_t test_rows(std::size_t n, double test_fraction) {
    return static_cast<std::size_t>(std::llround(static_cast<double>(n) * test_fraction));
}

inline void finish(row_split& split) {
    require<data_error>(!split.train.empty() && !split.test.empty(), "split: ", split.train.size(),
                        " training rows and ", split.test.size(), " test rows, at least one of each expected");
    std::sort(split.train.begin(), split.train.end());
    std::sort(split.test.begin(), split.test.end());
}

// Shuffled, the first `test` rows to one part and the others to the other.
inline void deal(std::span<const std::uint32_t> shuffled, std::size_t test, row_split& out) {
    const auto head = shuffled.first(test);
    const auto tail = shuffled.subspan(test);
    out.test.insert(out.test.end(), head.begin(), head.end());
    out.train.insert(out.train.end(), tail.begin(), tail.end());
}

}  // namespace detail

// A random split of n rows; test_fraction of them, to the nearest row, for the test. data_error when a part is empty.
[[nodiscard]] inline row_split split_rows(std::size_t n, double test_fraction, std::uint64_t seed) {
    detail::require_fraction(test_fraction);
    row_split out;
    detail::deal(permutation(seed, 0, n), detail::test_rows(n, test_fraction), out);
    detail::finish(out);
    return out;
}

// The same share of each class of `labels` in both parts. data_error when a class has fewer than two rows.
[[nodiscard]] inline row_split split_rows_stratified(std::span<const float> labels, double test_fraction,
                                                     std::uint64_t seed) {
    detail::require_fraction(test_fraction);
    std::map<float, std::vector<std::uint32_t>> of_class;
    for (const auto i : permutation(seed, 0, labels.size())) {
        require<data_error>(!std::isnan(labels[i]), "split: label ", i, " is not a number");
        of_class[labels[i]].push_back(i);
    }
    row_split out;
    for (const auto& [label, members] : of_class) {
        require<data_error>(members.size() >= 2, "split: a class has one row only, so it cannot be in both parts");
        const std::size_t wanted = detail::test_rows(members.size(), test_fraction);
        detail::deal(members, std::clamp<std::size_t>(wanted, 1, members.size() - 1), out);
    }
    detail::finish(out);
    return out;
}

// The last rows for the test: for rows in order of time, where a random split would train on the future.
[[nodiscard]] inline row_split split_rows_in_order(std::size_t n, double test_fraction) {
    detail::require_fraction(test_fraction);
    require<usage_error>(n <= std::numeric_limits<std::uint32_t>::max(), "split: ", n,
                         " rows, fewer than 2^32 expected");
    row_split out;
    const std::size_t train = n - detail::test_rows(n, test_fraction);
    for (std::size_t i = 0; i < n; ++i) (i < train ? out.train : out.test).push_back(static_cast<std::uint32_t>(i));
    detail::finish(out);
    return out;
}

// Neighbouring columns: the first one's number, and how many.
struct column_block {
    // Columns are counted from 0.
    std::size_t first;
    std::size_t count;
    bool operator==(const column_block&) const = default;
};

// `columns` columns dealt to `holders` in contiguous blocks as even as can be; the first ones get one more.
// usage_error when there are fewer columns than holders.
[[nodiscard]] inline std::vector<column_block> deal_columns(std::size_t columns, std::size_t holders) {
    require<usage_error>(holders > 0 && columns >= holders, "deal_columns: ", columns, " columns cannot be dealt to ",
                         holders, " holders, at least one each expected");
    std::vector<column_block> out;
    for (std::size_t k = 0, first = 0; k < holders; ++k) {
        out.push_back({first, columns / holders + (k < columns % holders ? 1 : 0)});
        first += out.back().count;
    }
    return out;
}

// The numeric columns of one table dealt to `holders` tables with the same rows.
[[nodiscard]] inline std::vector<table> deal_columns(const table& t, std::size_t holders) {
    std::vector<table> out;
    for (const auto& block : deal_columns(t.names.size(), holders))
        out.push_back(t.select(std::span(t.names).subspan(block.first, block.count)));
    return out;
}

}  // namespace SPNN_NAMESPACE::data
