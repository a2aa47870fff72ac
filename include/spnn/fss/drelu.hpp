// fss/drelu.hpp: the sign of a masked number: shares of the masked bit d + r_d, d = [t >= 0], without interaction.
//
// A number t, -2^(k-1) <= t < 2^(k-1), 1 <= k <= 64, is known to both sides as u = t + rho mod 2^k, and rho to the
// dealer alone. With M = -rho mod 2^k, alpha = M mod 2^(k-1) and y = -1 - u mod 2^(k-1), subtracting gives
//   d = [alpha <= y] + (top bit of u) + (top bit of M)   modulo 2.
// The dealer makes a key of alpha on k-1 bits (fss/comparison.hpp). Side j draws a bit kappa_j and has
//   d^_j = (its share of [alpha <= y]) + kappa_j + j (top bit of u),
// so what both open, d^ = d^_0 + d^_1, is d + r_d with r_d = kappa_0 + kappa_1 + (top bit of M): the mask of d is
// derived and nothing is sent for it. It must be fresh for each number: without it d^ would show d.
//
// Draws of a side: a word of 32 kappas for each tile, then those of the comparison. Bits are packed, number i at bit i
// mod 32 of word i / 32, zeros behind the last.
//
// Learns: nobody anything before d^ is opened, and from that nothing as long as r_d is unknown (d is hidden by kappa of
// the other side). Breaks: the same key at two points; the type sees to it. Wrong for t outside its range, silently.
// The comparison of a masked number: Boyle et al., "Function secret sharing for mixed-mode and fixed-point secure
// computation", EUROCRYPT 2021.

#pragma once

#include <spnn/fss/comparison.hpp>

namespace SPNN_NAMESPACE::fss {

// The shape of a batch: numbers of k bits, 1 to 64, and how many.
struct drelu_batch {
    unsigned k = 1;         // bits of a number
    std::size_t count = 0;  // of numbers

