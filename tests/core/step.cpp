#include <spnn/core/step.hpp>

#include <support/errors.hpp>

#include <doctest/doctest.h>

#include <set>

namespace {

using spnn::purpose;
using spnn::step_id;

constexpr std::uint64_t last_step = step_id::step_limit - 1, last_epoch = step_id::epoch_limit - 1;

TEST_CASE("core/step: a tag holds purpose, epoch and step, and gives them back") {
    std::set<std::uint64_t> tags;
    std::size_t steps = 0;
    for (const auto why : {purpose::train, purpose::evaluate, purpose::predict})
        for (const std::uint64_t step : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 32, last_step})
            for (const std::uint64_t epoch : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{255}, last_epoch}) {
                const step_id at{why, step, epoch};
                CHECK(step_id::of_tag(at.tag()) == at);
                CHECK((at.tag() & last_step) == step);
                tags.insert(at.tag());
                ++steps;
            }
    CHECK(tags.size() == steps);
    static_assert(step_id{purpose::evaluate, 57, 2}.tag() == (2ULL << 60 | 2ULL << 40 | 57));
}

TEST_CASE("core/step: a step or an epoch beyond its limit has no tag") {
    const auto refusal = [](step_id at) {
        return test::error_of<spnn::usage_error>([&] { static_cast<void>(at.tag()); });
    };
    CHECK(refusal({purpose::train, last_step + 1, 0}) ==
          "step 1099511627776 of epoch 1: steps must be below 2^40, epochs at most 2^20");
    CHECK(refusal({purpose::train, 5, last_epoch + 1}) ==
          "step 5 of epoch 1048577: steps must be below 2^40, epochs at most 2^20");
}

TEST_CASE("core/step: a step reads as its purpose, its epoch from 1 and its number") {
    CHECK(spnn::text(step_id{purpose::train, 57, 2}) == "training, epoch 3, step 57");
    CHECK(spnn::text(step_id{purpose::evaluate, 58, 2}) == "evaluation, epoch 3, step 58");
    CHECK(spnn::text(step_id{purpose::predict, 59}) == "prediction, step 59");
    CHECK(spnn::text(step_id::of_tag(0)) == "no known purpose, step 0");
    CHECK(spnn::text(step_id::of_tag(~std::uint64_t{0})) == "no known purpose, step 1099511627775");
}

}  // namespace
