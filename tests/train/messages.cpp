#include <spnn/train/messages.hpp>

#include <support/kinds.hpp>

namespace {

namespace train = spnn::train;
namespace first_kind = spnn::net::first_kind;

TEST_CASE("train/messages: every kind of message has a number and a name of its own") {
    test::check_kinds<train::verdict, train::prediction_rows>(first_kind::train, first_kind::align);
}

TEST_CASE("train/messages: only words that mean something are accepted, and steps are told in words") {
    for (std::uint8_t word = 0; word < 5; ++word) CHECK(train::verdict::accepts(word) == (word <= 2));
    CHECK_FALSE(train::prediction_rows::accepts(0));
    CHECK(train::prediction_rows::accepts(1));
    CHECK(train::prediction_rows::accepts((std::uint64_t{1} << 32) - 1));
    CHECK_FALSE(train::prediction_rows::accepts(std::uint64_t{1} << 32));
    CHECK(train::verdict::describe_step(2) == "after epoch 3");
    CHECK(train::prediction_rows::describe_step(4) == "prediction of table 4");
}

}  // namespace
