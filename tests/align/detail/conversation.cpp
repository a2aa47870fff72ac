#include <spnn/align/detail/conversation.hpp>

#include <spnn/align/in_order.hpp>
#include <spnn/align/intersect.hpp>
#include <spnn/net/transport/memory.hpp>

#include <support/errors.hpp>
#include <support/together.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace {

using namespace std::chrono_literals;
using spnn::transport_error;
using test::contains;
using test::error_of;
namespace align = spnn::align;
namespace detail = align::detail;
namespace net = spnn::net;
using channel = net::channel<net::memory_transport>;
using group = align::group<net::memory_transport>;
using conversation = detail::conversation<net::memory_transport>;
using clock = std::chrono::steady_clock;

constexpr std::size_t claimed = 10'000'000;
const std::vector<std::string> ids{"a", "b", "c"};

// Every two of k parties joined; those that are played by hand take long patience, the victim a short one.
class links {
public:
    links(std::size_t parties, std::size_t victim, std::chrono::milliseconds timeout) : groups_(parties) {
        for (std::size_t p = 0; p < parties; ++p) groups_[p] = {p, std::vector<channel*>(parties, nullptr)};
        for (std::size_t p = 0; p < parties; ++p)
            for (std::size_t q = p + 1; q < parties; ++q) {
                auto ends = net::make_memory_pair();
                add(p, q, std::move(ends.first), p == victim ? timeout : 60s);
                add(q, p, std::move(ends.second), q == victim ? timeout : 60s);
            }
    }
    [[nodiscard]] const group& of(std::size_t party) const { return groups_[party]; }

private:
    void add(std::size_t self, std::size_t peer, net::memory_transport end, std::chrono::milliseconds timeout) {
        channels_.push_back(std::make_unique<channel>(std::move(end), spnn::text("party_", peer), timeout));
        groups_[self].channels[peer] = channels_.back().get();
    }
    std::vector<std::unique_ptr<channel>> channels_;
    std::vector<group> groups_;
};

align::align_options options(std::chrono::milliseconds within = 10min) {
    return {.session = "a test", .within = within, .threads = {}, .on_progress = {}, .on_sizes = {}};
}

struct outcome {
    std::string error;
    std::chrono::milliseconds took{};
};

// What the victim says, and after how long, while every other party greets with ten million rows and then does
// `hostile(conversation)`.
template <class Procedure, class Hostile>
outcome of_victim(std::size_t parties, std::size_t victim, std::chrono::milliseconds timeout,
                  std::chrono::milliseconds within, std::string_view name, Procedure&& procedure, Hostile&& hostile) {
    const links all(parties, victim, timeout);
    outcome out;
    std::atomic<bool> over = false;
    std::vector<std::function<void()>> run(parties);
    for (std::size_t p = 0; p < parties; ++p)
        run[p] = [&, p] {
            conversation talk(all.of(p), options());
            static_cast<void>(detail::greet(talk, name, claimed));
            hostile(talk, over);
        };
    run[victim] = [&] {
        const auto begun = clock::now();
        out.error = error_of<spnn::error>([&] { static_cast<void>(procedure(ids, all.of(victim), options(within))); });
        out.took = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - begun);
        over = true;
    };
    test::together(run);
    return out;
}

const auto intersect = [](const auto& list, const group& g, const auto& with) {
    return align::intersect(std::span<const std::string>(list), g, with);
};

const auto silent = [](conversation&, const std::atomic<bool>& over) {
    while (!over) std::this_thread::sleep_for(5ms);
};

TEST_CASE("align/conversation: ten million claimed rows and then silence are given up after a timeout, or two") {
    // Before patience followed work, the first of these waits was allowed 2,443 timeouts.
    for (const std::size_t parties : {2U, 3U})
        for (const std::size_t victim : {0U, 1U}) {
            CAPTURE(parties);
            CAPTURE(victim);
            const auto out = of_victim(parties, victim, 300ms, 10min, detail::procedure, intersect, silent);
            CHECK(contains(out.error, "party_"));
            CHECK(out.took >= 300ms);
            CHECK(out.took < 20s);  // far below 2,442 timeouts of 0.3 s, on any machine
        }
}

