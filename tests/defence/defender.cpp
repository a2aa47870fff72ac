#include <spnn/defence/defender.hpp>

#include <support/errors.hpp>
#include <support/matrices.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace {

namespace defence = spnn::defence;
using spnn::matrix;

matrix<float> some_targets() {
    auto targets = test::constant(6, 1, 0.0F);
    targets(1, 0) = targets(4, 0) = 1;
    return targets;
}

spnn::bytes stored(defence::defender& d) {
    spnn::byte_writer out;
    spnn::store::state_writer to(out);
    d.archive_state(to);
    return out.take();
}

void load(const spnn::bytes& raw, defence::defender& d) {
    spnn::byte_reader in(raw, "file");
    spnn::store::state_reader from(in, "file");
    d.archive_state(from);
    in.finish("file");
}

TEST_CASE("defence/defender: a kept defence goes on in its noise") {
    defence::defender whole(defence::marvell{}, test::seed_of(1)), resumed(defence::marvell{}, test::seed_of(1));
    auto gradient = test::random_reals(6, 2, 1);
    whole.apply(gradient, some_targets());
    load(stored(whole), resumed);
    auto one = test::random_reals(6, 2, 2), other = one;
    whole.apply(one, some_targets());
    resumed.apply(other, some_targets());
    CHECK(test::same(one, other));
    CHECK_FALSE(test::same(one, test::random_reals(6, 2, 2)));
}

TEST_CASE("defence/defender: a run does not go on with another defence, and it is not said which it was") {
    defence::defender hidden(defence::marvell{}, test::seed_of(1)), bare(defence::no_defence{}, test::seed_of(1));
    const auto refusal = test::error_of<spnn::data_error>([&] { load(stored(hidden), bare); });
    CHECK(test::contains(refusal, "was made with another label_options::defence"));
    CHECK_FALSE(test::contains(refusal, "marvell"));
}

TEST_CASE("defence/defender: no defence changes nothing; a gradient that is not finite does not leave half hidden") {
    defence::defender bare(defence::no_defence{}, test::seed_of(1)), norm(defence::max_norm{}, test::seed_of(1));
    auto gradient = test::random_reals(6, 2, 1);
    const auto before = gradient;
    bare.apply(gradient, some_targets());
    CHECK(test::same(gradient, before));
    gradient(2, 1) = std::numeric_limits<float>::infinity();
    CHECK_THROWS_AS(norm.apply(gradient, some_targets()), spnn::range_error);
}

}  // namespace
