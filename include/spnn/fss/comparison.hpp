// fss/comparison.hpp: a batch of keys for shares of [alpha <= y], at any width: what the dealer sends, and what a side
// does with it, once.
//
// Numbers of up to 7 bits are compared by one-time tables (fss/table.hpp), wider ones by trees (fss/dpf.hpp). A batch
// of `count` keys is then, without a header,
//
//            first side draws       second side draws     both are sent            the second is sent
//   tree     32 roots a tile        32 roots a tile       16 (bits - 6) a key,     nothing
//                                                         whole tiles
//   table    its tables             nothing               nothing                  its tables
//
// each in the order of the keys. So a batch may be dealt and evaluated piece by piece, every piece but the last one of
// whole tiles, and gives what it gives at once. What is sent to the second side of a table must be kept from the first.
//
// Learns: nobody anything; see the two headers. Each key is evaluated once, which is what its type is for.

#pragma once

#include <spnn/fss/detail/held_once.hpp>
#include <spnn/fss/dpf.hpp>
#include <spnn/fss/table.hpp>

namespace SPNN_NAMESPACE::fss {

// The shape of a batch: public, and the same at the dealer and both sides.
struct comparison_batch {
    // The width of what is compared, 0 to 63.
    unsigned bits = 0;
    // Keys.
    std::size_t count = 0;

