// data/batches.hpp: which rows make up which batch, from the common plan's seed.
//
// All parties compute the same order on their own, so nothing crosses the wire. The seed decides the order and
// nothing else; it is public. The order is part of what two builds must agree on, so it is fixed here: epoch e
// of n rows is the Fisher-Yates shuffle of 0..n-1 drawn from stream e of the seed (data/generator.hpp).

#pragma once

#include <spnn/core/memory.hpp>
#include <spnn/data/generator.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace SPNN_NAMESPACE::data {

// Shuffles `items`; every order is equally likely.
template <class T>
void shuffle(generator& random, std::span<T> items) {
    for (std::size_t i = items.size(); i > 1; --i) {
        using std::swap;
        swap(items[i - 1], items[static_cast<std::size_t>(random.below(i))]);
    }
}

// Fills `order` with the numbers 0..n-1, n its size, in the order of one epoch.
inline void permute(std::uint64_t seed, std::uint64_t epoch, std::span<std::uint32_t> order) {
    std::iota(order.begin(), order.end(), std::uint32_t{0});
    generator random(seed, epoch);
    shuffle(random, order);
}

// The same as a new list; n < 2^32.
[[nodiscard]] inline std::vector<std::uint32_t> permutation(std::uint64_t seed, std::uint64_t epoch, std::size_t n) {
    require<usage_error>(n <= std::numeric_limits<std::uint32_t>::max(), "permutation: ", n,
                         " rows, fewer than 2^32 expected");
    std::vector<std::uint32_t> order(n);
    permute(seed, epoch, order);
    return order;
}

// The batches of a training run over `rows` rows: each row once an epoch, the last batch of an epoch may be smaller.
class batch_order {
public:
    // usage_error for no rows and for batches of none.
    batch_order(std::uint64_t seed, std::size_t rows, std::size_t batch_size)
        : seed_(seed), rows_(rows), batch_size_(batch_size) {
        require<usage_error>(rows > 0, "batch_order: no rows");
        require<usage_error>(rows <= std::numeric_limits<std::uint32_t>::max(), "batch_order: ", rows,
                             " rows, fewer than 2^32 expected");
        require<usage_error>(batch_size > 0, "batch_order: the batch size must be positive");
    }

    // Rows of an epoch, and the batches they make.
    [[nodiscard]] std::size_t rows() const { return rows_; }
    [[nodiscard]] std::size_t batches() const { return (rows_ - 1) / batch_size_ + 1; }
    // Rows in batch number `batch`.
    [[nodiscard]] std::size_t size_of(std::size_t batch) const {
        require<usage_error>(batch < batches(), "batch_order: batch ", batch, " of ", batches());
        return std::min(batch_size_, rows_ - batch * batch_size_);
    }

    // All rows in the order of epoch `e`.
    [[nodiscard]] std::vector<std::uint32_t> epoch(std::uint64_t e) const { return permutation(seed_, e, rows_); }

    // The rows of one batch, valid until another epoch is asked for: the order of one epoch is kept, so that a walk
    // through it shuffles once. memory_error when the machine has no room for it.
    [[nodiscard]] std::span<const std::uint32_t> rows_of(std::uint64_t e, std::size_t batch) {
        const std::size_t size = size_of(batch);
        if (order_.empty() || kept_epoch_ != e) {
            const auto why = [this] { return text("batch_order: the order of ", rows_, " rows"); };
            require_room<std::uint32_t>(rows_, why);
            within_memory(why, [this] { order_.resize(rows_); });
            permute(seed_, e, order_);
            kept_epoch_ = e;
        }
        return std::span(order_).subspan(batch * batch_size_, size);
    }

private:
    std::uint64_t seed_;
    std::size_t rows_;
    std::size_t batch_size_;
    std::uint64_t kept_epoch_ = 0;
    std::vector<std::uint32_t> order_;
};

}  // namespace SPNN_NAMESPACE::data
