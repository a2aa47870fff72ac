#include <spnn/net/detail/refusal_report.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <vector>

namespace {

using spnn::net::detail::refusal_report;

struct hearer {
    std::vector<std::string> heard;
    std::function<void(const std::string&)> hear() {
        return [this](const std::string& sentence) { heard.push_back(sentence); };
    }
};

TEST_CASE("net/detail/refusal_report: the same sentence is told once in a while, the rest is counted") {
    hearer at;
    refusal_report report(at.hear(), std::chrono::hours(1));
    for (int i = 0; i < 1000; ++i) report.say({"too many ", "files"});
    report.say({"another"});
    CHECK(at.heard == std::vector<std::string>{"too many files", "another"});
    for (int i = 0; i < 1000; ++i) report.say({"stranger ", i});
    CHECK(at.heard.size() == refusal_report::most_sentences);
}

TEST_CASE("net/detail/refusal_report: when the window is over their number is told, and it begins anew") {
    hearer at;
    refusal_report report(at.hear(), std::chrono::milliseconds(50));
    const auto is_summary = [](const std::string& s) {
        return s.find(" more refusals lately, like those before") != std::string::npos;
    };
    while (at.heard.empty() || !is_summary(at.heard.back())) {
        report.say({"no"});
        report.tick();
    }
    CHECK(at.heard.front() == "no");
    while (is_summary(at.heard.back())) report.say({"no"});
    CHECK(at.heard.back() == "no");
}

TEST_CASE("net/detail/refusal_report: exceptions are told, and those of the hearer go no further") {
    hearer at;
    refusal_report report(at.hear());
    try {
        throw std::runtime_error("a reason");
    } catch (...) {
        report.say_exception();
    }
    try {
        throw 7;
    } catch (...) {
        report.say_exception();
    }
    CHECK(at.heard == std::vector<std::string>{"a reason", "an unknown exception"});
    refusal_report thrown([](const std::string&) { throw 8; });
    CHECK_NOTHROW(thrown.say({"no"}));
    refusal_report unheard({});
    CHECK_NOTHROW(unheard.say({"no"}));
}

}  // namespace