    // Whether these keys are tables.
    [[nodiscard]] constexpr bool by_table() const { return bits <= most_table_bits; }
    // Bytes that both sides are sent, the same.
    [[nodiscard]] constexpr std::size_t bytes_to_both() const {
        return by_table() ? 0 : tiles_of(count) * dpf_tile_bytes(bits);
    }
    // Bytes that only the second side is sent.
    [[nodiscard]] constexpr std::size_t bytes_to_second() const { return by_table() ? count * table_bytes(bits) : 0; }
    // Bytes that a side is sent.
    [[nodiscard]] constexpr std::size_t bytes_to(side of) const {
        return bytes_to_both() + (of == side::second ? bytes_to_second() : 0);
    }
    // Bytes that a side draws.
    [[nodiscard]] constexpr std::size_t drawn_by(side of) const {
        if (by_table()) return of == side::first ? bytes_to_second() : 0;
        return tiles_of(count) * tile_keys * sizeof(crypto::block);
    }
    friend bool operator==(const comparison_batch&, const comparison_batch&) = default;
};

namespace detail {

// Keys that are worked on at a time: their roots and points stay in the nearest cache.
inline constexpr std::size_t piece_keys = 16 * tile_keys;

using piece_of_roots = secret<std::array<crypto::block, piece_keys>>;
using piece_of_words = secret<std::array<std::uint64_t, piece_keys>>;

// The batch itself; usage_error for a width that is not compared.
inline const comparison_batch& checked(const comparison_batch& batch) {
    require<usage_error>(batch.bits <= most_tree_bits, "fss: a comparison of ", batch.bits, " bits, at most ",
                         most_tree_bits, " allowed");
    return batch;
}

// Calls work(first key, keys, first tile, tiles) for piece after piece of a batch.
template <class Work>
void for_each_piece(std::size_t count, Work&& work) {
    for (std::size_t at = 0; at < count; at += piece_keys) {
        const auto keys = std::min(piece_keys, count - at);
        work(at, keys, at / tile_keys, tiles_of(keys));
    }
}

// The next roots of a stream, those of so many tiles.
inline std::span<const crypto::block> draw_roots(crypto::prg& draws, std::size_t tiles, piece_of_roots& room) {
    const auto roots = std::span(room.declassify()).first(tiles * tile_keys);
    draws.fill(std::as_writable_bytes(roots));
    return roots;
}

// The numbers `x`, each changed by `change`, and zeros up to the end of the last tile.
template <class Change>
std::span<const std::uint64_t> whole_tiles(std::span<const std::uint64_t> x, piece_of_words& room, Change&& change) {
    auto& words = room.declassify();
    for (std::size_t i = 0; i < x.size(); ++i) words[i] = change(x[i]);
    const auto end = tiles_of(x.size()) * tile_keys;
    for (std::size_t i = x.size(); i < end; ++i) words[i] = 0;
    return std::span(words).first(end);
}

}  // namespace detail

// The dealer's part: the keys of the points alpha, below 2^bits, by the next draws of both sides' streams. Writes what
// is sent to both and to the second side. usage_error for sizes that do not fit.
inline void deal_comparison(const comparison_batch& batch, const hash_key& hash, std::span<const std::uint64_t> alpha,
                            crypto::prg& first, crypto::prg& second, std::span<std::byte> to_both,
                            std::span<std::byte> to_second) {
    static_cast<void>(detail::checked(batch));
    require<usage_error>(alpha.size() == batch.count && to_both.size() == batch.bytes_to_both() &&
                             to_second.size() == batch.bytes_to_second(),
                         "fss::deal_comparison: ", alpha.size(), " points and room for ", to_both.size(), " and ",
                         to_second.size(), " bytes do not fit ", batch.count, " keys of ", batch.bits, " bits");
    if (batch.by_table()) {
        write_comparison_tables(batch.bits, alpha, to_second);
        return share_tables(first, to_second);
    }
    detail::piece_of_roots first_room, second_room;
    detail::piece_of_words words;
    const auto bytes = dpf_tile_bytes(batch.bits);
    detail::for_each_piece(batch.count, [&](std::size_t at, std::size_t keys, std::size_t tile, std::size_t tiles) {
        const auto points = detail::whole_tiles(alpha.subspan(at, keys), words, [](std::uint64_t x) { return x; });
        generate_dpf(hash, batch.bits, detail::draw_roots(first, tiles, first_room),
                     detail::draw_roots(second, tiles, second_room), points,
                     to_both.subspan(bytes * tile, bytes * tiles));
    });
}

// A side's part: its shares of [alpha <= y], by the next draws of its stream and what it was sent; of y, which is
// public, the lowest bits count. Key i at bit i mod 32 of word i / 32, zeros behind the last. usage_error for sizes
// that do not fit. Where a batch is evaluated once, comparison_keys sees to it.
inline void evaluate_comparison(const comparison_batch& batch, const hash_key& hash, side of, crypto::prg& draws,
                                std::span<const std::byte> sent, std::span<const std::uint64_t> y,
                                std::span<std::uint32_t> shares) {
    static_cast<void>(detail::checked(batch));
    require<usage_error>(
        y.size() == batch.count && sent.size() == batch.bytes_to(of) && shares.size() == tiles_of(batch.count),
        "fss::evaluate_comparison: ", y.size(), " points, ", sent.size(), " bytes and room for ", shares.size(),
        " words do not fit ", batch.count, " keys of ", batch.bits, " bits");
    detail::piece_of_roots room;
    detail::piece_of_words words;
    const auto mask = low_bits(batch.bits);
    detail::for_each_piece(batch.count, [&](std::size_t at, std::size_t keys, std::size_t tile, std::size_t tiles) {
        const auto out = shares.subspan(tile, tiles);
        if (batch.by_table()) {
            const auto bytes = table_bytes(batch.bits);
            auto tables = std::as_writable_bytes(std::span(room.declassify())).first(bytes * keys);
            if (of == side::first) draws.fill(tables);
            look_up(batch.bits, y.subspan(at, keys),
                    of == side::first ? tables : sent.subspan(bytes * at, bytes * keys), out);
            return;
        }
        const auto bytes = dpf_tile_bytes(batch.bits);
        const auto points =
            detail::whole_tiles(y.subspan(at, keys), words, [mask](std::uint64_t x) { return x & mask; });
        evaluate_dpf(hash, batch.bits, of, detail::draw_roots(draws, tiles, room), points,
                     sent.subspan(bytes * tile, bytes * tiles), out);
        cut_bits(out, keys);
    });
}

// What a side was sent of a batch, to be evaluated once. Move-only; what is evaluated is gone.
class comparison_keys {
public:
    // data_error for bytes that are not exactly those of the batch, as they come from the dealer or a file; usage_error
    // for a width that is not compared.
    comparison_keys(side of, const comparison_batch& batch, const hash_key& hash, bytes sent)
        : held_("comparison keys", of, detail::checked(batch), hash, std::move(sent)) {}

    // The batch's shape; usage_error when the keys have been evaluated, here and below.
    [[nodiscard]] const comparison_batch& batch() const { return held_.look().batch; }
    // Whose they are.
    [[nodiscard]] side of() const { return held_.look().of; }

    // As evaluate_comparison.
    void evaluate(crypto::prg& draws, std::span<const std::uint64_t> y, std::span<std::uint32_t> shares) && {
        const auto last = held_.take();
        evaluate_comparison(last->batch, last->hash, last->of, draws, last->sent, y, shares);
    }

private:
    detail::held_once<comparison_batch> held_;
};

}  // namespace SPNN_NAMESPACE::fss
