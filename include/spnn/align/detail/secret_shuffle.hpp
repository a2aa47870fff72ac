// align/detail/secret_shuffle.hpp: an order that tells nothing of the one before. Unlike that of data/batches.hpp it
// comes from a cryptographic source.

#pragma once

#include <spnn/core/random.hpp>
#include <spnn/core/ring/z2k.hpp>

#include <utility>

namespace SPNN_NAMESPACE::align::detail {

// Shuffles `items`; every order is equally likely.
template <class T, CryptographicRandomSource G>
void secret_shuffle(std::span<T> items, G& random) {
    for (std::size_t i = items.size(); i > 1; --i) {
        // The high word of a product, the few uneven draws rejected (Lemire, ACM TOMACS 2019).
        uint128 product = 0;
        do {
            std::uint64_t word = 0;
            random.fill(std::as_writable_bytes(std::span(&word, 1)));
            product = static_cast<uint128>(word) * i;
        } while (static_cast<std::uint64_t>(product) < (0 - std::uint64_t{i}) % i);
        std::swap(items[i - 1], items[static_cast<std::size_t>(product >> 64)]);
    }
}

}  // namespace SPNN_NAMESPACE::align::detail
