#include <spnn/train/options.hpp>

#include <support/errors.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

namespace {

namespace train = spnn::train;

TEST_CASE("train/options: a private seed is taken as it is given, and else fresh each time") {
    CHECK(train::seed_or_fresh({}).declassify() != train::seed_or_fresh({}).declassify());
    const spnn::crypto::block given{std::byte{7}};
    CHECK(train::seed_or_fresh(given).declassify() == given);
}

TEST_CASE("train/options: patience runs out after so many epochs without a gain of min_delta") {
    train::patience_watch watch({.patience = 2, .min_delta = 0.1});
    watch.see({1.0, {}});
    watch.see({0.95, {}});  // too small a gain
    CHECK(watch.goes_on());
    watch.see({0.85, {}});
    CHECK(watch.goes_on());
    watch.see({0.8, {}});
    watch.see({0.9, {}});
    CHECK_FALSE(watch.goes_on());

    train::patience_watch never({});
    for (int i = 0; i < 100; ++i) never.see({1.0, {}});
    CHECK(never.goes_on());
}

TEST_CASE("train/options: the loss that counts is that of evaluation, where there is one") {
    train::patience_watch watch({.patience = 1});
    watch.see({1.0, 0.5});
    watch.see({0.1, 0.5});
    CHECK_FALSE(watch.goes_on());
}

TEST_CASE("train/options: a gain below zero, or that is no number, is refused") {
    for (const double delta : {-0.1, std::nan(""), std::numeric_limits<double>::infinity()})
        CHECK(test::contains(test::error_of<spnn::usage_error>([&] { const train::patience_watch watch({1, delta}); }),
                             "min_delta is"));
}

}  // namespace
