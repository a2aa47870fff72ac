// fss/detail/dcf_tile.hpp: a tile of comparisons with payload, generated and evaluated (fss/dcf.hpp says what they
// are).
//
// The hashes of a level are computed together, on the tier of the hash key; what lies between them is plain words, 32
// at a time. No branch and no address depends on a root, a point or a payload.

#pragma once

#include <spnn/crypto/prg.hpp>
#include <spnn/fss/hash.hpp>
#include <spnn/fss/tile.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

namespace SPNN_NAMESPACE::fss {

// A payload, or a share of one: modulo 2^n, 2^n and 2^f.
using payload = std::array<std::uint64_t, 3>;

// What keys are for: public, and the same at the dealer and both sides.
struct dcf_shape {
    // The width of what is compared, 1 to 63; of the words of a payload, n from 1 to 64 and f from 0 to 64.
    unsigned bits = 1, n = 64, f = 0;

    // Bytes of a payload in a key, of a level of a tile and of a tile.
    [[nodiscard]] constexpr std::size_t payload_bytes() const { return 2 * ((n + 7) / 8) + (f + 7) / 8; }
    [[nodiscard]] constexpr std::size_t level_bytes() const { return tile_keys * (16 + payload_bytes()); }
    [[nodiscard]] constexpr std::size_t tile_bytes() const {
        return bits * level_bytes() + tile_keys * payload_bytes();
    }
    friend bool operator==(const dcf_shape&, const dcf_shape&) = default;
};

}  // namespace SPNN_NAMESPACE::fss

namespace SPNN_NAMESPACE::fss::detail {

// A block as two words.
struct dcf_node {
    std::uint64_t low, high;
};
static_assert(sizeof(dcf_node) == sizeof(crypto::block));

// m, all ones or zeros, says which.
inline std::uint64_t either(std::uint64_t m, std::uint64_t unset, std::uint64_t set) {
    return unset ^ (m & (unset ^ set));
}
inline dcf_node either(std::uint64_t m, const dcf_node& unset, const dcf_node& set) {
    return {either(m, unset.low, set.low), either(m, unset.high, set.high)};
}
inline dcf_node differing(const dcf_node& x, const dcf_node& y) { return {x.low ^ y.low, x.high ^ y.high}; }
inline dcf_node corrected(const dcf_node& x, const dcf_node& by, std::uint64_t m) {
    return {x.low ^ (m & by.low), x.high ^ (m & by.high)};
}
// -x where m is set.
inline std::uint64_t negated(std::uint64_t m, std::uint64_t x) { return (x ^ m) - m; }
// Bit i of x, 0 or 1, as a mask; m says which of the two bits.
inline std::uint64_t control_bit(const dcf_node& x, std::uint64_t m) { return 0 - (x.low >> (m & 1) & 1); }

class dcf_tile {
public:
    using points = std::array<std::uint64_t, tile_keys>;
    using payloads = std::array<payload, tile_keys>;

    // `hash` is to outlive this.
    dcf_tile(const dcf_shape& shape, const hash_key& hash)
        : shape_(shape),
          hash_(hash),
          sizes_{(shape.n + 7) / 8, (shape.n + 7) / 8, (shape.f + 7) / 8},
          masks_{low_bits(shape.n), low_bits(shape.n), low_bits(shape.f)},
          wide_(shape.f > 2 * (64 - shape.n)) {}

    // The corrections of 32 keys, from the next roots of both streams.
    void generate(crypto::prg& first, crypto::prg& second, const points& alpha, const payloads& beta, std::byte* to) {
        constexpr points left{};
        points right;
        right.fill(~std::uint64_t{0});
        secret<state> room;
        auto& [seeds, children, words, control, sum] = room.declassify();
        first.fill(std::as_writable_bytes(std::span(seeds[0])));
        second.fill(std::as_writable_bytes(std::span(seeds[1])));
        for (unsigned level = shape_.bits; level-- > 0;) {
            for (const std::size_t s : {0u, 1u}) {
                grow(seeds[s], left, children[2 * s], words[2 * s]);
                grow(seeds[s], right, children[2 * s + 1], words[2 * s + 1]);
            }
            nodes corrections;
            payloads of_words;
            for (std::size_t i = 0; i < tile_keys; ++i) {
                const std::uint64_t turn = 0 - (alpha[i] >> level & 1), minus = ~control[i];
                const auto lefts = differing(children[0][i], children[2][i]);
                const auto rights = differing(children[1][i], children[3][i]);
                auto& correction = corrections[i];
                correction = either(turn, rights, lefts);
                correction.low = (correction.low & ~std::uint64_t{3}) |
                                 (((lefts.low & 1) | (rights.low & 2)) ^ (turn & 2) ^ (~turn & 1));
                for (std::size_t w = 0; w < 3; ++w) {
                    const auto lost = either(turn, words[3][i][w] - words[1][i][w], words[2][i][w] - words[0][i][w]);
                    const auto kept = either(turn, words[0][i][w] - words[2][i][w], words[1][i][w] - words[3][i][w]);
                    const auto by = lost - sum[i][w] + (turn & beta[i][w]);
                    of_words[i][w] = negated(minus, by);
                    sum[i][w] += kept + by;
                }
                seeds[0][i] = corrected(either(turn, children[0][i], children[1][i]), correction, control[i]);
                seeds[1][i] = corrected(either(turn, children[2][i], children[3][i]), correction, minus);
                control[i] = control_bit(seeds[0][i], turn);
            }
            std::memcpy(to, corrections.data(), sizeof corrections);
            write(of_words, to + sizeof corrections);
            to += shape_.level_bytes();
        }
        payloads last;
        for (const std::size_t s : {0u, 1u}) grow(seeds[s], left, children[s], words[s]);
        for (std::size_t i = 0; i < tile_keys; ++i)
            for (std::size_t w = 0; w < 3; ++w)
                last[i][w] = negated(~control[i], words[1][i][w] - words[0][i][w] - sum[i][w]);
        write(last, to);
    }

