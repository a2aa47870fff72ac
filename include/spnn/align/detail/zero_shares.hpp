// align/detail/zero_shares.hpp: values, one for each member and id, whose xor over all members is zero where all have
// the same id.
//
// Every two members agree on a key on their own link; both contribute half, the leader sees neither. Member j's share
// at key x is the xor over the other members i of AES_ij(x). To who lacks one of two members' keys with the others, the
// shares of any but all members are uniform and independent, at every key.

#pragma once

#include <spnn/align/group.hpp>
#include <spnn/core/ring/z2k.hpp>
#include <spnn/crypto/derive.hpp>

namespace spnn::inline SPNN_ABI::align::detail {

// member -> member: half of the key of the pair. Known to these two alone.
struct zero_key_half : net::message_kind<0x53, "half of a key between members", std::uint8_t> {};

class zero_shares {
public:
    // Agrees with every other member, all parties but `apart`; all of them call it.
    template <CryptographicRandomSource G, net::Transport T>
    [[nodiscard]] static zero_shares agree(const group<T>& g, std::size_t apart, G& random) {
        using half = secret<std::array<std::uint8_t, 32>>;
        std::vector<half> own(g.parties());
        const auto is_other_member = [&](std::size_t p) { return p != g.self && p != apart; };
        auto x = make_matrix<std::uint8_t>(1, 32);
        for (std::size_t p = 0; p < g.parties(); ++p) {
            if (!is_other_member(p)) continue;
            random.fill(std::as_writable_bytes(std::span(own[p].declassify())));
            std::ranges::copy(own[p].declassify(), x.data());  // to its only other owner
            g.to(p).template send<zero_key_half>(0, x);
        }
        zero_shares shares;
        for (std::size_t p = 0; p < g.parties(); ++p) {
            if (!is_other_member(p)) continue;
            x = g.to(p).template receive<zero_key_half>(0, 1, 32);
            half theirs;
            std::copy_n(x.data(), 32, theirs.declassify().begin());
            const auto& low = (g.self < p ? own[p] : theirs).declassify();
            const auto& high = (g.self < p ? theirs : own[p]).declassify();
            const auto key = crypto::derive_seed("spnn zero shares of an alignment",
                                                 {std::as_bytes(std::span(low)), std::as_bytes(std::span(high))});
            shares.pairs_.emplace_back(key.declassify());  // becomes the cipher's key
        }
        wipe(x.data(), x.size());
        return shares;
    }

    // values[i] ^= this member's share at keys[i].
    void add(std::span<const uint128> keys, std::span<uint128> values) const {
        constexpr std::size_t batch = 256;
        std::array<crypto::block, batch> blocks;
        for (const auto& pair : pairs_)
            for (std::size_t at = 0; at < keys.size(); at += batch) {
                const auto used = std::span(blocks).first(std::min(batch, keys.size() - at));
                std::memcpy(used.data(), &keys[at], used.size_bytes());
                pair.encrypt(used, used);
                for (std::size_t i = 0; i < used.size(); ++i) values[at + i] ^= std::bit_cast<uint128>(used[i]);
            }
        wipe(blocks.data(), sizeof blocks);
    }

private:
    std::vector<crypto::aes128> pairs_;
};

}  // namespace spnn::inline SPNN_ABI::align::detail
