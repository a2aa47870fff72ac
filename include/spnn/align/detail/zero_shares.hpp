// align/detail/zero_shares.hpp: values, one for each member and id, whose xor over all members is zero where all have
// the same id.
//
// Every two members agree on a key on their own link; both contribute half, the leader sees neither. Member j's share
// at key x is the xor over the other members i of AES_ij(x). To who lacks one of two members' keys with the others, the
// shares of any but all members are uniform and independent, at every key.

#pragma once

#include <spnn/align/detail/conversation.hpp>
#include <spnn/core/ring/z2k.hpp>
#include <spnn/crypto/aes.hpp>
#include <spnn/session/pairwise_keys.hpp>

namespace SPNN_NAMESPACE::align::detail {

class zero_shares {
public:
    // Agrees with every other member, all parties but `apart`; all of them call it.
    template <CryptographicRandomSource G, net::Transport T>
    [[nodiscard]] static zero_shares agree(conversation<T>& talk, std::size_t apart, G& random) {
        const auto channel_of = [&](std::size_t p) {
            return p == apart ? nullptr : &talk.template within<session::key_half>(p, 0);
        };
        const auto keys = session::agree_pairwise_keys(talk.self(), talk.parties(), channel_of,
                                                       "spnn zero shares of an alignment", random);
        zero_shares shares;
        for (const auto& key : keys)
            if (key) shares.pairs_.emplace_back(key->declassify());  // becomes the cipher's key
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

}  // namespace SPNN_NAMESPACE::align::detail
