#include <spnn/split/checkpoint_owner.hpp>

#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/first_layer/shared.hpp>

#include <split/support/runs.hpp>

#include <doctest/doctest.h>

#include <functional>

namespace {

using namespace test;

TEST_CASE("split/checkpoint_owner: the digest of the plan is that of all its fields but the numbers of epochs") {
    const auto plan = small_request(2).plan;
    const auto digest = [](const split::plan& p) {
        return split::checkpoint_owner_of<split::masked<>>(p, the_server, split::outline_of<small_net>()).plan;
    };
    auto same_run = plan;
    same_run.epochs = 99;
    same_run.first_epoch = 7;
    CHECK(digest(same_run) == digest(plan));
    const std::vector<std::function<void(split::plan&)>> changes{
        [](auto& p) { p.batch_seed = 2; },
        [](auto& p) { p.batch = 9; },
        [](auto& p) { p.train_rows = 24; },
        [](auto& p) { p.evaluate_rows = 0; },
        [](auto& p) { p.columns.push_back(1); },
        [](auto& p) { p.label_holder = 1; },
        [](auto& p) { p.fraction_bits = 11; },
        [](auto& p) { p.range_bits = 5; },
        [](auto& p) { p.rule.rate = 0.25; },
        [](auto& p) { p.rule.optimizer = nn::adam{}; },
        [](auto& p) { p.keep_masked_features = false; },
        [](auto& p) { p.security_bits = 112; },
    };
    for (const auto& change : changes) {
        auto other = plan;
        change(other);
        CHECK(digest(other) != digest(plan));
    }
    CHECK(split::checkpoint_owner_of<split::shared<>>(plan, the_server, split::outline_of<small_net>()).plan !=
          digest(plan));
    CHECK(split::checkpoint_owner_of<split::masked<>>(plan, the_holder(1), split::outline_of<small_net>()).party ==
          "holder_2");
}

}  // namespace
