// split/messages.hpp: every message of the split protocols: its number, name and element type.
//
// Who sends it to whom, and what it lets the receiver know, stands with each. Shares' own messages are in
// share/triples/dealer.hpp.

#pragma once

#include <spnn/core/ring.hpp>
#include <spnn/net/message.hpp>
#include <spnn/share/step.hpp>

namespace spnn::inline SPNN_ABI::split {

// Numbers outside the ring, at every party.
using real = float;

// Set-up.

// each -> each linked peer: version, role, nonce and the plan. Public.
struct hello : net::message_kind<0x01, "hello", std::byte> {};
// holder -> holder: half of the key of the pair. Known to these two alone.
struct key_half : net::message_kind<0x02, "half of a pairwise key", std::byte> {};
// server -> each holder: the server's public key.
struct public_key : net::message_kind<0x03, "public key", std::byte> {};

// server -> each linked peer, first holder -> dealer: a nonce of every party with weights, from which the run's id is
// made. Public.
struct run_nonces : net::message_kind<0x06, "nonces of a new run", std::byte> {};
// each -> each linked peer, before training and before each prediction: a digest of the plan, and the run that the
// sender's weights belong to. Public.
struct agreement : net::message_kind<0x07, "agreement", std::byte> {};

// Whether a message of that number belongs to a session's set-up, which no declared cost counts. (The dealer's seeds,
// share/triples/dealer.hpp, do too.)
[[nodiscard]] constexpr bool is_set_up(std::uint16_t kind) {
    return kind == hello::id || kind == key_half::id || kind == public_key::id || kind == run_nonces::id ||
           kind == agreement::id;
}

// First layer.

// holder -> server, m x h: in `masked` and `shared` uniform alone, only the sum over all holders means something.
template <Ring R>
struct first_layer_part : share::stepped_kind<0x10, "part of the first layer", element<R>> {};
// holder -> next holder, the last -> server: the encrypted running sum, one ciphertext a row.
struct running_sum : share::stepped_kind<0x11, "encrypted running sum", std::byte> {};
// holder -> each other holder, rows x d: a share of the masked features, uniform.
template <Ring R>
struct masked_features : share::stepped_kind<0x12, "share of the masked features", element<R>> {};
// holder -> each other holder, d x h: a share of the masked weights, uniform.
template <Ring R>
struct masked_weights : share::stepped_kind<0x13, "share of the masked weights", element<R>> {};

// Hidden and label zones.

// server -> label owner, m x L.
struct last_hidden : share::stepped_kind<0x30, "last hidden activations", real> {};
// label owner -> server, m x L. Gives the server the labels almost exactly: a property of split learning.
struct last_hidden_gradient : share::stepped_kind<0x31, "gradient of the last hidden activations", real> {};
// server -> each holder, m x h.
struct first_layer_gradient : share::stepped_kind<0x32, "gradient of the first layer", real> {};

// Course of the run.

// What follows an epoch: the end of the run, the next epoch, or the end of this session only.
enum class after_epoch : std::uint8_t { finish = 0, go_on = 1, pause = 2 };
// label owner -> server -> every other holder; first holder -> dealer: an after_epoch.
struct verdict : net::message_kind<0x40, "verdict on the epoch", std::uint8_t> {
    // Its step is the epoch it is about.
    [[nodiscard]] static std::string describe_step(std::uint64_t epoch) { return text("after epoch ", epoch + 1); }
    // Whether the word is one that may be sent.
    [[nodiscard]] static constexpr bool accepts(value_type word) { return word <= 2; }
};
// server -> holder, label owner -> server, first holder -> dealer: that it has come to this step (split/role/pace.hpp).
struct pace : share::stepped_kind<0x42, "word of pace", std::uint8_t> {};
// The way of a verdict: the number of rows to predict.
struct prediction_rows : net::message_kind<0x41, "number of rows to predict", std::uint64_t> {
    // Its step is the number of the table (split/course.hpp).
    [[nodiscard]] static std::string describe_step(std::uint64_t table) { return text("prediction of table ", table); }
    // Whether so many may be asked for.
    [[nodiscard]] static constexpr bool accepts(value_type count) {
        return count >= 1 && count < std::uint64_t{1} << 32;
    }
};

}  // namespace spnn::inline SPNN_ABI::split
