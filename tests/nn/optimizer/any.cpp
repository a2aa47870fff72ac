#include <spnn/nn/optimizer/any.hpp>

#include <spnn/testing/laws/optimizer.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
using namespace spnn;

namespace {

// any_optimizer(o) and o, ten steps on the same bowl with the same noise.
template <nn::Optimizer O>
void check_same(const O& chosen) {
    test::words_from_seed random(6), noise(7), same_noise(7);
    auto p = test::random_matrix<float>(3, 4, random), q = p;
    const nn::any_optimizer any = chosen;
    nn::any_optimizer::state<float> of_any;
    typename O::template state<float> of_chosen;
    laws::descend(any, of_any, p, 0.05, 0, 10, noise);
    laws::descend(chosen, of_chosen, q, 0.05, 0, 10, same_noise);
    CHECK(test::same_bits(p, q));
    CHECK(any.name() == chosen.name());
    CHECK(nn::parameter_count(of_any) == nn::parameter_count(of_chosen));
}

}  // namespace

TEST_CASE("nn/optimizer/any: laws") {
    laws::optimizer(nn::any_optimizer(nn::sgd{.momentum = 0.9}), 0.02);
    laws::optimizer(nn::any_optimizer(nn::adam{}), 0.2);
    laws::optimizer(nn::any_optimizer(nn::sgld{}), 0.05);
}

TEST_CASE("nn/optimizer/any: computes what the chosen one does, and remembers no more") {
    check_same(nn::sgd{});
    check_same(nn::sgd{.momentum = 0.8, .nesterov = true});
    check_same(nn::adam{.beta1 = 0.8});
    check_same(nn::sgld{});
}

TEST_CASE("nn/optimizer/any: sgd when nothing is said; the choice can be looked at and changed") {
    nn::any_optimizer any;
    CHECK(any.name() == "sgd");
    any = nn::adam{.beta2 = 0.5};
    CHECK(any.name() == "adam");
    CHECK(std::get<nn::adam>(any.chosen()).beta2 == 0.5);
}
