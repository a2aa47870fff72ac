// align/okvs.hpp: an oblivious key-value store: a table that gives the stored value at each stored key and looks
// uniform otherwise.
//
// A key names a row of bits, a random band of 256 in an otherwise empty row; the value at the key is the xor of the
// table's entries under the ones. Encoding solves these n equations; whatever they leave free is random. Values that
// look uniform give a table that looks uniform, whatever the keys are and in whatever order they came; at a key that
// was not stored, it gives a value that has nothing to do with those that were. RB-OKVS: Bienstock, Patel, Seo, Yeo,
// "Near-Optimal Oblivious Key-Value Stores", USENIX Security 2023; solved on the fly as in Dillinger, Walzer, "Ribbon
// filter", 2021.
//
// Table: n + n / 10 + 64 entries of 16 bytes, at least 256. The equations have no solution with a probability p; then
// another seed is tried, and whoever sees the table sees at most p of what the keys are. -log2 p grows linearly with
// the band and falls with log2 n. Measured with this code: 3.3, 5.4 and 7.6 for 20,000 keys and bands of 48, 56 and
// 64, so 0.27 a bit; 2.0 for 200,000 keys and 56. Carried on to a band of 256, p is 2^-59, for ten million keys 2^-50.
// Rows come from AES under the seed, a public key, taken for an ideal cipher; the seed must be drawn after the keys
// are fixed, as encode does.

#pragma once

#include <spnn/core/random.hpp>
#include <spnn/core/ring/z2k.hpp>
#include <spnn/crypto/derive.hpp>
#include <spnn/crypto/os_random.hpp>

#include <bit>
#include <numeric>
#include <optional>

namespace SPNN_NAMESPACE::align {

// Fewer bits than 256 are for measurements of the failures.
template <std::size_t BandBits>
class band_okvs {
    static_assert(BandBits >= 1 && BandBits <= 256, "band_okvs: the band has 1 to 256 bits");

public:
    // Says which band belongs to which key; public, like the table.
    using seed_bytes = crypto::block;

    // Entries of the table for that many keys.
    [[nodiscard]] static constexpr std::size_t columns_for(std::size_t keys) {
        return std::max<std::size_t>(256, keys + keys / 10 + 64);
    }

    // How often a long encode tells of its work: once every step_size keys and, later, entries of the table.
    static constexpr std::size_t step_size = 4096;
    [[nodiscard]] static constexpr std::size_t steps_for(std::size_t keys) {
        return steps_of(keys) + steps_of(columns_for(keys));
    }

    // A store of `keys` keys that came from elsewhere; usage_error unless the table has columns_for(keys) entries.
    band_okvs(std::size_t keys, const seed_bytes& seed, std::vector<uint128> table)
        : seed_(seed), rows_(seed, columns_for(keys)), table_(std::move(table)) {
        require<usage_error>(table_.size() == columns_for(keys), "okvs: ", table_.size(), " entries for ", keys,
                             " keys, expected ", columns_for(keys));
    }

    // The store with values[i] at keys[i]. after_step() is called steps_for(keys.size()) times in the course of it: a
    // step that a further attempt repeats is not told again. usage_error for lists of unequal length and for a key that
    // stands twice.
    template <CryptographicRandomSource G, class AfterStep>
    [[nodiscard]] static band_okvs encode(std::span<const uint128> keys, std::span<const uint128> values, G& random,
                                          AfterStep&& after_step) {
        constexpr std::size_t attempts = 8;
        std::size_t told = 0;
        const auto after = [&](std::size_t step) {
            if (step <= told) return;
            told = step;
            after_step();
        };
        for (std::size_t i = 0; i < attempts; ++i)
            if (auto store = try_encode(keys, values, random, after)) return *std::move(store);
        throw usage_error(text("okvs: no solution under ", attempts, " seeds: a key stands twice"));
    }

    template <CryptographicRandomSource G>
    [[nodiscard]] static band_okvs encode(std::span<const uint128> keys, std::span<const uint128> values, G& random) {
        return encode(keys, values, random, [] {});
    }

    // One attempt, under a fresh seed; after(number of the step, from 1) at the end of each.
    template <CryptographicRandomSource G, class After>
    [[nodiscard]] static std::optional<band_okvs> try_encode(std::span<const uint128> keys,
                                                             std::span<const uint128> values, G& random,
                                                             After&& after) {
        require<usage_error>(keys.size() == values.size(), "okvs: ", keys.size(), " keys for ", values.size(),
                             " values");
        seed_bytes seed;
        random.fill(seed);
        band_okvs store(keys.size(), seed, std::vector<uint128>(columns_for(keys.size())));
        random.fill(std::as_writable_bytes(std::span(store.table_)));  // what stays free stays random
        if (!store.solve(keys, values, after)) return std::nullopt;
        return store;
    }

    // values[i] = the value at keys[i]: what was stored there, or something unrelated.
    void decode(std::span<const uint128> keys, std::span<uint128> values) const {
        require<usage_error>(keys.size() == values.size(), "okvs: ", keys.size(), " keys, room for ", values.size(),
                             " values");
        rows_.for_each(keys,
                       [&](std::size_t i, std::size_t start, const band& bits) { values[i] = xor_under(bits, start); });
    }

    // What a peer needs to have this store too.
    [[nodiscard]] const seed_bytes& seed() const { return seed_; }
    [[nodiscard]] std::span<const uint128> table() const { return table_; }

private:
    [[nodiscard]] static constexpr std::size_t steps_of(std::size_t items) {
        return (items + step_size - 1) / step_size;
    }

