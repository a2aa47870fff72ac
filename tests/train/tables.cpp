#include <spnn/train/tables.hpp>

#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/nn/loss/mean_squared_error.hpp>
#include <spnn/nn/loss/softmax_cross_entropy.hpp>

#include <support/errors.hpp>
#include <support/matrices.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace {

namespace nn = spnn::nn;
namespace train = spnn::train;
using test::error_of;
using test::random_reals;
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

TEST_CASE("train/tables: a table of another shape is named, with both shapes") {
    const auto x = random_reals(3, 2, 1);
    CHECK_NOTHROW(train::require_table(x, 3, 2, "features"));
    for (const auto& [m, n] : {std::pair(3U, 3U), std::pair(2U, 2U), std::pair(0U, 0U)}) {
        const auto refuse = [&x, rows = m, columns = n] {
            train::require_table(x, rows, columns, "holder_2: features");
        };
        CHECK(error_of<spnn::usage_error>(refuse) == spnn::text("holder_2: features are 3x2, expected ", m, "x", n));
    }
}

TEST_CASE("train/tables: targets are what the loss can mean, and the row of the first that is not is told") {
    const auto refusal = [](const auto& loss, const spnn::matrix<float>& targets) {
        return error_of<spnn::error>([&] { train::require_targets(loss, targets, 3, "holder_1: targets", [] {}); });
    };
    auto targets = spnn::zeros<float>(3, 1);
    CHECK(refusal(nn::binary_cross_entropy{}, targets).empty());
    CHECK(refusal(nn::softmax_cross_entropy<4>{}, targets).empty());
    CHECK(refusal(nn::mean_squared_error<>{}, targets).empty());
    targets(2, 0) = 3;
    CHECK(refusal(nn::binary_cross_entropy{}, targets) ==
          "holder_1: targets: binary_cross_entropy: the target of row 3 is neither 0 nor 1");
    CHECK(refusal(nn::softmax_cross_entropy<4>{}, targets).empty());
    CHECK(refusal(nn::softmax_cross_entropy<3>{}, targets) ==
          "holder_1: targets: softmax_cross_entropy: the target of row 3 is not a class number below 3");
    CHECK(refusal(nn::mean_squared_error<>{}, targets).empty());
    targets(1, 0) = nan;
    CHECK(refusal(nn::mean_squared_error<>{}, targets) ==
          "holder_1: targets, row 2, column 1: not a number or infinite; clean the column");
    CHECK(refusal(nn::mean_squared_error<2>{}, targets) == "holder_1: targets are 3x1, expected 3x2");
    CHECK(refusal(nn::binary_cross_entropy{.positive_weight = -1}, spnn::zeros<float>(3, 1)) ==
          "holder_1: targets: binary_cross_entropy: positive_weight is -1, expected a positive number");
}

}  // namespace
