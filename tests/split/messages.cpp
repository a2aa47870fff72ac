#include <spnn/split/messages.hpp>

#include <spnn/core/ring/z2k.hpp>
#include <spnn/share/triples/dealer.hpp>

#include <doctest/doctest.h>

#include <set>

namespace {

namespace share = spnn::share;
namespace split = spnn::split;
using R = spnn::z2k<64>;

template <class... M>
void check_distinct() {
    const std::set<std::uint16_t> ids{M::id...};
    const std::set<std::string_view> names{M::name...};
    CHECK(ids.size() == sizeof...(M));
    CHECK(names.size() == sizeof...(M));
}

TEST_CASE("split/messages: every kind of message has a number and a name of its own") {
    check_distinct<split::hello, split::key_half, split::public_key, split::first_layer_part<R>, split::running_sum,
                   split::masked_features<R>, split::masked_weights<R>, share::triple_seed, share::triple_correction<R>,
                   split::last_hidden, split::last_hidden_gradient, split::first_layer_gradient, split::verdict,
                   split::prediction_rows>();
}

TEST_CASE_TEMPLATE("split/messages: ring messages hold elements of their ring", Ring, spnn::z2k<32>, spnn::z2k<128>) {
    CHECK(std::is_same_v<typename split::first_layer_part<Ring>::value_type, spnn::element<Ring>>);
    CHECK(std::is_same_v<typename split::masked_features<Ring>::value_type, spnn::element<Ring>>);
    CHECK(std::is_same_v<typename split::masked_weights<Ring>::value_type, spnn::element<Ring>>);
}

}  // namespace
