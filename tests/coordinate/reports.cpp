#include <spnn/coordinate/reports.hpp>

#include <split/support/round_table.hpp>
#include <support/kinds.hpp>

#include <doctest/doctest.h>

namespace {

namespace split = spnn::split;
using spnn::data_error;

spnn::coordinate::party_report some_report() {
    spnn::coordinate::party_report r;
    r.at = spnn::coordinate::stage::failed;
    r.epoch = 3;
    r.step = 12;
    r.waiting_for = "server";
    r.waiting_ms = 250;
    r.wants_pause = true;
    r.paused = true;
    r.facts = spnn::coordinate::party_facts{5, 80, 20};
    r.held = spnn::coordinate::epochs_held{{1, 2}, true};
    r.news = {{2, {0.5, {}}}, {3, {0.25, 0.75}}};
    r.failure = "the link broke";
    r.failed_peer = "holder_1";
    return r;
}

TEST_CASE("coordinate/reports: a report and an instruction come back as they were") {
    const auto r = some_report();
    const auto back = spnn::coordinate::load_report(spnn::coordinate::store(r));
    CHECK(back.at == r.at);
    CHECK(back.epoch == 3);
    CHECK(back.step == 12);
    CHECK(back.waiting_for == "server");
    CHECK(back.waiting_ms == 250);
    CHECK(back.wants_pause);
    CHECK(back.paused);
    CHECK(back.facts == r.facts);
    CHECK(back.held == r.held);
    REQUIRE(back.news.size() == 2);
    CHECK(back.news[0].losses.train_loss == 0.5);
    CHECK_FALSE(back.news[0].losses.evaluate_loss.has_value());
    CHECK(back.news[1].losses.evaluate_loss == 0.75);
    CHECK(back.failure == r.failure);
    CHECK(back.failed_peer == r.failed_peer);

    const spnn::coordinate::instruction<spnn::split::proposal> i{spnn::coordinate::stage::running, true, "well",
                                                                 test::some_proposal()};
    const auto heard = spnn::coordinate::load_instruction<split::proposal>(spnn::coordinate::store(i));
    CHECK(heard.at == i.at);
    CHECK(heard.pause);
    CHECK(heard.verdict == "well");
    CHECK(spnn::coordinate::store(heard.proposal) == spnn::coordinate::store(i.proposal));
}

TEST_CASE("coordinate/reports: every shorter report or instruction is refused, and every longer one") {
    for (const auto& whole : {spnn::coordinate::store(some_report()),
                              spnn::coordinate::store(spnn::coordinate::instruction<spnn::split::proposal>{
                                  spnn::coordinate::stage::running, true, "well", test::some_proposal()})}) {
        const bool is_report = whole == spnn::coordinate::store(some_report());
        const auto load = [&](std::span<const std::byte> raw) {
            if (is_report)
                static_cast<void>(spnn::coordinate::load_report(raw));
            else
                static_cast<void>(spnn::coordinate::load_instruction<split::proposal>(raw));
        };
        CHECK_NOTHROW(load(whole));
        for (std::size_t size = 0; size < whole.size(); ++size)
            CHECK_THROWS_AS(load(std::span(whole).first(size)), data_error);
        auto longer = whole;
        longer.push_back(std::byte{0});
        CHECK_THROWS_AS(load(longer), data_error);
    }
}

TEST_CASE("coordinate/reports: a report with every byte changed is refused or a report, never more") {
    const auto whole = spnn::coordinate::store(some_report());
    int refused = 0;
    for (std::size_t i = 0; i < whole.size(); ++i)
        for (const unsigned change : {1U, 0x80U, 0xffU}) {
            auto raw = whole;
            raw[i] ^= static_cast<std::byte>(change);
            try {
                static_cast<void>(spnn::coordinate::load_report(raw));
            } catch (const data_error&) {
                ++refused;
            }
        }
    CHECK(refused > 0);
}

TEST_CASE("coordinate/reports: what others say is cut and made printable before it reaches a log") {
    auto r = some_report();
    r.failure = "one\ntwo\x1b[2J" + std::string(5000, 'x');
    const auto back = spnn::coordinate::load_report(spnn::coordinate::store(r));
    CHECK(back.failure.size() == 2000);
    CHECK(back.failure.find('\n') == std::string::npos);
    CHECK(back.failure.find('\x1b') == std::string::npos);
}

TEST_CASE("coordinate/reports: every kind of message has a number and a name of its own") {
    namespace first_kind = spnn::net::first_kind;
    test::check_kinds<spnn::coordinate::report_message, spnn::coordinate::instruction_message>(first_kind::coordinate,
                                                                                               first_kind::mpc);
}

}  // namespace
