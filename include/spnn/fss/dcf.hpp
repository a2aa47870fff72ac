// fss/dcf.hpp: comparisons with a payload: shares of beta where y < alpha, and of zero elsewhere.
//
// beta is three words, two modulo 2^n and one modulo 2^f. For a secret alpha of `bits` bits, 1 to 63, and a secret beta
// the dealer makes a key: a root for each side, a draw of its stream, and corrections that are the same for both. A
// side evaluates its key at a public y and gets three words; over both sides they add up to beta if y < alpha and to
// zero if not. One evaluation, no interaction: it is what a gate pays with longer keys for one round less.
//
//   Seeds and control bits are grown along the bits of y as in fss/dpf.hpp, to the last bit, by the hash of the batch;
//   child b of seed s is H(s' | b << 1), s' being s without its lowest three bits, and the words that go with child b
//   are cut from H(s' | b << 1 | 1): the first is its low half, the second its high half, the third what is left of
//   both above their n bits, or where that is less than f bits, the low half of H(s' | b << 1 | 5). At every level a
//   side takes the words of the child on its way, plus the level's correction if its control bit is set; at the end the
//   words that would go with the left child of the last seed. The second side negates the sum.
//
// So a key takes bits (16 + p) + p bytes, p = 2 ceil(n / 8) + ceil(f / 8). In a tile they stand level by level: 32
// corrections of seeds, then 32 of words, p bytes each, lowest byte first.
//
// Learns: nobody anything, under the assumptions of fss/dpf.hpp. Boyle et al., "Function secret sharing for mixed-mode
// and fixed-point secure computation", EUROCRYPT 2021 (section 3).

#pragma once

#include <spnn/fss/comparison.hpp>
#include <spnn/fss/detail/dcf_tile.hpp>

namespace SPNN_NAMESPACE::fss {

// Many keys: what a batch takes.
struct dcf_batch {
    dcf_shape shape;        // of each of them
    std::size_t count = 0;  // of keys

    // Bytes that both sides are sent, the same; a side draws a root for each key of each tile.
    [[nodiscard]] constexpr std::size_t bytes_to_both() const { return tiles_of(count) * shape.tile_bytes(); }
    [[nodiscard]] constexpr std::size_t bytes_to(side) const { return bytes_to_both(); }
    friend bool operator==(const dcf_batch&, const dcf_batch&) = default;
};

namespace detail {

// The batch itself; usage_error for a shape that is out of range.
inline const dcf_batch& checked(const dcf_batch& batch) {
    const auto& shape = batch.shape;
    require<usage_error>(shape.bits >= 1 && shape.bits <= 63 && shape.n >= 1 && shape.n <= 64 && shape.f <= 64,
                         "fss: a comparison of ", shape.bits, " bits with a payload of ", shape.n, " and ", shape.f,
                         " bits, expected 1 to 63, 1 to 64 and 0 to 64");
    return batch;
}

// The next tile of an array, filled up with zeros.
template <class T>
std::array<T, tile_keys> tile_at(std::span<const T> x, std::size_t tile) {
    std::array<T, tile_keys> out{};
    const auto from = x.subspan(tile * tile_keys, std::min(tile_keys, x.size() - tile * tile_keys));
    std::copy(from.begin(), from.end(), out.begin());
    return out;
}

}  // namespace detail

// The dealer's part: keys of the points alpha, below 2^bits, with the payloads beta, by the next draws of both sides'
// streams; writes what is sent to both. usage_error for sizes that do not fit.
inline void deal_dcf(const dcf_batch& batch, const hash_key& hash, std::span<const std::uint64_t> alpha,
                     std::span<const payload> beta, crypto::prg& first, crypto::prg& second,
                     std::span<std::byte> to_both) {
    static_cast<void>(detail::checked(batch));
    require<usage_error>(
        alpha.size() == batch.count && beta.size() == batch.count && to_both.size() == batch.bytes_to_both(),
        "fss::deal_dcf: ", alpha.size(), " points, ", beta.size(), " payloads and room for ", to_both.size(),
        " bytes do not fit ", batch.count, " keys");
    detail::dcf_tile work(batch.shape, hash);
    const auto bytes = batch.shape.tile_bytes();
    for (std::size_t tile = 0; tile < tiles_of(batch.count); ++tile) {
        const secret points(detail::tile_at(alpha, tile));
        const secret payloads(detail::tile_at(beta, tile));
        work.generate(first, second, points.declassify(), payloads.declassify(), to_both.data() + bytes * tile);
    }
}

// A side's part: its shares of beta where y < alpha and of zero elsewhere, by the next draws of its stream and what it
// was sent; y is public, and its lowest bits count. usage_error for sizes that do not fit. Where a batch is evaluated
// once, dcf_keys sees to it.
inline void evaluate_dcf(const dcf_batch& batch, const hash_key& hash, side of, crypto::prg& draws,
                         std::span<const std::byte> sent, std::span<const std::uint64_t> y, std::span<payload> shares) {
    static_cast<void>(detail::checked(batch));
    require<usage_error>(
        y.size() == batch.count && sent.size() == batch.bytes_to_both() && shares.size() == batch.count,
        "fss::evaluate_dcf: ", y.size(), " points, ", sent.size(), " bytes and room for ", shares.size(),
        " shares do not fit ", batch.count, " keys");
    detail::dcf_tile work(batch.shape, hash);
    secret<std::array<payload, tile_keys>> out;
    for (std::size_t tile = 0; tile < tiles_of(batch.count); ++tile) {
        work.evaluate(of, draws, detail::tile_at(y, tile), sent.data() + batch.shape.tile_bytes() * tile,
                      out.declassify());
        const auto to = shares.subspan(tile * tile_keys, std::min(tile_keys, batch.count - tile * tile_keys));
        std::copy_n(out.declassify().begin(), to.size(), to.begin());
    }
}

// What a side was sent of a batch, to be evaluated once. Move-only; what is evaluated is gone.
class dcf_keys {
public:
    // data_error for bytes that are not exactly those of the batch, as they come from the dealer or a file; usage_error
    // for a shape that is out of range.
    dcf_keys(side of, const dcf_batch& batch, const hash_key& hash, bytes sent)
        : held_("comparison keys with payload", of, detail::checked(batch), hash, std::move(sent)) {}

    // As evaluate_dcf; usage_error when the keys have been evaluated before.
    void evaluate(crypto::prg& draws, std::span<const std::uint64_t> y, std::span<payload> shares) && {
        const auto last = held_.take();
        evaluate_dcf(last->batch, last->hash, last->of, draws, last->sent, y, shares);
    }

private:
    detail::held_once<dcf_batch> held_;
};

}  // namespace SPNN_NAMESPACE::fss
