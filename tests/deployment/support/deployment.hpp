// deployment/support/deployment.hpp: a small run of all roles in a folder of its own, which goes with it: files of rows
// made up, a configuration for each party, addresses that nobody else uses.

#pragma once

#include <config.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace test {

namespace fs = std::filesystem;

struct setting {
    std::string protocol = "masked", cipher = "rlwe";
    std::string alignment = "in_order";
    std::string label_owner = "holder_1";  // or labeler
    std::size_t epochs = 2;
    double timeout = 10, silence = 5, start_within = 12;  // seconds
};

// Rows of a run: how many there are, how many of them are for training, and how many batches that makes.
inline constexpr std::size_t all_rows = 64, train_rows = 48, batch = 16, batches = train_rows / batch;

// The parties of such a run, the coordinator first.
[[nodiscard]] std::vector<std::string> parties_of(const setting& s);

class deployment {
public:
    explicit deployment(const setting& s);
    deployment(const deployment&) = delete;
    deployment& operator=(const deployment&) = delete;
    ~deployment();

    [[nodiscard]] const setting& of() const { return setting_; }
    [[nodiscard]] const std::vector<std::string>& parties() const { return parties_; }
    [[nodiscard]] const fs::path& folder() const { return folder_; }
    [[nodiscard]] fs::path state_of(const std::string& party) const { return folder_ / "state" / party; }

    // What the program is given; a test may change it.
    [[nodiscard]] nlohmann::json& config(const std::string& party) { return configs_.at(party); }
    [[nodiscard]] spnn_party::config parsed(const std::string& party) const;
    // Adds a process that is not part of the run as it should be.
    void add(const std::string& name, nlohmann::json config);
    // An address that nobody else uses.
    [[nodiscard]] static std::string new_address();

private:
    void write_rows() const;

    setting setting_;
    std::vector<std::string> parties_;
    fs::path folder_;
    std::map<std::string, nlohmann::json> configs_;
};

}  // namespace test
