#include "deployment.hpp"

#include <spnn/core/error.hpp>

#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <fstream>

namespace test {

namespace {

// Row `i` of a column: any numbers do, as long as they differ.
double value(std::size_t row, std::size_t column) {
    return static_cast<double>((row * 37 + column * 101 + row * row * (column + 3)) % 97) / 10;
}

std::string id(std::size_t row) { return "person " + std::to_string(1000 + row); }

// Every party has rows that no other has, and an order of its own, when the common ones are to be found.
std::vector<std::size_t> rows_in_file(bool scrambled, std::size_t party) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < all_rows; ++i) rows.push_back(scrambled ? (i * (2 * party + 3)) % all_rows : i);
    if (scrambled) rows.insert(rows.begin() + 5, {100 + party, 200 + party});
    return rows;
}

}  // namespace

std::vector<std::string> parties_of(const setting& s) {
    std::vector<std::string> all{"coordinator", "server", "holder_1", "holder_2"};
    if (s.label_owner == "labeler") all.push_back("labeler");
    if (s.protocol == "shared") all.push_back("dealer");
    return all;
}

std::string deployment::new_address() {
    // All of 127.0.0.0/8 is this machine. An address by process keeps away other runs, no port is given out twice, and
    // the system gives outgoing connections only higher ones.
    static std::atomic<unsigned> given = 0;
    const auto host = 0x7f400000U + (static_cast<unsigned>(::getpid()) & 0x3fffffU);
    return spnn::text(host >> 24, ".", host >> 16 & 0xff, ".", host >> 8 & 0xff, ".", host & 0xff, ":",
                      10'000 + given++ % 20'000);
}

deployment::deployment(const setting& s) : setting_(s), parties_(parties_of(s)) {
    auto pattern = (fs::temp_directory_path() / "spnn deployment XXXXXX").string();
    spnn::require<spnn::usage_error>(::mkdtemp(pattern.data()) != nullptr, "no temporary folder at ", pattern);
    folder_ = pattern;
    fs::create_directories(folder_ / "log");
    write_rows();
    std::map<std::string, std::string> addresses;
    for (const auto& party : parties_) addresses[party] = new_address();
    for (const auto& self : parties_) {
        nlohmann::json c{{"run", "fault test"},
                         {"self", self},
                         {"transport", "tcp"},
                         {"listen", addresses[self]},
                         {"state", "state/" + self},
                         {"private_seed", 7},
                         {"timeout_seconds", s.timeout},
                         {"silence_seconds", s.silence},
                         {"start_within_seconds", s.start_within},
                         {"policy", {{"ciphers", nlohmann::json::array({s.cipher})}}}};
        for (const auto& other : parties_)
            if (other != self) c["parties"][other] = {{"address", addresses[other]}};
        if (self == "coordinator")
            c["plan"] = {
                {"protocol", s.protocol}, {"network", "8-8-1"},           {"holders", 2},
                {"epochs", s.epochs},     {"label_owner", s.label_owner}, {"alignment", s.alignment},
                {"batch", batch},         {"test_fraction", 0.25},        {"cipher", s.cipher},
                {"security_bits", 128},   {"round_products", false}};  // so that all protocols give the same bits
        else if (self != "server" && self != "dealer")
            c["data"] = {{"file", self + ".csv"}, {"label_column", self == s.label_owner ? "y" : ""}};
        configs_[self] = std::move(c);
    }
}

deployment::~deployment() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

void deployment::write_rows() const {
    std::size_t number = 0;
    for (const auto& party : parties_) {
        if (party == "coordinator" || party == "server" || party == "dealer") continue;
        const std::size_t columns = party == "labeler" ? 0 : 2 + number;
        const bool labels = party == setting_.label_owner;
        std::ofstream out(folder_ / (party + ".csv"));
        out << "id";
        for (std::size_t c = 0; c < columns; ++c) out << ",x" << number << c;
        out << (labels ? ",y\n" : "\n");
        for (const auto row : rows_in_file(setting_.alignment == "intersection", number)) {
            out << id(row);
            for (std::size_t c = 0; c < columns; ++c) out << ',' << value(row, 10 * number + c);
            if (labels) out << ',' << (value(row, 0) + value(row, 10) > 9 ? 1 : 0);
            out << '\n';
        }
        ++number;
    }
}

spnn_party::config deployment::parsed(const std::string& party) const {
    return spnn_party::parse_config(configs_.at(party).dump(), party + ".json", folder_);
}

void deployment::add(const std::string& name, nlohmann::json config) {
    parties_.push_back(name);
    configs_[name] = std::move(config);
}

}  // namespace test
