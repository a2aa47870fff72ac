#include <spnn/train/learner.hpp>

#include <spnn/store/archive.hpp>

#include <support/matrices.hpp>

#include <doctest/doctest.h>

namespace {

namespace nn = spnn::nn;
namespace train = spnn::train;
using learner = train::learner<nn::weights<float>>;

learner begun(const train::update_rule& rule, std::uint64_t seed) {
    learner out(rule, test::seed_of(seed));
    out.weights.values = test::random_reals(3, 2, 5);
    return out;
}

void step(learner& l, std::uint64_t number) {
    l.gradients.values = test::random_reals(3, 2, 100 + number);
    l.step();
}

TEST_CASE("train/learner: a kept learner goes on as it would have, whatever its optimizer") {
    for (const train::update_rule& rule : {train::update_rule{nn::sgd{.momentum = 0.9}, 0.1},
                                           train::update_rule{nn::adam{}, 0.1}, train::update_rule{nn::sgld{}, 0.1}}) {
        auto whole = begun(rule, 1);
        for (std::uint64_t i = 0; i < 3; ++i) step(whole, i);
        spnn::byte_writer out;
        spnn::store::state_writer to(out);
        whole.archive_state(to);
        const auto raw = out.take();

        auto resumed = begun(rule, 1);
        spnn::byte_reader in(raw, "file");
        spnn::store::state_reader from(in, "file");
        resumed.archive_state(from);
        in.finish("file");
        for (std::uint64_t i = 3; i < 6; ++i) {
            step(whole, i);
            step(resumed, i);
        }
        CHECK(test::same(whole.weights.values, resumed.weights.values));
    }
}

TEST_CASE("train/learner: noise follows from the private seed") {
    auto one = begun({nn::sgld{}, 0.1}, 1), same = begun({nn::sgld{}, 0.1}, 1), other = begun({nn::sgld{}, 0.1}, 2);
    for (auto* each : {&one, &same, &other}) step(*each, 0);
    CHECK(test::same(one.weights.values, same.weights.values));
    CHECK_FALSE(test::same(one.weights.values, other.weights.values));
}

}  // namespace
