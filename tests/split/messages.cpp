#include <spnn/split/messages.hpp>

#include <spnn/core/ring/z2k.hpp>

#include <support/kinds.hpp>

namespace {

namespace split = spnn::split;
using R = spnn::z2k<64>;

TEST_CASE("split/messages: every kind of message has a number and a name of its own") {
    test::check_kinds<split::public_key, split::first_layer_part<R>, split::running_sum, split::masked_features<R>,
                      split::masked_weights<R>, split::last_hidden, split::last_hidden_gradient,
                      split::first_layer_gradient, split::pace>(spnn::net::first_kind::split,
                                                                spnn::net::first_kind::share);
}

TEST_CASE_TEMPLATE("split/messages: ring messages hold elements of their ring", Ring, spnn::z2k<32>, spnn::z2k<128>) {
    CHECK(std::is_same_v<typename split::first_layer_part<Ring>::value_type, spnn::element<Ring>>);
    CHECK(std::is_same_v<typename split::masked_features<Ring>::value_type, spnn::element<Ring>>);
    CHECK(std::is_same_v<typename split::masked_weights<Ring>::value_type, spnn::element<Ring>>);
}

}  // namespace
