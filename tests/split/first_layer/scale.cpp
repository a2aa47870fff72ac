#include <spnn/split/first_layer/scale.hpp>

#include <spnn/core/ring/mersenne61.hpp>
#include <spnn/core/ring/z2k.hpp>
#include <spnn/split/first_layer/encrypted.hpp>
#include <spnn/split/first_layer/in_the_clear.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/first_layer/shared.hpp>

#include <support/errors.hpp>
#include <support/matrices.hpp>

#include <doctest/doctest.h>

namespace {

namespace split = spnn::split;
using spnn::element;
using spnn::fixed_point;
using spnn::matrix;
using spnn::mersenne61;
using spnn::z2k;

TEST_CASE_TEMPLATE("split/first_layer/scale: the limits are those of k holders at their bound, rounded or not", R,
                   z2k<32>, z2k<64>, z2k<128>, mersenne61) {
    using number = typename R::signed_type;
    for (const int fraction : {1, 4, 7})
        for (const int range : {0, 5, fixed_point<R>::max_range_bits(7)})
            for (std::size_t k = 1; k < 256; ++k) {
                const fixed_point<R> encoding(fraction, range);
                const split::product_scale<R> exact(encoding, k, false), rounded(encoding, k, true);
                const auto holders = static_cast<number>(k);
                const auto part = static_cast<number>((number{1} << (2 * fraction + range)) / holders);
                const auto nearest =
                    static_cast<number>((part + (number{1} << (fraction - 1))) / (number{1} << fraction));
                REQUIRE(bool(exact.part_limit() == part));
                REQUIRE(bool(exact.sum_limit() == encoding.product_limit()));
                REQUIRE(bool(rounded.part_limit() == nearest));
                REQUIRE(bool(rounded.sum_limit() == holders * nearest));
                // Never beyond the range by more than k / 2 steps.
                REQUIRE(bool(2 * (rounded.sum_limit() - (number{1} << (fraction + range))) <= holders));
                std::vector<element<R>> sums{R::from_signed(rounded.sum_limit())};
                sums.push_back(R::neg(sums[0]));
                REQUIRE(rounded.is_within_range(sums));
                for (const int sign : {1, -1}) {
                    const auto beyond = static_cast<number>(sign * (rounded.sum_limit() + 1));
                    REQUIRE_FALSE(rounded.is_within_range(std::vector{R::zero(), R::from_signed(beyond)}));
                }
            }
}

TEST_CASE("split/first_layer/scale: numbers are brought to the scale at which sums are read") {
    using R = z2k<64>;
    const fixed_point<R> encoding(4, 7);
    const split::product_scale<R> exact(encoding, 3, false), rounded(encoding, 3, true);
    CHECK_FALSE(exact.rounds());
    CHECK(rounded.rounds());
    CHECK(rounded.holders() == 3);
    for (const auto& [number, nearest] :
         {std::pair(10922, 683), {-10922, -683}, {8, 1}, {-8, 0}, {7, 0}, {-9, -1}, {24, 2}, {-24, -1}, {0, 0}}) {
        auto z = test::constant(1, 1, R::from_signed(number)), same = z;
        exact.apply_to(same);
        CHECK(test::same(same, z));
        rounded.apply_to(z);
        CHECK(R::to_signed(z(0, 0)) == nearest);
        matrix<float> real;
        exact.decode(same, real);
        CHECK(real(0, 0) == static_cast<float>(number) / 256);
        rounded.decode(z, real);
        CHECK(real(0, 0) == static_cast<float>(nearest) / 16);
    }
    // Three holders at their bound, 2^15 / 3, are one step beyond the range of 2^11 steps.
    CHECK(rounded.part_limit() == 683);
    CHECK(rounded.sum_limit() == 2049);
}

TEST_CASE("split/first_layer/scale: that of a plan follows the plan and the protocol") {
    split::plan p;
    p.columns = {2, 2, 2};
    p.fraction_bits = 9;
    for (const bool rounds : {true, false}) {
        p.round_products = rounds;
        CHECK(split::product_scale_of<split::masked<>>(p).rounds() == rounds);
        CHECK(split::product_scale_of<split::in_the_clear<>>(p).rounds() == rounds);
        CHECK(split::product_scale_of<split::encrypted<>>(p).rounds() == rounds);
    }
    const auto scale = split::product_scale_of<split::shared<z2k<32>>>(p);
    CHECK_FALSE(scale.rounds());
    CHECK(scale.holders() == 3);
    CHECK(scale.encoding().fraction_bits() == 9);
    p.round_products = true;
    CHECK(test::contains(
        test::error_of<spnn::usage_error>([&] { static_cast<void>(split::product_scale_of<split::shared<>>(p)); }),
        "shared computes products on shares, so no holder can round its own: leave round_products out"));
}

}  // namespace
