// session/pairwise_keys.hpp: a key for every two parties, which nobody else sees as long as their own link is
// confidential.
//
// Each of the two sends 32 fresh bytes; the key is a digest of both. Every copy of a half that this code makes is
// wiped, after errors too; those in the queues of a transport are its own.

#pragma once

#include <spnn/core/secret.hpp>
#include <spnn/crypto/derive.hpp>
#include <spnn/net/channel.hpp>
#include <spnn/session/messages.hpp>

#include <optional>
#include <vector>

namespace SPNN_NAMESPACE::session {

namespace detail {

inline constexpr std::size_t half_bytes = 32;

// A half as a message takes it, in one place in memory that is wiped when it goes.
class half_message {
public:
    half_message() : x_(make_matrix<std::byte>(1, half_bytes)) {}
    half_message(const half_message&) = delete;
    half_message& operator=(const half_message&) = delete;
    ~half_message() { wipe(x_.data(), x_.size()); }

    [[nodiscard]] matrix<std::byte>& matrix_of_bytes() { return x_; }
    [[nodiscard]] std::span<std::byte> view() { return elements(x_); }

private:
    matrix<std::byte> x_;
};

}  // namespace detail

// A key with each of `parties` parties but this one, number `self`, and those for which channel_of(number) is null;
// none at their places. channel_of is asked before each message, so that it may throw when a time is over. All call it
// with the same `purpose`, a text that keeps keys of different uses apart. A half of another size is a protocol_error.
template <CryptographicRandomSource G, class ChannelOf>
[[nodiscard]] std::vector<std::optional<crypto::seed>> agree_pairwise_keys(std::size_t self, std::size_t parties,
                                                                           ChannelOf&& channel_of,
                                                                           std::string_view purpose, G& random) {
    using half = secret<std::array<std::byte, detail::half_bytes>>;
    std::vector<half> own(parties);
    detail::half_message message;
    for (std::size_t peer = 0; peer < parties; ++peer) {
        auto* const channel = peer == self ? nullptr : channel_of(peer);
        if (channel == nullptr) continue;
        random.fill(own[peer].declassify());
        std::ranges::copy(own[peer].declassify(), message.view().begin());  // to its only other owner
        channel->template send<key_half>(0, message.matrix_of_bytes());
    }
    std::vector<std::optional<crypto::seed>> keys(parties);
    for (std::size_t peer = 0; peer < parties; ++peer) {
        auto* const channel = peer == self ? nullptr : channel_of(peer);
        if (channel == nullptr) continue;
        channel->template receive<key_half>(0, 1, detail::half_bytes, message.matrix_of_bytes());
        const std::span<const std::byte> theirs = message.view(), ours = own[peer].declassify();
        keys[peer] = crypto::derive_seed(purpose, {self < peer ? ours : theirs, self < peer ? theirs : ours});
    }
    return keys;
}

}  // namespace SPNN_NAMESPACE::session
