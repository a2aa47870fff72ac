// No mask, share or nonce is used twice: the ledger of whole sessions.

#include <spnn/split/use.hpp>

#include <split/support/runs.hpp>

#include <doctest/doctest.h>

#include <set>

namespace {

using namespace test;
using entry = spnn::crypto::stream_ledger::entry;

// How often each stream was handed out. A stream of a key that two parties hold shows once at each.
std::map<entry, std::size_t> uses(const spnn::crypto::ledger_handle& ledger) {
    std::map<entry, std::size_t> count;
    for (const auto& e : ledger->entries()) ++count[e];
    return count;
}

constexpr std::uint64_t use_of(const entry& e) { return e.stream >> 56; }
constexpr std::uint64_t purpose_of(const entry& e) { return (e.stream >> 40) & 0xff; }

// Sessions of all protocols, each twice, on one ledger.
spnn::crypto::ledger_handle many_sessions(std::size_t holders) {
    const auto ledger = std::make_shared<spnn::crypto::stream_ledger>();
    for (const auto p : private_protocols)
        for (const bool keep : {true, false}) {
            auto request = small_request(holders);
            request.plan.keep_masked_features = keep;
            request.ledger = ledger;
            static_cast<void>(run(p, ring::z2k_64, request));
        }
    return ledger;
}

TEST_CASE("split/run/ledger: no stream is used twice across training, evaluation, prediction and sessions") {
    for (const std::size_t holders : {2U, 3U}) {
        const auto count = uses(many_sessions(holders));
        REQUIRE_FALSE(count.empty());
        std::set<std::uint64_t> seen_uses, seen_purposes;
        for (const auto& [e, times] : count) {
            seen_uses.insert(use_of(e));
            seen_purposes.insert(purpose_of(e));
            // Pairwise and dealt keys have two owners, each of which opens a stream once; a nonce key has one. The last
            // holder's part of C comes as a correction, so nobody draws it.
            const bool is_nonce = use_of(e) == static_cast<std::uint64_t>(split::use::nonce);
            CHECK(times == (is_nonce ? 1 : 2));
        }
        CHECK(seen_purposes == std::set<std::uint64_t>{1, 2, 3});
        CHECK(seen_uses == std::set<std::uint64_t>{1, 2, 3, 4, 32, 33, 34, 35});
    }
}

TEST_CASE("split/run/ledger: two sessions share no key") {
    std::array<std::set<std::uint64_t>, 2> keys;
    for (auto& of_session : keys)
        for (const auto p : private_protocols) {
            auto request = small_request(3);
            request.ledger = std::make_shared<spnn::crypto::stream_ledger>();
            static_cast<void>(run(p, ring::z2k_64, request));
            for (const auto& e : request.ledger->entries()) of_session.insert(e.key);
        }
    for (const auto key : keys[0]) CHECK_FALSE(keys[1].contains(key));
    // masked: 3 pairs. shared: 3 pairs and 3 dealt seeds. encrypted by either cipher: 3 nonce keys.
    CHECK(keys[0].size() == 15);
}

}  // namespace
