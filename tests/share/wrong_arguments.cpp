#include <spnn/share/additive.hpp>
#include <spnn/share/beaver.hpp>
#include <spnn/share/pairwise.hpp>
#include <spnn/share/triples/dealer.hpp>

#include <support/matrices.hpp>
#include <support/mesh.hpp>
#include <support/wrong_arguments.hpp>

#include <limits>

namespace {

namespace share = spnn::share;
using ring = spnn::z2k<64>;
using spnn::purpose;
constexpr std::size_t huge = std::numeric_limits<std::size_t>::max();

TEST_CASE("share: wrong arguments are refused by a spnn::error that names them") {
    auto random = test::random_of(1);
    const auto secret = test::random_elements<ring>(2, 3, 1);
    const auto other = test::random_elements<ring>(3, 3, 1);
    auto some = secret, work = secret;
    share::additive_share<ring> one{secret}, factor{secret}, z{secret};
    share::pairwise_keys<ring> keys(0, 2);
    spnn::crypto::single_use_key key(test::seed_of(1));
    static_cast<void>(key.open({share::use::zero_share, 0, {purpose::train, 7}}));
    using channel = std::remove_reference_t<decltype(std::declval<test::mesh>().at(0, 1))>;
    test::check_all_refused({
        {"split_into_shares: k is 0", [&] { static_cast<void>(share::split_into_shares<ring>(secret, 0, random)); }},
        {"split_into_shares: k is 18446744073709551615",
         [&] { static_cast<void>(share::split_into_shares<ring>(secret, huge, random)); }},
        {"reveal: no shares", [] { static_cast<void>(share::reveal<ring>({})); }},
        {"pairwise_keys: holder 2 of 2", [] { const share::pairwise_keys<ring> none(2, 2); }},
        {"pairwise_keys: holder 0 of 256", [] { const share::pairwise_keys<ring> many(0, 256); }},
        {"holder 3 of 2 is no peer", [&] { keys.insert(2, spnn::crypto::single_use_key(test::seed_of(1))); }},
        {"holder 1 of 2 is no peer", [&] { keys.insert(0, spnn::crypto::single_use_key(test::seed_of(1))); }},
        {"holder 0 of 2 is no peer",
         [&] { static_cast<void>(keys.share_of(huge, share::use::zero_share, {purpose::train, 1}, 1, 1)); }},
        {"no key with holder 2", [&] { keys.add_zero_share(some, {purpose::train, 1}); }},
        {"step 7 comes after step 7",
         [&] { static_cast<void>(key.open({share::use::zero_share, 0, {purpose::train, 7}})); }},
        {"is beyond 2^40", [&] { static_cast<void>(key.open({share::use::zero_share, 0, {purpose::train, huge}})); }},
        {"of epoch 1048577", [] { static_cast<void>(spnn::step_id{purpose::train, 1, 1 << 20}.tag()); }},
        {"add_to: shapes", [&] { share::beaver_product<ring>(true, secret, other, one, factor, one, z, work); }},
        {"triple_dealer: there are no holders", [&] { share::triple_dealer<ring, channel> none({}, random); }},
    });
}

}  // namespace
