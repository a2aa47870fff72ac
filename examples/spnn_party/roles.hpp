// What a party does in a run once its plan is known, whatever its role, the protocol and the network; and the same run
// simulated in one process.

#pragma once

#include "rows.hpp"

#include <spnn/split/joined.hpp>

namespace spnn_party {

// What a party needs to play its role once the plan is known.
struct work {
    const config& own;
    const linker& link;
    const logger& log;
    member& at;
    const prepared_rows& rows;
    spnn::split::party self;
    spnn::split::proposal agreed;
};

struct outcome {
    bool paused = false;
    std::vector<spnn::split::epoch_record> history;  // the label owner
    spnn::matrix<float> predictions;                 // the label owner: of the test rows
    double seconds_per_epoch = 0;
};

// All parties' data and weights in one place, which only a comparison on one machine ever has.
struct comparison {
    spnn::split::proposal agreed;
    spnn::split::vertical_table train;
    std::vector<spnn::matrix<float>> test;
    std::uint64_t seed = 0;
    std::size_t patience = 0;
    std::vector<double> class_weights;
    spnn::defence::any_defence defence;
    std::vector<double> product_noise;                    // of each holder
    std::map<std::string, std::filesystem::path> models;  // by party
};
struct compared {
    bool equal_weights = false;  // bit for bit
    spnn::matrix<float> predictions;
};

// The links that the proposal's protocol asks for; spnn::usage_error when the program has none of that name.
[[nodiscard]] spnn::split::topology links_of(const spnn::split::proposal& p);
// spnn::usage_error when its protocol encrypts, by a cipher that cannot do what the plan asks for.
void require_cipher(const spnn::split::proposal& p);
// The checkpoints this party can go on from.
[[nodiscard]] spnn::coordinate::epochs_held held(const work& w);
[[nodiscard]] outcome play(work& w);
[[nodiscard]] compared compare(const comparison& with);

}  // namespace spnn_party
