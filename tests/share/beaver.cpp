#include <spnn/share/beaver.hpp>

#include <spnn/core/ring/mersenne61.hpp>
#include <spnn/share/additive.hpp>

#include <support/matrices.hpp>

#include <doctest/doctest.h>

namespace {

namespace share = spnn::share;
using spnn::element;
using spnn::matrix;
using spnn::mersenne61;
using spnn::z2k;

// The product of x and t by one triple among k parties, put together again.
template <spnn::Ring R>
matrix<element<R>> by_beaver(std::size_t k, const matrix<element<R>>& x, const matrix<element<R>>& t) {
    auto random = test::random_of(k);
    const auto a = test::random_elements<R>(spnn::rows(x), spnn::columns(x), 10 * k);
    const auto b = test::random_elements<R>(spnn::rows(t), spnn::columns(t), 10 * k + 1);
    const auto of_a = share::split_into_shares<R>(a, k, random);
    auto of_b = share::split_into_shares<R>(b, k, random);
    const auto of_c = share::split_into_shares<R>(test::product<R>(a, b), k, random);
    const auto d = test::difference<R>(x, a), e = test::difference<R>(t, b);
    std::vector<share::additive_share<R>> z(k);
    matrix<element<R>> work;
    for (std::size_t i = 0; i < k; ++i) share::beaver_product<R>(i == 0, d, e, of_a[i], of_b[i], of_c[i], z[i], work);
    return share::reveal<R>(z);
}

TEST_CASE_TEMPLATE("share/beaver: the shares of the product sum to the plain product", R, z2k<32>, z2k<64>, z2k<128>,
                   mersenne61) {
    for (std::size_t k = 1; k <= 5; ++k)
        for (const auto& [m, d, h] :
             {std::tuple(1, 1, 1), std::tuple(5, 3, 4), std::tuple(1, 9, 2), std::tuple(7, 1, 1)}) {
            const auto x = test::random_elements<R>(std::size_t(m), std::size_t(d), 1);
            const auto t = test::random_elements<R>(std::size_t(d), std::size_t(h), 2);
            CHECK(test::same(by_beaver<R>(k, x, t), test::product<R>(x, t)));
        }
}

TEST_CASE("share/beaver: the public term is added exactly once") {
    using R = z2k<64>;
    const auto d = test::random_elements<R>(2, 3, 1), e = test::random_elements<R>(3, 2, 2);
    const share::additive_share<R> a{test::constant<element<R>>(2, 3, 0)}, c{test::constant<element<R>>(2, 2, 0)};
    for (const bool first : {true, false}) {
        share::additive_share<R> b{test::constant<element<R>>(3, 2, 0)}, z;
        matrix<element<R>> work;
        share::beaver_product<R>(first, d, e, a, b, c, z, work);
        CHECK(test::same(z.part, first ? test::product<R>(d, e) : c.part));
    }
}

}  // namespace
