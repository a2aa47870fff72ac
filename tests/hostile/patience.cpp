// How long a party waits for work that another has only announced.

#include <spnn/align/intersect.hpp>

#include <hostile/support/matrix.hpp>

#include <doctest/doctest.h>

#include <thread>

namespace {

using namespace hostile_tests;
namespace align = spnn::align;
using channel = net::channel<transport>;

// Two or three parties with the ids a, b, c, of which the last one announces ten million and is silent from the
// message of that kind on.
scene alignment_with_a_boaster(std::size_t parties) {
    return [=](stage& at, milliseconds timeout) {
        const auto ends = std::make_shared<std::map<std::pair<std::size_t, std::size_t>, channel>>();
        for (std::size_t a = 0; a < parties; ++a)
            for (std::size_t b = a + 1; b < parties; ++b) {
                auto [near, far] = at.link(spnn::text("party_", a), spnn::text("party_", b));
                ends->emplace(std::pair(a, b), channel(std::move(near), spnn::text("party_", b), timeout));
                ends->emplace(std::pair(b, a), channel(std::move(far), spnn::text("party_", a), timeout));
            }
        cast all;
        for (std::size_t self = 0; self < parties; ++self)
            all.emplace_back(spnn::text("party_", self), [=] {
                align::group<transport> g{self, std::vector<channel*>(parties)};
                for (std::size_t p = 0; p < parties; ++p)
                    if (p != self) g.channels[p] = &ends->at({self, p});
                const std::vector<std::string> ids{"a", "b", "c"};
                static_cast<void>(align::intersect(std::span(ids), g, {.session = "a test", .on_progress = {}}));
            });
        return all;
    };
}

TEST_CASE("hostile/patience: nobody waits longer for a party because it says that it has many rows") {
    constexpr milliseconds wait{20};
    for (const std::size_t parties : {2U, 3U}) {
        const auto who = spnn::text("party_", parties - 1);
        const auto boast = [](net::traced_message& m) {
            const std::uint64_t rows = 10'000'000;
            if (m.header.kind == align::detail::greeting_message::id)
                std::memcpy(m.payload.data() + m.payload.size() - sizeof rows, &rows, sizeof rows);
            if (m.header.kind == align::detail::sorted_tags::id || m.header.kind == align::detail::store_seed::id)
                throw spnn::transport_error("the hostile party is silent");
        };
        const auto result = perform(alignment_with_a_boaster(parties),
                                    {who, "", {test::act::lie, 0, "boast", boast}, true}, wait, "boast");
        const auto fault = fault_of(result, {who}, {"party_0", wait * 40 + slack});
        CHECK_MESSAGE(fault.empty(), parties, " parties: ", fault);
    }
}

struct number : net::message_kind<0x7001, "number", std::uint64_t> {};

TEST_CASE("hostile/patience: a wait of as many steps as a plan may have is a wait") {
    auto [near, far] = net::make_memory_pair(1 << 12);
    channel here(std::move(near), "there", std::chrono::minutes(1)), there(std::move(far), "here");
    std::jthread late([&] {
        std::this_thread::sleep_for(milliseconds(100));
        there.send<number>(0, spnn::zeros<std::uint64_t>(1, 1));
    });
    CHECK_NOTHROW(static_cast<void>(here.receive<number>(0, 1, 1, std::size_t{1} << 33)));
}

}  // namespace
