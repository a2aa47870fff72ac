#include <spnn/split/role/pace.hpp>

#include <spnn/split/cost.hpp>
#include <spnn/split/first_layer/masked.hpp>

#include <split/support/roles.hpp>
#include <support/errors.hpp>

#include <doctest/doctest.h>

#include <atomic>

namespace {

using namespace test;

TEST_CASE("split/role/pace: as many words are listened for as are said, half a window later") {
    for (std::size_t batches = 0; batches <= 100; ++batches) {
        std::size_t said = 0, heard = 0;
        for (std::size_t b = 0; b < batches; ++b) {
            said += split::detail::speaks_after(b, batches) ? 1U : 0U;
            if (!split::detail::listens_after(b)) continue;
            ++heard;
            CHECK(split::detail::speaks_after(b - split::pace_word_after, batches));
        }
        CHECK(said == heard);
        CHECK(said == batches / split::pace_window);
    }
}

// 40 batches of a row to train, 35 to evaluate, 5 to predict.
run_request long_request(std::size_t holders) {
    auto request = small_request(holders, 1);
    auto& plan = request.plan;
    plan.batch = 1;
    plan.train_rows = 40;
    plan.evaluate_rows = 35;
    request.table = small_table(plan.columns, 40, 3);
    request.evaluate = small_table(plan.columns, 35, 4);
    return request;
}

TEST_CASE("split/role/pace: a run of many batches says what its cost declares, and computes what it did") {
    for (const bool label_only : {false, true})
        for (const auto p : {protocol::masked, protocol::shared}) {
            auto request = long_request(3);
            request.plan.round_products = false;  // as in shared
            if (label_only) request.plan.label_holder.reset();
            wiretap taps;
            request.links = taps.factory();
            const auto paced = run(p, ring::z2k_64, request);
            std::map<party, std::size_t> words;
            for (const auto& [from, to] : taps.lanes()) words[from] += taps.of_kind<split::pace>(from, to).size();
            for (const auto& [who, count] : words) {
                const auto name = who.name();  // named anew: Clang 14 does not capture bindings
                const auto said = count;
                spnn::session::message_tally paced_by;
                const auto tell = [&]<class First>(std::type_identity<First>) {
                    for (std::size_t b = 0; b < 40; ++b)
                        split::pace_messages<First>(request.plan, b, 40, true, paced_by);
                    for (std::size_t b = 0; b < 35; ++b)
                        split::pace_messages<First>(request.plan, b, 35, false, paced_by);
                };
                p == protocol::shared ? tell(std::type_identity<split::shared<>>())
                                      : tell(std::type_identity<split::masked<>>());
                const auto declared = paced_by.of(who);
                CHECK_MESSAGE(said == declared.messages, name);
            }
            CHECK(words[the_server] == 2U * (label_only ? 3U : 2U));
            if (label_only) CHECK(words[the_labeler] == 2);
            request.links = plain_link;
            CHECK(same_run(paced, run(protocol::in_the_clear, ring::z2k_64, request)));
        }
}

TEST_CASE("split/role/pace: a dealer is never further ahead of the first holder than is said") {
    role_script script(long_request(2));
    std::atomic<std::int64_t> of_holder = 0, lead = 0;
    const auto plain = script.options;
    script.options = [&](party who) {
        auto own = plain(who);
        if (who == the_holder(0))
            own.on_step = [&](const split::step& now) { of_holder = static_cast<std::int64_t>(now.at.step); };
        if (who == the_dealer)
            own.on_step = [&](const split::step& now) {
                lead = std::max<std::int64_t>(lead, static_cast<std::int64_t>(now.at.step) - of_holder);
            };
        return own;
    };
    static_cast<void>(sound_roles(script));
    CHECK(lead <= static_cast<std::int64_t>(split::pace_lead));
}

TEST_CASE("split/role/pace: who only sends waits for a few steps, however many rows are claimed") {
    // The first holder falls silent at its fourth step, in a run of a thousand.
    auto request = long_request(2);
    request.plan.train_rows = 1000;
    request.table = small_table(request.plan.columns, 1000, 3);
    request.timeout = std::chrono::milliseconds(40);
    role_script script(request);
    std::atomic<bool> others_have_ended = false;
    const auto plain = script.options;
    script.options = [&](party who) {
        auto own = plain(who);
        if (who == the_holder(0))
            own.on_step = [&](const split::step& now) {
                if (now.at.step != 4) return;
                for (int i = 0; i < 3000 && !others_have_ended; ++i)
                    std::this_thread::sleep_for(std::chrono::milliseconds(10));
            };
        return own;
    };
    // The dealer ends first or last of the others; either way it ends while the holder is silent.
    script.on_end = [&](party who) {
        if (who == the_dealer) others_have_ended = true;
    };
    const auto outcome = play_roles(script);
    CHECK(others_have_ended);
    CHECK(contains(error_of<spnn::transport_error>([&] { std::rethrow_exception(outcome.failures.at(the_dealer)); }),
                   "word of pace: "));
}

}  // namespace