    // Of the keys below it; usage_error for a k that is out of range.
    [[nodiscard]] comparison_batch comparison() const {
        require<usage_error>(k >= 1 && k <= 64, "fss::drelu: numbers of ", k, " bits, expected 1 to 64");
        return {k - 1, count};
    }
    // Bytes that a side is sent, and that it draws.
    [[nodiscard]] std::size_t bytes_to(side of) const { return comparison().bytes_to(of); }
    [[nodiscard]] std::size_t drawn_by(side of) const {
        return tiles_of(count) * sizeof(std::uint32_t) + comparison().drawn_by(of);
    }
};

namespace detail {

// Adds the bits at place `top` of the numbers to the packed bits.
inline void add_top_bits(unsigned top, std::span<const std::uint64_t> x, std::span<std::uint32_t> bits) {
    for (std::size_t i = 0; i < x.size(); i += tile_keys) {
        const auto tile = x.subspan(i, std::min(tile_keys, x.size() - i));
        std::uint32_t word = 0;
        for (std::size_t j = 0; j < tile.size(); ++j) word |= static_cast<std::uint32_t>(tile[j] >> top & 1) << j;
        bits[i / tile_keys] ^= word;
    }
}

}  // namespace detail

// The dealer's part: keys for the masks rho, of which the lowest k bits count, by the next draws of both sides'
// streams; writes what is sent to both and to the second side, and the masks r_d. usage_error for sizes that do not
// fit.
inline void deal_drelu(const drelu_batch& batch, const hash_key& hash, std::span<const std::uint64_t> rho,
                       crypto::prg& first, crypto::prg& second, std::span<std::byte> to_both,
                       std::span<std::byte> to_second, std::span<std::uint32_t> r_d) {
    const auto whole = batch.comparison();
    require<usage_error>(rho.size() == batch.count && r_d.size() == tiles_of(batch.count) &&
                             to_both.size() == whole.bytes_to_both() && to_second.size() == whole.bytes_to_second(),
                         "fss::deal_drelu: ", rho.size(), " masks and room for ", to_both.size(), " and ",
                         to_second.size(), " bytes and ", r_d.size(), " words do not fit ", batch.count, " numbers of ",
                         batch.k, " bits");
    first.fill(std::as_writable_bytes(r_d));
    secret<std::array<std::uint32_t, detail::piece_keys / tile_keys>> drawn;
    detail::for_each_piece(batch.count, [&](std::size_t, std::size_t, std::size_t tile, std::size_t tiles) {
        const auto kappa = std::span(drawn.declassify()).first(tiles);
        second.fill(std::as_writable_bytes(kappa));
        for (std::size_t i = 0; i < tiles; ++i) r_d[tile + i] ^= kappa[i];
    });
    detail::piece_of_words negated, points;
    detail::for_each_piece(batch.count, [&](std::size_t at, std::size_t keys, std::size_t tile, std::size_t tiles) {
        const auto masks = rho.subspan(at, keys);
        const auto mask = low_bits(whole.bits);
        detail::whole_tiles(masks, negated, [](std::uint64_t x) { return 0 - x; });
        detail::whole_tiles(masks, points, [mask](std::uint64_t x) { return (0 - x) & mask; });
        detail::add_top_bits(whole.bits, std::span(negated.declassify()).first(keys), r_d.subspan(tile, tiles));
        const comparison_batch piece{whole.bits, keys}, before{whole.bits, at};
        deal_comparison(piece, hash, std::span(points.declassify()).first(keys), first, second,
                        to_both.subspan(before.bytes_to_both(), piece.bytes_to_both()),
                        to_second.subspan(before.bytes_to_second(), piece.bytes_to_second()));
    });
    cut_bits(r_d, batch.count);
}

// A side's part: its shares of d^, from the public u, of which the lowest k bits count, by the next draws of its stream
// and what it was sent. usage_error for sizes that do not fit. Where a batch is evaluated once, drelu_keys sees to it.
inline void evaluate_drelu(const drelu_batch& batch, const hash_key& hash, side of, crypto::prg& draws,
                           std::span<const std::byte> sent, std::span<const std::uint64_t> u,
                           std::span<std::uint32_t> shares) {
    const auto whole = batch.comparison();
    require<usage_error>(
        u.size() == batch.count && sent.size() == whole.bytes_to(of) && shares.size() == tiles_of(batch.count),
        "fss::evaluate_drelu: ", u.size(), " numbers, ", sent.size(), " bytes and room for ", shares.size(),
        " words do not fit ", batch.count, " numbers of ", batch.k, " bits");
    draws.fill(std::as_writable_bytes(shares));
    detail::piece_of_words points;
    std::array<std::uint32_t, detail::piece_keys / tile_keys> room;
    detail::for_each_piece(batch.count, [&](std::size_t at, std::size_t keys, std::size_t tile, std::size_t tiles) {
        detail::whole_tiles(u.subspan(at, keys), points, [](std::uint64_t x) { return ~x; });
        const comparison_batch piece{whole.bits, keys}, before{whole.bits, at};
        const auto compared = std::span(room).first(tiles);
        const auto out = shares.subspan(tile, tiles);
        evaluate_comparison(piece, hash, of, draws, sent.subspan(before.bytes_to(of), piece.bytes_to(of)),
                            std::span(points.declassify()).first(keys), compared);
        for (std::size_t i = 0; i < tiles; ++i) out[i] ^= compared[i];
        if (of == side::second) detail::add_top_bits(whole.bits, u.subspan(at, keys), out);
    });
    cut_bits(shares, batch.count);
}

// What a side was sent of a batch, to be evaluated once. Move-only; what is evaluated is gone.
class drelu_keys {
public:
    // data_error for bytes that are not exactly those of the batch, as they come from the dealer or a file; usage_error
    // for a k that is out of range.
    drelu_keys(side of, const drelu_batch& batch, const hash_key& hash, bytes sent)
        : held_("sign keys", of, batch, hash, std::move(sent)) {}

    // As evaluate_drelu; usage_error when the keys have been evaluated before.
    void evaluate(crypto::prg& draws, std::span<const std::uint64_t> u, std::span<std::uint32_t> shares) && {
        const auto last = held_.take();
        evaluate_drelu(last->batch, last->hash, last->of, draws, last->sent, u, shares);
    }

private:
    detail::held_once<drelu_batch> held_;
};

}  // namespace SPNN_NAMESPACE::fss
