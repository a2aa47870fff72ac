#include <spnn/session/agreement.hpp>

#include <split/support/roles.hpp>
#include <support/errors.hpp>
#include <support/scratch.hpp>

#include <doctest/doctest.h>

#include <set>

namespace {

using namespace test;
using spnn::data_error;
using spnn::protocol_error;
using one_session = split::party_session<any_transport>;
using shared = split::shared<>;

// All sessions of a run, linked and past their hellos.
struct greeted {
    explicit greeted(const split::plan& plan) {
        auto links = links_of<shared>(plan, std::chrono::seconds(20));
        for (const auto& who : split::parties_of(shared::links, plan)) {
            all.emplace(who, one_session{plan, who, std::move(links.at(who))});
            nonces[who];
        }
        each([this](party who) {
            nonces.at(who) = spnn::session::greet(
                all.at(who), split::fields_of<shared>(all.at(who).plan, split::outline_of<small_net>()));
        });
    }
    // play(party) at all of them at once; the failures.
    std::map<party, std::exception_ptr> each(const std::function<void(party)>& play) {
        std::vector<std::function<void()>> plays;
        for (const auto& [who, s] : all) plays.emplace_back([&play, one = who] { play(one); });
        const auto failed = failures_of(plays);
        std::map<party, std::exception_ptr> failures;
        std::size_t i = 0;
        for (const auto& [who, s] : all) failures[who] = failed[i++];
        return failures;
    }