// A member that answers all the points and then only says that it is at work, at a pace just within the timeout.
TEST_CASE("align/conversation: a member that trickles is ended by `within`, and named") {
    const auto out =
        of_victim(2, 0, 10s, 1s, detail::procedure, intersect, [](conversation& talk, const std::atomic<bool>& over) {
            const auto points = talk.receive<detail::blinded_points>(0, 0, ids.size(), 32);
            talk.send<detail::evaluated_points>(0, 0, points);
            for (std::size_t i = 1; i < detail::chunk_count(claimed) && !over; ++i) {
                talk.say_at_work(0);
                std::this_thread::sleep_for(50ms);
            }
        });
    CHECK(contains(out.error, "party_1, step "));
    CHECK(contains(out.error, "at work: the alignment has lasted longer than the 1000 ms it may (within)"));
    CHECK(contains(out.error, "here 'asking' is at 3 of 3 rows"));
    CHECK(out.took >= 1s);
    CHECK(out.took < 20s);  // 2,442 messages of 50 ms take 122 s
}

TEST_CASE("align/conversation: so is a leader that trickles points for ten million claimed rows") {
    const auto out =
        of_victim(2, 1, 10s, 1s, detail::procedure, intersect, [](conversation& talk, const std::atomic<bool>& over) {
            auto random = spnn::crypto::prg(spnn::crypto::seed{}, 0);
            auto points = spnn::make_matrix<std::uint8_t>(detail::chunk_rows, 32);
            const auto one = spnn::row(points, 0).first<32>();
            align::oprf_blind({}, align::secret_scalar::draw(random), one);
            for (std::size_t i = 1; i < detail::chunk_rows; ++i) std::ranges::copy(one, spnn::row(points, i).begin());
            for (std::size_t c = 0; !over; ++c) {
                if (c > 1) talk.say_at_work(1);
                talk.send<detail::blinded_points>(1, c, points);
                std::this_thread::sleep_for(50ms);
            }
        });
    CHECK(contains(out.error, "party_0, step "));
    CHECK(contains(out.error, "the alignment has lasted longer than the 1000 ms"));
    CHECK(out.took < 60s);
}

TEST_CASE("align/conversation: rows in order: a peer that says nothing of its work, or trickles it, is given up") {
    const std::vector<std::string> many = [] {
        std::vector<std::string> all;
        for (std::size_t i = 0; i < 40 * detail::chunk_rows; ++i) all.push_back(std::to_string(i));
        return all;
    }();
    for (const bool trickles : {false, true}) {
        CAPTURE(trickles);
        const links all(2, 0, trickles ? 10s : 300ms);
        std::atomic<bool> over = false;
        std::string error;
        test::together({[&] {
                            error = error_of<transport_error>([&] {
                                static_cast<void>(align::in_order(std::span<const std::string>(many), all.of(0),
                                                                  options(trickles ? 1s : 10min)));
                            });
                            over = true;
                        },
                        [&] {
                            conversation talk(all.of(1), options());
                            static_cast<void>(detail::greet(talk, "rows in order, 2", many.size()));
                            static_cast<void>(
                                detail::exchange<detail::order_nonce_message>(talk, detail::order_nonce{}));
                            for (int i = 0; trickles && i < 39 && !over; ++i) {
                                talk.say_at_work(0);
                                std::this_thread::sleep_for(100ms);
                            }
                            while (!over) std::this_thread::sleep_for(5ms);
                        }});
        CHECK(contains(error, "party_1, step "));
        CHECK(contains(error, "at work"));
        CHECK(contains(error, "(within)") == trickles);
    }
}

TEST_CASE("align/conversation: \"at work\" that is skipped, or said too often, is an error and no patience") {
    const links all(2, 0, 10s);
    conversation talk(all.of(0), options()), other(all.of(1), options());
    other.say_at_work(0);
    other.say_at_work(0);
    talk.hear_at_work(1, 2);
    talk.hear_at_work(1, 2);  // nothing is left to wait for
    all.of(1).to(0).send<detail::at_work>(3, spnn::make_matrix<std::uint8_t>(0, 1));
    CHECK(contains(error_of<spnn::protocol_error>([&] { talk.hear_at_work(1, 3); }), "step is 3, expected 2"));
}

}  // namespace
