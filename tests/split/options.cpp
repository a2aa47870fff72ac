#include <spnn/split/options.hpp>

#include <spnn/split/first_layer/in_the_clear.hpp>
#include <spnn/split/first_layer/masked.hpp>

#include <support/errors.hpp>

#include <doctest/doctest.h>

namespace {

namespace split = spnn::split;
using spnn::usage_error;

split::plan for_holders(std::size_t k) {
    split::plan p;
    p.columns.assign(k, 2);
    p.train_rows = 10;
    return p;
}

TEST_CASE("split/options: a private protocol needs two holders, since one alone would be seen bare") {
    CHECK_NOTHROW(split::check<split::masked<>>(for_holders(2), {}));
    const auto text = test::error_of<usage_error>([] { split::check<split::masked<>>(for_holders(1), {}); });
    CHECK(text == "masked needs at least two feature holders: with one, the server would see its product bare");
}

TEST_CASE("split/options: an unprotected run wants to be told twice") {
    const auto text = test::error_of<usage_error>([] { split::check<split::in_the_clear<>>(for_holders(2), {}); });
    CHECK(test::contains(text, "in_the_clear protects nothing"));
    CHECK(test::contains(text, "i_accept_that_nothing_is_protected"));
    split::party_options accepting;
    accepting.i_accept_that_nothing_is_protected = true;
    CHECK_NOTHROW(split::check<split::in_the_clear<>>(for_holders(1), accepting));
    CHECK_THROWS_AS(split::check<split::masked<>>(for_holders(1), accepting), usage_error);  // no way round
}

}  // namespace