    std::map<party, one_session> all;
    std::map<party, std::map<party, spnn::session::nonce>> nonces;
};

template <class Error>
[[nodiscard]] std::string text_of(const std::exception_ptr& failure) {
    return error_of<Error>([&] {
        if (failure) std::rethrow_exception(failure);
    });
}

TEST_CASE("session/agreement: every party founds the same run, no two sessions the same one") {
    for (const bool label_only : {false, true}) {
        auto plan = small_request(3).plan;
        if (label_only) plan.label_holder.reset();
        std::set<std::string> ids;
        for (int i = 0; i < 3; ++i) {
            greeted run(plan);
            for (const auto& [who, failure] : run.each([&](party who) {
                     run.all.at(who).run = spnn::session::found_run(
                         run.all.at(who), split::detail::founding_of<shared>(plan), run.nonces.at(who));
                     split::detail::agree<shared>(run.all.at(who));
                     split::detail::agree<shared>(run.all.at(who));  // as often as wanted
                 }))
                CHECK_FALSE(failure);
            for (const auto& [who, s] : run.all) CHECK(s.run == run.all.at(the_server).run);
            ids.insert(run.all.at(the_server).run->name());
        }
        CHECK(ids.size() == 3);
    }
}

TEST_CASE("session/agreement: a server cannot hand out other nonces than were said") {
    const auto plan = small_request(3).plan;
    for (const std::size_t changed : {1U, 2U, 3U}) {  // of holder_1, holder_2, holder_3
        greeted run(plan);
        const auto failures = run.each([&](party who) {
            auto& s = run.all.at(who);
            if (who != the_server) {
                s.run = spnn::session::found_run(s, split::detail::founding_of<shared>(s.plan), run.nonces.at(who));
                return;
            }
            spnn::bytes all;
            for (const auto& founder : split::parties_of({}, plan))
                all.insert(all.end(), run.nonces.at(who).at(founder).begin(), run.nonces.at(who).at(founder).end());
            all[changed * sizeof(spnn::session::nonce)] ^= std::byte{1};
            for (std::size_t j = 0; j < 3; ++j) s.to(the_holder(j)).send_bytes<spnn::session::run_nonces>(0, all);
        });
        const auto owner = the_holder(changed - 1);
        for (std::size_t j = 0; j < 3; ++j)  // all holders are linked, so each notices
            CHECK(contains(text_of<protocol_error>(failures.at(the_holder(j))),
                           spnn::text("server: says another nonce of ", owner.name(), " than it has said itself")));
    }
}

TEST_CASE("session/agreement: too many or too few nonces are refused") {
    const auto plan = small_request(2).plan;
    for (const std::size_t size : {0U, 16U, 47U, 49U, 64U}) {
        greeted run(plan);
        const auto failures = run.each([&](party who) {
            auto& s = run.all.at(who);
            if (who == the_server)
                s.to(the_holder(1)).send_bytes<spnn::session::run_nonces>(0, spnn::bytes(size));
            else if (who == the_holder(1))
                static_cast<void>(
                    spnn::session::found_run(s, split::detail::founding_of<shared>(s.plan), run.nonces.at(who)));
        });
        CHECK_FALSE(text_of<protocol_error>(failures.at(the_holder(1))).empty());
    }
}

TEST_CASE("session/agreement: who goes by another plan than it said, or by another run, is named") {
    const auto plan = small_request(2).plan;
    greeted by_plan(plan);
    const auto failures = by_plan.each([&](party who) {
        auto& s = by_plan.all.at(who);
        s.run.emplace();
        if (who == the_holder(1)) s.agreed.front() ^= std::byte{1};
        split::detail::agree<shared>(s);
    });
    CHECK(text_of<protocol_error>(failures.at(the_server)) == "holder_2 goes by another plan than in its hello");
    greeted by_run(plan);
    const auto others = by_run.each([&](party who) {
        auto& s = by_run.all.at(who);
        if (who != the_dealer) s.run.emplace();
        if (who == the_holder(1)) s.run->raw.front() = std::byte{0xab}, s.run_source = "some/model";
        split::detail::agree<shared>(s);
    });
    const auto zeros = std::string(32, '0'), other = "ab" + std::string(30, '0');
    CHECK(text_of<data_error>(others.at(the_server)) == spnn::text("holder_2 brings weights of run ", other,
                                                                   ", this session those of run ", zeros,
                                                                   ": use files of one run at all parties"));
    CHECK(contains(text_of<data_error>(others.at(the_holder(1))),
                   spnn::text("brings weights of run ", zeros, ", some/model those of run ", other)));
    CHECK_FALSE(text_of<data_error>(others.at(the_dealer)).empty());  // it has none, and sees that the holders differ
}

TEST_CASE("session/agreement: model files of two runs are refused before anything is predicted") {
    const scratch here;
    role_script script(small_request(2));
    const auto save_as = [&](const std::string& name) {
        auto saving = script;
        saving.request.plan.epochs = 0;
        saving.with_server = [&](a_server& self) { self.save(here.folder / (name + "server")); };
        saving.with_holder = [&](std::size_t, a_holder& self) { self.save(here.folder / (name + "holder")); };
        saving.with_labeler = [&](a_labeler& self) { self.save(here.folder / (name + "labeler")); };
        static_cast<void>(sound_roles(saving));
    };
    save_as("may_");
    save_as("june_");
    for (const std::string holder_of : {"may_", "june_"}) {
        auto loading = script;
        loading.request.plan.epochs = 0;
        loading.with_server = [&](a_server& self) { self.load(here.folder / "may_server"); };
        loading.with_holder = [&](std::size_t, a_holder& self) { self.load(here.folder / (holder_of + "holder")); };
        loading.with_labeler = [&](a_labeler& self) { self.load(here.folder / "may_labeler"); };
        const auto outcome = play_roles(loading);
        if (holder_of == "may_") {
            for (const auto& [who, failure] : outcome.failures) CHECK_FALSE(failure);
            continue;
        }
        for (const auto& who : {the_server, the_holder(0), the_holder(1)})
            CHECK(contains(text_of<data_error>(outcome.failures.at(who)), "use files of one run at all parties"));
        CHECK(contains(text_of<data_error>(outcome.failures.at(the_holder(1))), "june_holder those of run "));
        CHECK(outcome.predictions.empty());
    }
}

}  // namespace
