// train/messages.hpp: what parties say to each other between the steps of training and predicting.

#pragma once

#include <spnn/net/message.hpp>

namespace SPNN_NAMESPACE::train {

// What follows an epoch: the end of the run, the next epoch, or the end of this session only.
enum class after_epoch : std::uint8_t { finish = 0, go_on = 1, pause = 2 };

// label owner -> everybody (split/role/relay.hpp): an after_epoch.
struct verdict : net::message_kind<net::first_kind::train, "verdict on the epoch", std::uint8_t> {
    // Its step is the epoch it is about.
    [[nodiscard]] static std::string describe_step(std::uint64_t epoch) { return text("after epoch ", epoch + 1); }
    // Whether the word is one that may be sent.
    [[nodiscard]] static constexpr bool accepts(value_type word) { return word <= 2; }
};

// The way of a verdict: the number of rows to predict.
struct prediction_rows : net::message_kind<net::first_kind::train + 1, "number of rows to predict", std::uint64_t> {
    // Its step is the number of the table (train/loop.hpp).
    [[nodiscard]] static std::string describe_step(std::uint64_t table) { return text("prediction of table ", table); }
    // Whether so many may be asked for.
    [[nodiscard]] static constexpr bool accepts(value_type count) {
        return count >= 1 && count < std::uint64_t{1} << 32;
    }
};

}  // namespace SPNN_NAMESPACE::train
