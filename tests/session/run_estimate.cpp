#include <spnn/session/run_estimate.hpp>

#include <doctest/doctest.h>

#include <sstream>

namespace {

using spnn::session::run_estimate;
using spnn::session::stretch;

run_estimate made_up(std::string protocol, double factor) {
    run_estimate e;
    e.protocol = std::move(protocol);
    const auto count = static_cast<std::uint64_t>(factor);
    e.tables.sent = {1'500'000 * count, 3};
    e.epoch = {{20'000'000 * count, 5000 * count}, 120 * count, 0.25 * factor, 0.5 * factor};
    e.run = {{400'000'000 * count, 100'000 * count}, 2400 * count, 5 * factor, 10 * factor};
    return e;
}

TEST_CASE("session/run_estimate: seconds are those of computing and of the network") {
    CHECK(stretch{{}, 0, 1.5, 2}.seconds() == 3.5);
}

TEST_CASE("session/run_estimate: a table has a line for each protocol, and 80 columns hold it") {
    const auto table = spnn::session::table_of({made_up("masked", 1), made_up("in_the_clear", 9999)});
    std::istringstream lines(table);
    std::vector<std::string> all;
    for (std::string line; std::getline(lines, line);) all.push_back(line);
    REQUIRE(all.size() == 3);
    for (const auto& line : all) CHECK(line.size() == all[0].size());  // columns stand below each other
    CHECK(all[0].size() <= 80);
    CHECK(all[0].starts_with("protocol "));
    CHECK(all[1] == "masked             1.5      20.0     5000     120       0.25        0.5       15");
    CHECK(all[2].starts_with("in_the_clear "));
    CHECK(spnn::session::table_of({}) == all[0] + "\n");
}

}  // namespace
