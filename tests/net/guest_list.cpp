#include <spnn/net/guest_list.hpp>

#include <spnn/net/transport/memory.hpp>

#include <doctest/doctest.h>

namespace {

namespace net = spnn::net;

struct list_and_ends {
    net::guest_list<net::memory_transport> list{"fraud", "server", {{"bank", {"training", "alignment"}}, {"shop", {}}}};
    std::vector<net::memory_transport> callers;

    std::string judge(const net::introduction& i) {
        return list.judge(i, [](const std::string& party) { return party != "shop"; });
    }
    std::string bank(const std::string& purpose = "training") { return judge({"fraud", "bank", "server", purpose}); }
    // The link of the call that arrives is kept.
    void keep(const net::visit& v) {
        auto ends = net::make_memory_pair(100);
        callers.push_back(std::move(ends.first));
        list.keep(v, std::move(ends.second));
    }
    bool says(const net::introduction& i, const char* words) { return judge(i).find(words) != std::string::npos; }
};

const net::visit training{"bank", "training"};

TEST_CASE("net/guest_list: who does not belong here is told why") {
    list_and_ends at;
    CHECK(at.says({"loans", "bank", "server", "training"}, "the call is for run \"loans\": give all parties the same"));
    CHECK(at.says({"fraud", "bank", "dealer", "training"}, "this is server, not dealer"));
    CHECK(at.says({"fraud", "coop", "server", "training"}, "server expects no call from coop: check the roles"));
    CHECK(at.says({"fraud", "shop", "server", "training"}, "the certificate is not that of shop"));
    CHECK(
        at.says({"fraud", "bank", "server", "trai\nning"}, "server expects no call from bank for trai?ning: do both"));
    CHECK(at.bank().empty());
    CHECK(at.list.expects("shop"));
    CHECK_FALSE(at.list.expects(net::visit{"shop", "training"}));
    CHECK(at.list.expects(training));
    CHECK_FALSE(at.list.expects("coop"));
}

TEST_CASE("net/guest_list: each pair is admitted once, while it arrives, waits, and is claimed") {
    list_and_ends at;
    const auto is_there = [&] { return at.bank() == "bank is connected already for training: is it running twice?"; };
    CHECK(at.bank().empty());
    CHECK(is_there());
    CHECK_FALSE(at.list.waits(training));
    CHECK_FALSE(at.list.claim(training).has_value());
    at.keep(training);
    CHECK(at.list.waits(training));
    CHECK(is_there());
    CHECK(at.bank("alignment").empty());
    CHECK(at.list.claim(training).has_value());
    CHECK_FALSE(at.list.waits(training));
    CHECK_FALSE(at.list.claim(training).has_value());
    CHECK(is_there());
}

TEST_CASE("net/guest_list: a call that breaks before it is claimed gives its place back") {
    list_and_ends at;
    CHECK(at.bank().empty());
    at.list.give_back(training);
    CHECK(at.bank().empty());
    at.keep(training);
    at.callers.clear();  // leaves
    CHECK(at.bank().empty());
    CHECK_FALSE(at.list.waits(training));
    at.keep(training);
    at.callers.clear();
    CHECK(at.list.waits(training));
    CHECK_FALSE(at.list.claim(training).has_value());  // nothing could be received
    CHECK_FALSE(at.list.waits(training));
    CHECK(at.bank().empty());
}

TEST_CASE("net/guest_list: what a caller said before it left is handed out, unless it calls again; its old link ends") {
    const auto words = spnn::bytes(60);
    for (const bool calls_again : {false, true}) {
        list_and_ends at;
        CHECK(at.bank().empty());
        at.keep(training);
        at.callers.back().send(words, spnn::deadline::after(std::chrono::seconds(0)));
        at.callers.clear();
        if (calls_again) {
            CHECK(at.bank().empty());
            CHECK_FALSE(at.list.waits(training));
            continue;
        }
        auto link = at.list.claim(training);
        REQUIRE(link.has_value());
        spnn::bytes in(words.size());
        CHECK_NOTHROW(link->receive(in, spnn::deadline::after(std::chrono::seconds(60))));
    }
    // One that has said more than is taken in cannot be seen to leave.
    list_and_ends at;
    CHECK(at.bank().empty());
    at.keep(training);
    at.callers.back().send(spnn::bytes(100), spnn::deadline::after(std::chrono::seconds(0)));
    at.callers.back().flush(spnn::deadline::after(std::chrono::seconds(0)));
    CHECK(at.bank().empty());
    CHECK_THROWS_AS(at.callers.back().send(words, spnn::deadline::after(std::chrono::seconds(60))),
                    spnn::transport_error);
}

}  // namespace
