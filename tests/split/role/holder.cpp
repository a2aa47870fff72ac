#include <spnn/split/role/holder.hpp>

#include <split/support/roles.hpp>
#include <support/errors.hpp>

#include <doctest/doctest.h>

namespace {

using namespace test;
using spnn::usage_error;

TEST_CASE("split/role/holder: the roles by themselves do what simulate does") {
    for (const bool label_only : {false, true}) {
        auto request = small_request(3);
        if (label_only) request.plan.label_holder.reset();
        const auto simulated = run(protocol::shared, ring::z2k_64, request);
        role_script script(request);
        script.predictions = 2;
        const auto outcome = sound_roles(script);
        CHECK(split::bitwise_equal(outcome.weights, simulated.weights));
        REQUIRE(outcome.predictions.size() == 2);
        CHECK(same(outcome.predictions[0], simulated.predictions));
        CHECK(same(outcome.predictions[1], simulated.predictions));
    }
}

TEST_CASE("split/role/holder: first weights come from the private seed, never from the plan") {
    auto request = small_request(2, 0);  // no epoch: the weights stay as they began
    const auto first_weights = [&](const std::function<void(split::plan&)>& change, std::uint64_t seed) {
        auto changed = request;
        change(changed.plan);
        changed.seed = seed;
        return sound_roles(role_script(changed)).weights;
    };
    const auto base = first_weights([](auto&) {}, 1);
    CHECK(split::bitwise_equal(base, first_weights([](auto&) {}, 1)));
    CHECK(split::bitwise_equal(base, first_weights([](auto& p) { p.batch_seed = 99; }, 1)));
    const auto other = first_weights([](auto&) {}, 2);
    for (std::size_t j = 0; j < 2; ++j) CHECK_FALSE(same(base.first[j], other.first[j]));

    // One party's seed moves that party's weights alone.
    role_script script(request);
    const auto usual = script.options;
    script.options = [&](party who) {
        auto own = usual(who);
        if (who == the_holder(1)) own.private_seed->front() ^= std::byte{1};
        return own;
    };
    const auto moved = sound_roles(script).weights;
    CHECK(same(moved.first[0], base.first[0]));
    CHECK_FALSE(same(moved.first[1], base.first[1]));
    CHECK(spnn::rows(moved.first[1]) == 3);

    // Without a seed they are fresh.
    script.options = [](party) { return split::party_options{}; };
    const auto fresh = sound_roles(script).weights, again = sound_roles(script).weights;
    for (std::size_t j = 0; j < 2; ++j) CHECK_FALSE(same(fresh.first[j], again.first[j]));
}

TEST_CASE("split/role/holder: no two holders begin with the same weights, though their seeds are alike") {
    auto request = small_request(2, 0);
    request.plan.columns = {2, 2};
    request.table = small_table(request.plan.columns, 23, 1);
    request.evaluate = small_table(request.plan.columns, 9, 2);
    request.predict = small_table(request.plan.columns, 5, 3).features;
    const auto weights = sound_roles(role_script(request)).weights;
    CHECK_FALSE(same(weights.first[0], weights.first[1]));
}

TEST_CASE("split/role/holder: features of another shape are refused before anything is sent") {
    for (const auto& [m, n] : {std::pair(22, 3), std::pair(23, 2), std::pair(0, 0)}) {
        auto request = small_request(2);
        request.table.features[1] = random_reals(std::size_t(m), std::size_t(n), 1);
        const auto outcome = play_roles(role_script(request));
        const auto text = error_of<usage_error>([&] { std::rethrow_exception(outcome.failures.at(the_holder(1))); });
        CHECK(text == spnn::text("holder_2: features are ", m, "x", n, ", expected 23x3"));
        CHECK(outcome.failures.at(the_server));
        CHECK(outcome.failures.at(the_dealer));
    }
}

TEST_CASE("split/role/holder: a missing link, a holder beyond the plan, the label owner as a holder") {
    const auto plan = small_request(2).plan;
    const auto make = [&](std::size_t number, split::links<any_transport> links) {
        return error_of<usage_error>(
            [&] { const a_holder self(plan, split::outline_of<small_net>(), number, std::move(links)); });
    };
    CHECK(contains(make(1, split::links<any_transport>()), "needs a transport to server"));
    CHECK(make(2, split::links<any_transport>()) == "plan: has no holder_3");
    CHECK(make(0, split::links<any_transport>()) == "holder: holder_1 owns the labels in this plan: make it a labeler");
    split::links<any_transport> server_only;
    server_only.connect(the_server, plain_link(the_holder(1), the_server).first);
    CHECK(contains(make(1, std::move(server_only)), "needs a transport to holder_1"));
}

TEST_CASE("split/role/holder: training twice in one session is refused") {
    role_script script(small_request(2));
    script.predictions = 0;
    script.with_holder = [&](std::size_t j, a_holder& self) {
        self.train(script.request.table.features[j], script.request.evaluate.features[j]);
    };
    const auto outcome = play_roles(script);
    CHECK(error_of<usage_error>([&] { std::rethrow_exception(outcome.failures.at(the_holder(1))); }) ==
          "holder_2: train was called before on this role, and a role trains once: make new roles over new links; with "
          "checkpoints they go on from plan.first_epoch");
}

TEST_CASE("split/role/holder: a number that is none is refused by its row and column, before anything is sent") {
    for (const bool of_evaluation : {false, true}) {
        auto request = small_request(2);
        (of_evaluation ? request.evaluate : request.table).features[1](7, 2) = std::numeric_limits<float>::quiet_NaN();
        const auto outcome = play_roles(role_script(request));
        CHECK(error_of<spnn::range_error>([&] { std::rethrow_exception(outcome.failures.at(the_holder(1))); }) ==
              spnn::text("holder_2: features", of_evaluation ? " to evaluate" : "",
                         ", row 8, column 3: not a number or infinite; clean the column"));
    }
}

TEST_CASE("split/role/holder: features that do not fit leave the role as it was") {
    role_script script(small_request(2, 0));
    script.predictions = 0;
    script.with_holder = [](std::size_t, a_holder& self) {
        auto x = random_reals(5, 3, 1);
        CHECK_THROWS_AS(self.predict(random_reals(5, 2, 1)), usage_error);
        x(4, 0) = std::numeric_limits<float>::infinity();
        CHECK(error_of<spnn::range_error>([&] { self.predict(x); }) ==
              "holder_2: features to predict, row 5, column 1: not a number or infinite; clean the column");
    };
    CHECK_NOTHROW(static_cast<void>(sound_roles(script)));  // nobody else was bothered
}

TEST_CASE("split/role/holder: weights can be read and set") {
    role_script script(small_request(2, 0));
    script.with_holder = [](std::size_t, a_holder& self) {
        std::fill(self.weights().data(), self.weights().data() + self.weights().size(), 0.25F);
        std::size_t named = 0;
        self.for_each_weight(
            [&](std::string_view name, const matrix<float>& x) { named += name == "first" && x(0, 0) == 0.25F; });
        CHECK(named == 1);
    };
    CHECK(same(sound_roles(script).weights.first[1], constant(3, 4, 0.25F)));
}

}  // namespace
