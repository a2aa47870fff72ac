// What the user asks for on the command line.

#pragma once

#include <spnn/data/csv.hpp>
#include <spnn/data/scaling.hpp>
#include <spnn/defence/any.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace spnn_train {

enum class protocol { in_the_clear, masked, shared, encrypted, encrypted_by_paillier };
enum class ring { z2k_32, z2k_64 };
enum class task { binary, classes, regression };

[[nodiscard]] std::string name_of(protocol p);         // for people
[[nodiscard]] std::string first_layer_of(protocol p);  // as the library names it
[[nodiscard]] std::string cipher_of(protocol p);       // likewise; empty: none
[[nodiscard]] std::string name_of(ring r);
[[nodiscard]] std::string name_of(task t);

struct data_options {
    std::vector<std::string> parties;       // one file a holder, or one file to cut
    std::vector<std::string> test_parties;  // the same for the test rows
    double test_fraction = 0.3;
    std::string id_column = "id";  // empty: none
    std::string label_column = "y";
    std::size_t split_columns = 0;  // 0: one holder a file
    std::vector<std::string> drop, one_hot;
    std::optional<double> label_below, label_above;
    bool label_only = false;
    spnn::data::missing_values missing = spnn::data::missing_values::refuse;
    spnn::data::constant_column constant = spnn::data::constant_column::refuse;
    double clip_features = 0;
    std::size_t simulate_rows = 0;  // 0: files
    std::uint64_t split_seed = 1;
};

struct run_options {
    std::vector<protocol> protocols;
    std::string network;
    spnn_train::task task = task::binary;
    std::size_t epochs = 10, batch = 256;
    double learning_rate = 0.01, momentum = 0.9, temperature = 1, l2 = 0, clip_norm = 0;
    std::string optimizer = "adam";
    std::vector<double> class_weights;
    std::uint64_t seed = 1;
    std::size_t runs = 1, threads = 1;
    std::size_t security_bits = 128;
    int fraction_bits = 0, range_bits = -1;
    bool narrow = false;
    bool reopen = false;
    std::size_t early_stopping = 0;
    spnn::defence::any_defence defence;
    double product_noise = 0;
    bool audit = false;
    bool estimate = false;              // say what training would cost, and train nothing
    double bandwidth = 0, latency = 0;  // of the links in an estimate, Mbit/s and ms; 0: parties in one process
};

struct output_options {
    std::string history, predictions, json;
    bool quiet = false;
};

struct options {
    data_options data;
    run_options run;
    output_options output;
};

// The options of a command line. Nothing when the program is to end at once, with `exit_code`: after --help (0) or
// an option that is wrong (2), which has then been said on the standard error.
[[nodiscard]] std::optional<options> parse(int argc, const char* const* argv, int& exit_code);

}  // namespace spnn_train
