#include <spnn/share/additive.hpp>

#include <spnn/core/ring/mersenne61.hpp>

#include <support/errors.hpp>
#include <support/matrices.hpp>
#include <support/statistics.hpp>

#include <doctest/doctest.h>

namespace {

namespace share = spnn::share;
using spnn::element;
using spnn::matrix;
using spnn::mersenne61;
using spnn::z2k;
using test::random_elements;
using test::random_of;

template <spnn::Ring R>
using shares_of = std::vector<share::additive_share<R>>;

TEST_CASE_TEMPLATE("share/additive: all shares give the secret back", R, z2k<32>, z2k<64>, z2k<128>, mersenne61) {
    for (std::size_t k = 1; k <= 5; ++k)
        for (const auto& [m, n] : {std::pair(1, 1), std::pair(3, 7), std::pair(0, 4)}) {
            const auto secret = random_elements<R>(std::size_t(m), std::size_t(n), 17 * k);
            auto random = random_of(k);
            const auto shares = share::split_into_shares<R>(secret, k, random);
            REQUIRE(shares.size() == k);
            for (const auto& s : shares) CHECK(s.part.shape() == secret.shape());
            CHECK(test::same(share::reveal<R>(shares), secret));
        }
}

TEST_CASE_TEMPLATE("share/additive: what k - 1 parties hold is uniform, whatever the secret", R, z2k<32>, z2k<64>,
                   z2k<128>, mersenne61) {
    const auto zero = test::constant<element<R>>(40, 50, R::zero());
    const auto largest = test::constant<element<R>>(40, 50, R::neg(R::one()));
    for (const auto& secret : {zero, largest})
        for (std::size_t k = 2; k <= 5; ++k) {
            auto random = random_of(1000 + k);
            const auto shares = share::split_into_shares<R>(secret, k, random);
            for (std::size_t absent = 0; absent < k; ++absent) {
                CAPTURE(absent);
                auto pooled = test::constant<element<R>>(40, 50, R::zero());
                for (std::size_t i = 0; i < k; ++i) {
                    if (i == absent) continue;
                    CHECK(test::looks_uniform(shares[i].part));
                    spnn::add_to<R>(pooled, shares[i].part);
                }
                CHECK(test::looks_uniform(pooled));
                CHECK_FALSE(test::same(pooled, secret));
            }
        }
    CHECK_FALSE(test::looks_uniform(zero));
}

TEST_CASE_TEMPLATE("share/additive: sums of shares are shares of sums", R, z2k<32>, z2k<64>, z2k<128>, mersenne61) {
    const auto x = random_elements<R>(4, 5, 1), y = random_elements<R>(4, 5, 2);
    auto random = random_of(3);
    auto of_x = share::split_into_shares<R>(x, 3, random);
    const auto of_y = share::split_into_shares<R>(y, 3, random);
    for (std::size_t i = 0; i < 3; ++i) of_x[i].add(of_y[i]);
    CHECK(test::same(share::reveal<R>(of_x), test::sum<R>(x, y)));
    for (std::size_t i = 0; i < 3; ++i) of_x[i].subtract(of_y[i]);
    CHECK(test::same(share::reveal<R>(of_x), x));
}

TEST_CASE("share/additive: nobody to share among, nothing to reveal") {
    auto random = random_of(1);
    const auto secret = random_elements<z2k<64>>(2, 2, 1);
    CHECK_THROWS_AS(static_cast<void>(share::split_into_shares<z2k<64>>(secret, 0, random)), spnn::usage_error);
    CHECK_THROWS_AS(static_cast<void>(share::reveal<z2k<64>>({})), spnn::usage_error);
    auto unequal = share::split_into_shares<z2k<64>>(secret, 2, random);
    spnn::resize(unequal[1].part, 1, 2);
    CHECK_THROWS_AS(static_cast<void>(share::reveal<z2k<64>>(unequal)), spnn::usage_error);
}

}  // namespace
