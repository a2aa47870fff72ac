// align/detail/zero_shares.hpp: values, one for each member and id, whose xor over all members is zero where all have
// the same id.
//
// Every two members agree on a key on their own link; both contribute half, the leader sees neither. Member j's share
// at key x is the xor over the other members i of AES_ij(x). To who lacks one of two members' keys with the others, the
// shares of any but all members are uniform and independent, at every key.
//
// Every copy of a half that this code makes is wiped, after errors too; those in the queues of a transport are its own.

#pragma once

#include <spnn/align/detail/conversation.hpp>
#include <spnn/core/ring/z2k.hpp>
#include <spnn/crypto/derive.hpp>

namespace spnn::inline SPNN_ABI::align::detail {

// member -> member: half of the key of the pair. Known to these two alone.
struct zero_key_half : net::message_kind<0x53, "half of a key between members", std::uint8_t> {};

using key_half = std::array<std::uint8_t, 32>;

// A half as a message takes it, in one place in memory that is wiped when it goes.
class key_half_message {
public:
    key_half_message() : x_(make_matrix<std::uint8_t>(1, std::tuple_size_v<key_half>)) {}
    key_half_message(const key_half_message&) = delete;
    key_half_message& operator=(const key_half_message&) = delete;
    ~key_half_message() { wipe(x_.data(), x_.size()); }

    template <net::Transport T>
    void send(conversation<T>& talk, std::size_t to, const secret<key_half>& half) {
        std::ranges::copy(half.declassify(), x_.data());  // to its only other owner
        talk.template send<zero_key_half>(to, 0, x_);
    }
    template <net::Transport T>
    void receive(conversation<T>& talk, std::size_t from, secret<key_half>& half) {
        talk.template receive<zero_key_half>(from, 0, rows(x_), columns(x_), x_);
        std::copy_n(x_.data(), x_.size(), half.declassify().begin());
    }

private:
    matrix<std::uint8_t> x_;
};

class zero_shares {
public:
    // Agrees with every other member, all parties but `apart`; all of them call it.
    template <CryptographicRandomSource G, net::Transport T>
    [[nodiscard]] static zero_shares agree(conversation<T>& talk, std::size_t apart, G& random) {
        std::vector<secret<key_half>> own(talk.parties());
        const auto is_other_member = [&](std::size_t p) { return p != talk.self() && p != apart; };
        key_half_message message;
        for (std::size_t p = 0; p < talk.parties(); ++p) {
            if (!is_other_member(p)) continue;
            random.fill(std::as_writable_bytes(std::span(own[p].declassify())));
            message.send(talk, p, own[p]);
        }
        zero_shares shares;
        for (std::size_t p = 0; p < talk.parties(); ++p) {
            if (!is_other_member(p)) continue;
            secret<key_half> theirs;
            message.receive(talk, p, theirs);
            const auto& low = (talk.self() < p ? own[p] : theirs).declassify();
            const auto& high = (talk.self() < p ? theirs : own[p]).declassify();
            const auto key = crypto::derive_seed("spnn zero shares of an alignment",
                                                 {std::as_bytes(std::span(low)), std::as_bytes(std::span(high))});
            shares.pairs_.emplace_back(key.declassify());  // becomes the cipher's key
        }
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
