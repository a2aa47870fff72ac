// share/pairwise.hpp: keys that every two holders share, and what they make without a message.
//
// zero share   holder i adds PRG_ij for j > i and subtracts PRG_ji for j < i. Over all holders these cancel;
//              without all the other holders' keys a masked value is uniform.
// own share    the owner of a value gives every other holder a share of it by a stream of their common key and
//              keeps the value minus all of those: sharing costs no message at all.
//
// Learns: nobody anything. Breaks: a holder's masks fall when all the other holders pool their keys.
// Bonawitz et al., "Practical secure aggregation", CCS 2017 (the pairwise masks, without drop-out).

#pragma once

#include <spnn/core/matmul.hpp>
#include <spnn/core/random.hpp>
#include <spnn/share/use.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace SPNN_NAMESPACE::share {

// One holder's keys with all the others.
template <Ring R>
class pairwise_keys {
public:
    // For holder `self` (counted from 0) of `holders`; `insert` sets the key with each peer.
    pairwise_keys(std::size_t self, std::size_t holders) : self_(self), keys_(holders) {
        require<usage_error>(self < holders && holders < 256, "pairwise_keys: holder ", self, " of ", holders,
                             ", needs self < holders < 256");
    }

    // Sets the key with holder `peer`; usage_error for one that is no other holder, here and below.
    void insert(std::size_t peer, crypto::single_use_key key) { place_of(peer).emplace(std::move(key)); }

    // This holder's number; how many holders there are.
    [[nodiscard]] std::size_t self() const { return self_; }
    [[nodiscard]] std::size_t holders() const { return keys_.size(); }

    // x += this holder's zero share of step `at`.
    void add_zero_share(matrix<element<R>>& x, step_id at) {
        for (std::size_t peer = 0; peer < holders(); ++peer) {
            if (peer == self_) continue;
            auto stream = open(peer, {use::zero_share, 0, at});
            if (self_ < peer)
                add_masks(stream, x);
            else
                subtract_masks(stream, x);
        }
    }

    // Turns this holder's own value into its own share of it: what the others hold is taken away.
    template <crypto::StreamUse Use>
    void keep_own_share(matrix<element<R>>& value, Use what, step_id at) {
        for (std::size_t peer = 0; peer < holders(); ++peer) {
            if (peer == self_) continue;
            auto stream = open(peer, {what, owner_tag(self_), at});
            subtract_masks(stream, value);
        }
    }

    // This holder's share, m x n, of a value that `owner` shares at the same step; valid until the next call.
    template <crypto::StreamUse Use>
    [[nodiscard]] const matrix<element<R>>& share_of(std::size_t owner, Use what, step_id at, std::size_t m,
                                                     std::size_t n) {
        auto stream = open(owner, {what, owner_tag(owner), at});
        resize(drawn_, m, n);
        fill_uniform<R>(stream, elements(drawn_));
        return drawn_;
    }

private:
    using piece = std::span<element<R>>;
    using const_piece = std::span<const element<R>>;

    [[nodiscard]] static std::uint8_t owner_tag(std::size_t owner) { return static_cast<std::uint8_t>(owner + 1); }

    [[nodiscard]] std::optional<crypto::single_use_key>& place_of(std::size_t peer) {
        require<usage_error>(peer < holders() && peer != self_, "pairwise_keys: holder ", peer + 1, " of ", holders(),
                             " is no peer of holder ", self_ + 1);
        return keys_[peer];
    }

    // The stream of that name in common with `peer`.
    [[nodiscard]] crypto::prg open(std::size_t peer, const crypto::stream_name& name) {
        auto& key = place_of(peer);
        require<usage_error>(key.has_value(), "pairwise_keys: no key with holder ", peer + 1);
        return key->open(name);
    }

    // Whether the stream itself can add masks: they are its words, of a size that it knows.
    static constexpr bool masks_are_words =
        R::every_word_is_an_element && requires(crypto::prg& stream, piece x) { stream.add_to(x); };

    // x += the masks that come next in the stream, and x -= them.
    static void add_masks(crypto::prg& stream, matrix<element<R>>& x) {
        if constexpr (masks_are_words)
            stream.add_to(elements(x));
        else
            for_each_piece(stream, x, [](piece part, const_piece mask) { add_to<R>(part, mask); });
    }
    static void subtract_masks(crypto::prg& stream, matrix<element<R>>& x) {
        if constexpr (masks_are_words)
            stream.subtract_from(elements(x));
        else
            for_each_piece(stream, x, [](piece part, const_piece mask) { subtract_from<R>(part, mask); });
    }

    // use(part of x, mask) for all of x, with the masks that come next in the stream: each is used while it is in the
    // nearest cache, and then overwritten.
    template <class Use>
    static void for_each_piece(crypto::prg& stream, matrix<element<R>>& x, Use&& use) {
        secret<std::array<element<R>, 1024 / sizeof(element<R>)>> masks;
        for (auto rest = elements(x); !rest.empty();) {
            const auto part = rest.first(std::min(rest.size(), masks.declassify().size()));  // to hide `part` with
            const auto mask = std::span(masks.declassify()).first(part.size());
            fill_uniform<R>(stream, mask);
            use(part, mask);
            rest = rest.subspan(part.size());
        }
    }

    std::size_t self_;
    std::vector<std::optional<crypto::single_use_key>> keys_;
    matrix<element<R>> drawn_;
};

}  // namespace SPNN_NAMESPACE::share