    static constexpr std::size_t words = (BandBits + 63) / 64;
    using band = std::array<std::uint64_t, words>;

    // The rows that keys name under a seed.
    class row_maker {
    public:
        row_maker(const seed_bytes& seed, std::size_t columns)
            : first_(seed),
              second_(crypto::derive_seed("spnn okvs rows", {seed}).declassify()),  // public, as the seed is
              starts_(columns - BandBits + 1) {}

        // body(i, first column of the band, its bits) for each key.
        template <class Body>
        void for_each(std::span<const uint128> keys, Body&& body) const {
            constexpr std::size_t batch = 64, blocks = words + 1;
            std::array<crypto::block, batch> scattered;
            std::array<std::array<std::uint64_t, 2>, batch * blocks> raw;
            std::array<crypto::block, batch * blocks> material;
            static_assert(sizeof raw == sizeof material);
            for (std::size_t at = 0; at < keys.size(); at += batch) {
                const std::size_t count = std::min(batch, keys.size() - at);
                // The first cipher makes keys unrelated, so that the numbered inputs of the second never meet.
                std::memcpy(scattered.data(), &keys[at], count * sizeof(uint128));
                first_.encrypt(std::span(scattered).first(count), std::span(scattered).first(count));
                for (std::size_t i = 0; i < count; ++i)
                    for (std::size_t b = 0; b < blocks; ++b) {
                        material[i * blocks + b] = scattered[i];
                        material[i * blocks + b][0] ^= static_cast<std::byte>(b);
                    }
                const auto used = std::span(material).first(count * blocks);
                second_.encrypt(used, used);
                std::memcpy(raw.data(), material.data(), used.size_bytes());
                for (std::size_t i = 0; i < count; ++i) {
                    const auto* mine = &raw[i * blocks];
                    band bits;
                    for (std::size_t w = 0; w < words; ++w) bits[w] = mine[w][0];
                    if constexpr (BandBits % 64 != 0) bits[words - 1] &= (std::uint64_t{1} << BandBits % 64) - 1;
                    const auto start = static_cast<uint128>(mine[words][1]) * starts_ >> 64;
                    body(at + i, static_cast<std::size_t>(start), bits);
                }
            }
        }

    private:
        crypto::aes128 first_, second_;
        std::size_t starts_;
    };

    // An equation whose first one stands in the column it is stored at; empty if that bit is 0.
    struct equation {
        band bits{};
        uint128 value = 0;
    };

    [[nodiscard]] static bool is_zero(const band& bits) {
        return std::all_of(bits.begin(), bits.end(), [](std::uint64_t word) { return word == 0; });
    }

    // The number of zeros in front of the first one, of which there is one; moves it to the front.
    static std::size_t normalise(band& bits) {
        std::size_t moved = 0;
        while (bits[0] == 0) {
            std::copy(bits.begin() + 1, bits.end(), bits.begin());
            bits[words - 1] = 0;
            moved += 64;
        }
        const auto shift = static_cast<std::size_t>(std::countr_zero(bits[0]));
        if (shift == 0) return moved;
        for (std::size_t w = 0; w < words; ++w) {
            const std::uint64_t above = w + 1 < words ? bits[w + 1] << (64 - shift) : 0;
            bits[w] = bits[w] >> shift | above;
        }
        return moved + shift;
    }

    // The xor of the entries under the ones of a band.
    [[nodiscard]] uint128 xor_under(const band& bits, std::size_t start) const {
        uint128 sum = 0;
        for (std::size_t w = 0; w < words; ++w)
            for (std::uint64_t left = bits[w]; left != 0; left &= left - 1)
                sum ^= table_[start + 64 * w + static_cast<std::size_t>(std::countr_zero(left))];
        return sum;
    }

    // Gaussian elimination as the rows come; in the order of their bands they stay short and in cache.
    template <class After>
    [[nodiscard]] bool solve(std::span<const uint128> keys, std::span<const uint128> values, After&& after) {
        std::vector<std::pair<std::size_t, equation>> rows(keys.size());
        rows_.for_each(
            keys, [&](std::size_t i, std::size_t start, const band& bits) { rows[i] = {start, {bits, values[i]}}; });
        std::vector<std::uint32_t> order(keys.size());
        std::iota(order.begin(), order.end(), std::uint32_t{0});
        std::ranges::sort(order, {}, [&](std::uint32_t i) { return rows[i].first; });
        std::vector<equation> solved(table_.size());
        std::size_t step = 0;
        for (std::size_t done = 0; done < order.size();) {
            auto& [at, row] = rows[order[done]];
            for (;;) {
                if (is_zero(row.bits)) return false;
                at += normalise(row.bits);
                auto& pivot = solved[at];
                if (is_zero(pivot.bits)) {
                    pivot = row;
                    break;
                }
                for (std::size_t w = 0; w < words; ++w) row.bits[w] ^= pivot.bits[w];
                row.value ^= pivot.value;
            }
            if (++done % step_size == 0 || done == order.size()) after(++step);
        }
        for (std::size_t at = solved.size(); at-- > 0;) {
            auto& [bits, value] = solved[at];
            if (!is_zero(bits)) {
                bits[0] ^= 1;
                table_[at] = value ^ xor_under(bits, at);
            }
            if (at % step_size == 0) after(++step);
        }
        return true;
    }

    seed_bytes seed_;
    row_maker rows_;
    std::vector<uint128> table_;
};

using okvs = band_okvs<256>;

}  // namespace SPNN_NAMESPACE::align
