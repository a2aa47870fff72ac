// One fault on one link: every run ends, with an error or, where the fault does not matter, with the right result.

#include <split/support/runs.hpp>

#include <support/errors.hpp>

#include <doctest/doctest.h>

namespace {

using namespace test;
using net::fault;
using std::chrono::milliseconds;

constexpr milliseconds brief{150};

// A quicker run than most: one epoch, one batch to train, one to evaluate, one to predict.
run_request tiny_request(std::size_t holders = 2) {
    auto request = small_request(holders, 1);
    request.plan.batch = 32;
    return request;
}

// What went over each lane of a sound run.
std::map<lane, std::pair<std::uint64_t, std::uint64_t>> traffic_of(protocol p, run_request request) {
    wiretap tap;
    request.links = tap.factory();
    static_cast<void>(run(p, ring::z2k_64, request));
    std::map<lane, std::pair<std::uint64_t, std::uint64_t>> all;
    for (const auto& where : tap.lanes()) all[where] = tap.traffic(where);
    return all;
}

enum class ending { right, error };

// Any exception that is no spnn::error passes, and fails the test.
ending end_of(protocol p, run_request request, const lane& where, const net::fault_plan& fault,
              const run_result& right) {
    request.links = with_fault(where, fault);
    request.timeout = brief;
    const auto start = std::chrono::steady_clock::now();
    auto how = ending::error;
    try {
        const auto result = run(p, ring::z2k_64, request);
        CHECK(same_run(result, right));  // an end without an error is the right end
        how = ending::right;
    } catch (const spnn::error&) {
    }
    // A chain of parties that each wait for the next: still far from a hang.
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
    return how;
}

std::string describe(protocol p, const lane& where, const net::fault_plan& f) {
    return spnn::text(name_of(p), ", ", where.from.name(), " -> ", where.to.name(), ", fault ",
                      static_cast<int>(f.kind), " at byte ", f.at_byte, ", message ", f.message);
}

// Every link of every protocol, one fault each way, at a place that follows from the seed.
void check_random_faults(std::uint64_t first_seed, std::uint64_t seeds_per_lane) {
    for (const auto p : private_protocols) {
        const auto request = tiny_request();
        const auto right = run(p, ring::z2k_64, request);
        std::uint64_t seed = first_seed;
        for (const auto& [where, traffic] : traffic_of(p, request))
            for (std::uint64_t i = 0; i < seeds_per_lane && traffic.first > 0; ++i) {
                const auto f = net::random_fault(++seed, traffic.first, traffic.second);
                const auto what = describe(p, where, f);
                CAPTURE(what);
                const auto how = end_of(p, request, where, f, right);
                // A repeated last message is never looked at; anything else is noticed.
                if (f.kind != fault::repeat || f.message + 1 < traffic.second) CHECK(how == ending::error);
            }
    }
}

TEST_CASE("split/run/faults: whatever goes wrong on whatever link, the run ends with an error") {
    check_random_faults(0, 2);
}

TEST_CASE("split/run/faults: many more of them" * doctest::test_suite("slow")) { check_random_faults(1000, 40); }

// Bit flips and broken connections are found without waiting, so every place can be tried.
void check_every_place(protocol p, std::uint64_t stride) {
    const auto request = tiny_request();
    const auto right = run(p, ring::z2k_64, request);
    for (const auto& [where, traffic] : traffic_of(p, request))
        for (std::uint64_t at = 0; at < traffic.first; at += stride)
            for (const auto kind : {fault::flip, fault::drop}) {
                const net::fault_plan f{.kind = kind, .at_byte = at, .bit = static_cast<unsigned>(at % 8)};
                const auto what = describe(p, where, f);
                CAPTURE(what);
                CHECK(end_of(p, request, where, f, right) == ending::error);
            }
}

TEST_CASE("split/run/faults: a flipped bit or a broken connection is noticed at any place") {
    check_every_place(protocol::masked, 331);
    check_every_place(protocol::shared, 331);
    check_every_place(protocol::encrypted, 331);
    check_every_place(protocol::encrypted_by_rlwe, 9973);
}

TEST_CASE("split/run/faults: at very many places" * doctest::test_suite("slow")) {
    check_every_place(protocol::masked, 13);
    check_every_place(protocol::shared, 29);
    check_every_place(protocol::encrypted, 29);
    check_every_place(protocol::encrypted_by_rlwe, 499);
}

// Each message lost, doubled, cut or late, on one lane of each kind.
TEST_CASE("split/run/faults: every message of every lane" * doctest::test_suite("slow")) {
    for (const auto p : private_protocols) {
        const auto request = tiny_request(3);
        const auto right = run(p, ring::z2k_64, request);
        for (const auto& [where, traffic] : traffic_of(p, request))
            for (std::uint64_t message = 0; message < traffic.second; ++message)
                for (const auto kind : {fault::reorder, fault::repeat}) {
                    const net::fault_plan f{.kind = kind, .message = message};
                    const auto what = describe(p, where, f);
                    CAPTURE(what);
                    const auto how = end_of(p, request, where, f, right);
                    CHECK((how == ending::error) == (kind == fault::reorder || message + 1 < traffic.second));
                }
    }
}

TEST_CASE("split/run/faults: when one party fails, all the others end, and its failure is the one that is told") {
    for (const auto p : private_protocols) {
        CAPTURE(name_of(p));
        auto request = tiny_request(3);
        request.timeout = std::chrono::minutes(2);  // nobody waits for it: the links close
        const auto start = std::chrono::steady_clock::now();
        request.labels.on_batch = [](const split::batch_report&) {
            throw spnn::data_error("the label owner has had enough");
        };
        CHECK(error_of<spnn::data_error>([&] { static_cast<void>(run(p, ring::z2k_64, request)); }) ==
              "the label owner has had enough");
        request.labels.on_batch = nullptr;
        request.table.features[2](3, 1) = std::numeric_limits<float>::infinity();
        CHECK(contains(error_of<spnn::range_error>([&] { static_cast<void>(run(p, ring::z2k_64, request)); }),
                       "holder_3: feature"));
        CHECK(std::chrono::steady_clock::now() - start < std::chrono::minutes(1));
    }
}

}  // namespace
