// Any fault at any place, by chance: SPNN_FAULT_SEED is where chance begins, SPNN_FAULTS how many are tried.

#include "support/tables.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <cstdlib>
#include <iostream>
#include <random>

namespace {

using namespace std::chrono_literals;
using test::blow;

std::uint64_t asked(const char* variable, std::uint64_t otherwise) {
    const char* const wish = std::getenv(variable);
    return wish == nullptr ? otherwise : std::strtoull(wish, nullptr, 10);
}

class chance {
public:
    explicit chance(std::uint64_t seed) : numbers_(seed) {}

    std::uint64_t below(std::uint64_t limit) { return numbers_() % limit; }

    blow draw(const test::reference& sound) {
        auto party = sound.saw.begin();
        std::advance(party, static_cast<std::ptrdiff_t>(below(sound.saw.size())));
        const auto& [name, saw] = *party;
        blow b{"", name};
        b.suspects = {name == "coordinator" ? "the coordinator was lost" : name};
        switch (below(4)) {
            case 0:
                b.on_links.dies_at_call = 1 + below(saw.calls);
                b.name = spnn::text("killed at call ", b.on_links.dies_at_call);
                break;
            case 1: at_a_moment(b, SIGKILL); break;
            case 2:
                at_a_moment(b, SIGSTOP);
                b.then = below(2) == 0 ? SIGCONT : SIGKILL;
                b.later = std::chrono::milliseconds(below(8000));  // it may come back before anybody minds
                if (name == "coordinator" && b.then == SIGCONT) b.suspects = {"was lost"};  // by others, as it finds
                break;
            default: {
                const auto& link = saw.links[below(saw.link_count)];
                b.on_links.fault = spnn::net::random_fault(numbers_(), link.bytes_sent, link.messages_sent);
                b.on_links.peer = link.peer;
                b.on_links.purpose = link.purpose;
                b.name = spnn::text("fault ", static_cast<int>(b.on_links.fault.kind), " of the link to ", link.peer,
                                    " (", link.purpose, "), byte ", b.on_links.fault.at_byte, ", message ",
                                    b.on_links.fault.message);
                b.suspects.push_back(link.peer);
                if (b.on_links.peer == "coordinator") b.suspects.push_back("the coordinator was lost");
            }
        }
        return b;
    }

private:
    void at_a_moment(blow& b, int signal) {
        b.signal = signal;
        b.after = std::chrono::milliseconds(below(1300));  // about as long as a run takes
        b.name = spnn::text("signal ", signal, " after ", b.after.count(), " ms");
    }

    std::mt19937_64 numbers_;
};

std::string sort_of(const blow& b) {
    if (b.on_links.dies_at_call != 0 || b.signal == SIGKILL) return "killed";
    if (b.signal == SIGSTOP) return b.then == SIGCONT ? "stopped for a while" : "stopped, then killed";
    constexpr const char* names[] = {"sound", "cut", "garbled", "truncated", "stalled", "reordered", "repeated"};
    return spnn::text(b.on_links.purpose, " link ", names[static_cast<int>(b.on_links.fault.kind)]);
}

TEST_CASE("deployment/random: whatever goes wrong, nobody hangs, all agree on who it was, and the run goes on" *
          doctest::test_suite("slow")) {
    const auto seed = asked("SPNN_FAULT_SEED", std::random_device{}());
    const auto count = asked("SPNN_FAULTS", 300);
    std::cout << "SPNN_FAULT_SEED=" << seed << " SPNN_FAULTS=" << count << std::endl;
    chance by(seed);
    const std::vector<test::setting> settings{
        {.protocol = "masked", .epochs = 3, .timeout = 4, .silence = 4},
        {.protocol = "shared", .epochs = 3, .timeout = 4, .silence = 4},
        {.protocol = "masked", .alignment = "intersection", .epochs = 3, .timeout = 4, .silence = 4},
        {.protocol = "shared", .label_owner = "labeler", .epochs = 3, .timeout = 4, .silence = 4}};
    for (const auto& s : settings) {
        const auto sound = test::run_undisturbed(s);
        std::vector<blow> blows;
        for (std::uint64_t i = 0; i < count / settings.size(); ++i) blows.push_back(by.draw(sound));
        const auto all = test::carry_out(s, sound, blows);
        test::require_good(all, all.size() / 3);
        test::print_table(s.protocol + ", " + s.alignment + ", labels at " + s.label_owner, blows, all, sort_of);
    }
}

}  // namespace
