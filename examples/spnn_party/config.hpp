// A party's configuration: one small JSON file. docs/deployment.md explains every entry.

#pragma once

#include <spnn/align/alignment_policy.hpp>
#include <spnn/defence/any.hpp>
#include <spnn/split/policy.hpp>

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace spnn_party {

enum class transport { tcp, tls, grpc, mpi };

[[nodiscard]] std::string name_of(transport t);

// Another party: where it listens and what it must show; its rank under MPI.
struct peer_config {
    std::string address;
    std::string certificate_name, certificate_sha256;  // one of the two for tls and grpc
    int rank = -1;
};

struct table_config {
    std::filesystem::path file;
    std::string id_column = "id";
    std::string label_column;  // empty: no labels in it
    std::vector<std::string> drop;
};

struct config {
    std::string source;  // the file's name, for errors
    std::string run, self;
    spnn_party::transport transport = spnn_party::transport::tls;
    std::string listen;  // this party's own address
    std::filesystem::path certificate, private_key, authorities;
    std::map<std::string, peer_config> parties;  // all others
    std::filesystem::path state;                 // checkpoints, weights, results: private to this party
    std::chrono::milliseconds timeout{60'000}, start_within{120'000}, silence{10'000},
        patience = std::chrono::hours(24);
    std::size_t threads = 1;
    std::optional<std::uint64_t> private_seed;  // repeatable weights, for tests and comparisons only
    spnn::split::policy policy;
    spnn::align::alignment_policy alignment;            // parties with rows
    std::optional<table_config> data, new_rows;         // parties with rows
    std::optional<spnn::split::proposal> plan;          // the coordinator
    std::size_t early_stopping = 0;                     // the label owner
    double product_noise = 0;                           // a holder: of its noise on its part of h1
    std::vector<double> class_weights;                  // the label owner: the weight of positive rows
    std::optional<spnn::defence::any_defence> defence;  // the label owner alone
};

// The number of a holder, from 1, by its name "holder_1"; nothing for another name.
[[nodiscard]] std::optional<std::size_t> party_number(const std::string& name);

// spnn::data_error naming file and entry for whatever is wrong; unknown entries are refused.
[[nodiscard]] config load_config(const std::filesystem::path& file);
// The same from text; paths are taken relative to `folder`.
[[nodiscard]] config parse_config(const std::string& text, const std::string& name,
                                  const std::filesystem::path& folder);

}  // namespace spnn_party
