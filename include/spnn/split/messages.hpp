// split/messages.hpp: every message of the split protocols: its number, name and element type.
//
// Who sends it to whom, and what it lets the receiver know, stands with each. Shares' own messages are in
// share/triples/dealer.hpp.

#pragma once

#include <spnn/core/ring.hpp>
#include <spnn/net/message.hpp>

namespace spnn::inline SPNN_ABI::split {

using real = float;

// Set-up.

// each -> each linked peer: version, role, nonce and the plan. Public.
struct hello {
    static constexpr std::uint16_t id = 0x01;
    static constexpr std::string_view name = "hello";
    using value_type = std::byte;
};
// holder -> holder: half of the key of the pair. Known to these two alone.
struct key_half {
    static constexpr std::uint16_t id = 0x02;
    static constexpr std::string_view name = "half of a pairwise key";
    using value_type = std::byte;
};
// server -> each holder: the server's public key.
struct public_key {
    static constexpr std::uint16_t id = 0x03;
    static constexpr std::string_view name = "public key";
    using value_type = std::byte;
};

// First layer.

// holder -> server, m x h: in `masked` and `shared` uniform alone, only the sum over all holders means something.
template <Ring R>
struct first_layer_part {
    static constexpr std::uint16_t id = 0x10;
    static constexpr std::string_view name = "part of the first layer";
    using value_type = element<R>;
};
// holder -> next holder, the last -> server: the encrypted running sum, one ciphertext a row.
struct running_sum {
    static constexpr std::uint16_t id = 0x11;
    static constexpr std::string_view name = "encrypted running sum";
    using value_type = std::byte;
};
// holder -> each other holder, rows x d: a share of the masked features, uniform.
template <Ring R>
struct masked_features {
    static constexpr std::uint16_t id = 0x12;
    static constexpr std::string_view name = "share of the masked features";
    using value_type = element<R>;
};
// holder -> each other holder, d x h: a share of the masked weights, uniform.
template <Ring R>
struct masked_weights {
    static constexpr std::uint16_t id = 0x13;
    static constexpr std::string_view name = "share of the masked weights";
    using value_type = element<R>;
};

// Hidden and label zones.

// server -> label owner, m x L.
struct last_hidden {
    static constexpr std::uint16_t id = 0x30;
    static constexpr std::string_view name = "last hidden activations";
    using value_type = real;
};
// label owner -> server, m x L. Gives the server the labels almost exactly: a property of split learning.
struct last_hidden_gradient {
    static constexpr std::uint16_t id = 0x31;
    static constexpr std::string_view name = "gradient of the last hidden activations";
    using value_type = real;
};
// server -> each holder, m x h.
struct first_layer_gradient {
    static constexpr std::uint16_t id = 0x32;
    static constexpr std::string_view name = "gradient of the first layer";
    using value_type = real;
};

// Course of the run.

// label owner -> server -> every other holder; first holder -> dealer: go on (1) or stop (0) after this epoch.
struct verdict {
    static constexpr std::uint16_t id = 0x40;
    static constexpr std::string_view name = "verdict on the epoch";
    using value_type = std::uint8_t;
};
// The same way: the number of rows to predict.
struct prediction_rows {
    static constexpr std::uint16_t id = 0x41;
    static constexpr std::string_view name = "number of rows to predict";
    using value_type = std::uint64_t;
};

}  // namespace spnn::inline SPNN_ABI::split
