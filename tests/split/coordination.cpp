#include "support/round_table.hpp"

#include <doctest/doctest.h>

namespace {

namespace split = spnn::split;
using spnn::data_error;

split::party_report some_report() {
    split::party_report r;
    r.at = split::stage::failed;
    r.epoch = 3;
    r.step = 12;
    r.waiting_for = "server";
    r.waiting_ms = 250;
    r.wants_pause = true;
    r.paused = true;
    r.facts = split::party_facts{5, 80, 20};
    r.held = split::epochs_held{{1, 2}, true};
    r.news = {{2, {0.5, {}}}, {3, {0.25, 0.75}}};
    r.failure = "the link broke";
    r.failed_peer = "holder_1";
    return r;
}

TEST_CASE("split/coordination: a report and an instruction come back as they were") {
    const auto r = some_report();
    const auto back = split::load_report(split::store(r));
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

    const split::instruction i{split::stage::running, true, "well", test::some_proposal()};
    const auto heard = split::load_instruction(split::store(i));
    CHECK(heard.at == i.at);
    CHECK(heard.pause);
    CHECK(heard.verdict == "well");
    CHECK(split::store(heard.proposal) == split::store(i.proposal));
}

TEST_CASE("split/coordination: every shorter report or instruction is refused, and every longer one") {
    for (const auto& whole :
         {split::store(some_report()),
          split::store(split::instruction{split::stage::running, true, "well", test::some_proposal()})}) {
        const bool is_report = whole == split::store(some_report());
        const auto load = [&](std::span<const std::byte> raw) {
            if (is_report)
                static_cast<void>(split::load_report(raw));
            else
                static_cast<void>(split::load_instruction(raw));
        };
        CHECK_NOTHROW(load(whole));
        for (std::size_t size = 0; size < whole.size(); ++size)
            CHECK_THROWS_AS(load(std::span(whole).first(size)), data_error);
        auto longer = whole;
        longer.push_back(std::byte{0});
        CHECK_THROWS_AS(load(longer), data_error);
    }
}

TEST_CASE("split/coordination: a report with every byte changed is refused or a report, never more") {
    const auto whole = split::store(some_report());
    int refused = 0;
    for (std::size_t i = 0; i < whole.size(); ++i)
        for (const unsigned change : {1U, 0x80U, 0xffU}) {
            auto raw = whole;
            raw[i] ^= static_cast<std::byte>(change);
            try {
                static_cast<void>(split::load_report(raw));
            } catch (const data_error&) {
                ++refused;
            }
        }
    CHECK(refused > 0);
}

TEST_CASE("split/coordination: what others say is cut and made printable before it reaches a log") {
    auto r = some_report();
    r.failure = "one\ntwo\x1b[2J" + std::string(5000, 'x');
    const auto back = split::load_report(split::store(r));
    CHECK(back.failure.size() == 2000);
    CHECK(back.failure.find('\n') == std::string::npos);
    CHECK(back.failure.find('\x1b') == std::string::npos);
}

}  // namespace