    // One side's shares at y, from the next roots of its stream.
    void evaluate(side of, crypto::prg& draws, const points& y, const std::byte* from, payloads& shares) {
        constexpr points left{};
        secret<state> room;
        auto& seeds = room.declassify().seeds[0];
        auto& words = room.declassify().words[0];
        auto& control = room.declassify().control;
        const std::uint64_t second = of == side::second ? ~std::uint64_t{0} : 0;
        control.fill(second);
        shares.fill({});
        draws.fill(std::as_writable_bytes(std::span(seeds)));
        nodes corrections;
        payloads of_words;
        points right;
        for (unsigned level = shape_.bits; level-- > 0; from += shape_.level_bytes()) {
            for (std::size_t i = 0; i < tile_keys; ++i) right[i] = 0 - (y[i] >> level & 1);
            grow(seeds, right, seeds, words);
            std::memcpy(corrections.data(), from, sizeof corrections);
            read(from + sizeof corrections, of_words);
            for (std::size_t i = 0; i < tile_keys; ++i) {
                for (std::size_t w = 0; w < 3; ++w) shares[i][w] += words[i][w] + (control[i] & of_words[i][w]);
                seeds[i] = corrected(seeds[i], corrections[i], control[i]);
                control[i] = control_bit(seeds[i], right[i]);
            }
        }
        grow(seeds, left, seeds, words);
        read(from, of_words);
        for (std::size_t i = 0; i < tile_keys; ++i)
            for (std::size_t w = 0; w < 3; ++w)
                shares[i][w] = negated(second, shares[i][w] + words[i][w] + (control[i] & of_words[i][w])) & masks_[w];
    }

private:
    using nodes = std::array<dcf_node, tile_keys>;

    // Of both sides: seeds, and children with what goes with them, left and right of the first, then of the second; the
    // control bits of the first side, as masks; what the words of both sides sum up to so far.
    struct state {
        std::array<nodes, 2> seeds;
        std::array<nodes, 4> children;
        std::array<payloads, 4> words;
        points control;
        payloads sum;
    };

    // The child of each seed that `right` says, and the words that go with it. `children` may be `seeds`.
    void grow(const nodes& seeds, const points& right, nodes& children, payloads& words) {
        constexpr std::array<std::uint64_t, 3> tags{0, 1, 5};
        auto& in = in_.declassify();
        auto& out = out_.declassify();
        const std::size_t blocks = wide_ ? 3 : 2;
        for (std::size_t b = 0; b < blocks; ++b)
            for (std::size_t i = 0; i < tile_keys; ++i)
                in[b][i] = {(seeds[i].low & ~std::uint64_t{7}) | (right[i] & 2) | tags[b], seeds[i].high};
        hash_.hash({reinterpret_cast<const crypto::block*>(in.data()), blocks * tile_keys},
                   {reinterpret_cast<crypto::block*>(out.data()), blocks * tile_keys});
        children = out[0];
        for (std::size_t i = 0; i < tile_keys; ++i) {
            const auto [low, high] = out[1][i];
            words[i] = {low, high, wide_ ? out[2][i].low : shape_.n == 64 ? 0 : above(low, high)};
        }
    }
    // The bits of both halves above the lowest n.
    [[nodiscard]] std::uint64_t above(std::uint64_t low, std::uint64_t high) const {
        return low >> shape_.n | high >> shape_.n << (64 - shape_.n);
    }

    // Words as they stand in a key, and back.
    void write(const payloads& from, std::byte* to) {
        auto* at = packed_.data();
        for (const auto& words : from)
            for (std::size_t w = 0; w < 3; ++w) {
                const auto word = words[w] & masks_[w];
                std::memcpy(at, &word, sizeof word);  // the next one is written over what is beyond its bytes
                at += sizes_[w];
            }
        std::memcpy(to, packed_.data(), static_cast<std::size_t>(at - packed_.data()));
    }
    void read(const std::byte* from, payloads& to) {
        std::memcpy(packed_.data(), from, tile_keys * shape_.payload_bytes());
        const auto* at = packed_.data();
        for (auto& words : to)
            for (std::size_t w = 0; w < 3; ++w) {
                std::memcpy(&words[w], at, sizeof words[w]);
                words[w] &= masks_[w];
                at += sizes_[w];
            }
    }

    dcf_shape shape_;
    const hash_key& hash_;
    std::array<std::size_t, 3> sizes_;
    payload masks_;
    bool wide_;  // the third word has a block of its own
    secret<std::array<nodes, 3>> in_, out_;
    std::array<std::byte, tile_keys * sizeof(payload) + sizeof(std::uint64_t)> packed_{};
};

}  // namespace SPNN_NAMESPACE::fss::detail
