// Reports without end: the coordinator's memory stays what it is, and the others hear its verdict in time.

#include <hostile/support/coordinated.hpp>
#include <hostile/support/matrix.hpp>

#include <doctest/doctest.h>

namespace {

using namespace hostile_tests;

constexpr milliseconds wait{500};

// The coordinator alone with one party, which sends `reports` reports as fast as it can; the others never come.
scene flood_of(const std::string& who, std::size_t reports,
               const std::function<spnn::coordinate::party_report(std::size_t)>& next) {
    return [=](stage& at, milliseconds timeout) {
        const auto of_coordinator = std::make_shared<std::map<std::string, transport>>();
        const auto others = std::make_shared<std::vector<transport>>();
        for (const auto& name : coordinated_parties) {
            auto [near, far] = at.link("coordinator", name);
            of_coordinator->emplace(name, std::move(near));
            others->push_back(std::move(far));
        }
        const auto own = std::ranges::find(coordinated_parties, who) - coordinated_parties.begin();
        return cast{
            {who,
             [=] {
                 net::channel<transport> words(std::move(others->at(static_cast<std::size_t>(own))), "coordinator",
                                               timeout);
                 for (std::size_t turn = 0; turn < reports; ++turn) {
                     words.send_bytes<spnn::coordinate::report_message>(turn, spnn::coordinate::store(next(turn)));
                     static_cast<void>(words.receive_bytes<spnn::coordinate::instruction_message>(turn, 1 << 20));
                 }
             }},
            {"coordinator", [=] { coordinate(std::move(*of_coordinator), timeout); }}};
    };
}

void check_flood(const std::string& name, std::size_t reports,
                 const std::function<spnn::coordinate::party_report(std::size_t)>& next) {
    const auto result = perform(flood_of("holder_2", reports, next), {"holder_2"}, wait, name);
    const auto fault = fault_of(result, {"holder_2"}, {"coordinator", wait * 40 + slack, 4 << 20, true});
    CHECK_MESSAGE(fault.empty(), name, ": ", fault);
}

TEST_CASE("hostile/floods: reports full of finished epochs") {
    check_flood("the same epoch", 300, [](std::size_t) {
        spnn::coordinate::party_report r;
        r.news.resize(2600, {0, {1, {}}});
        return r;
    });
    check_flood("ever new epochs", 300, [](std::size_t turn) {
        spnn::coordinate::party_report r;
        for (std::uint64_t i = 0; i < 2600; ++i) r.news.push_back({turn * 2600 + i, {1, 2.0}});
        return r;
    });
    check_flood("epochs that the plan does not have", 300, [](std::size_t) {
        spnn::coordinate::party_report r;
        r.news.resize(2600, {~std::uint64_t{0}, {std::numeric_limits<double>::quiet_NaN(), {}}});
        return r;
    });
}

TEST_CASE("hostile/floods: reports without end") {
    check_flood("as fast as they are answered", 1'000'000,
                [](std::size_t) { return spnn::coordinate::party_report{}; });
    check_flood("full of words", 1'000'000, [](std::size_t turn) {
        spnn::coordinate::party_report r;
        r.failure = std::string(2000, '\n');
        r.waiting_for = std::string(64, 'x');
        r.failed_peer = r.waiting_for;
        r.wants_pause = turn % 2 == 0;
        r.held.emplace().epochs.resize(7000, turn);
        r.facts = {turn, turn, turn};
        return r;
    });
}

}  // namespace
