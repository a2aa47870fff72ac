#include <spnn/nn/detail/rows.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

using namespace spnn;

namespace {

// Both functions against the plain double loop, for whole numbers, where float sums are exact.
template <std::size_t N>
void check_width() {
    test::words_from_seed random(N);
    for (const std::size_t m : {0u, 1u, 2u, 15u, 16u, 17u, 33u, 100u}) {
        auto x = make_matrix<float>(m, N);
        for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>((i * 7 + N) % 23) - 11;
        auto addend = make_matrix<float>(1, N);
        for (std::size_t j = 0; j < N; ++j) addend.data()[j] = static_cast<float>(j) - 3;

        matrix<float> sums;
        nn::detail::sum_rows<N>(x, sums);
        REQUIRE(rows(sums) == 1);
        REQUIRE(columns(sums) == N);
        for (std::size_t j = 0; j < N; ++j) {
            float expected = 0;
            for (std::size_t i = 0; i < m; ++i) expected += row(x, i)[j];
            CHECK(sums.data()[j] == expected);
        }
        matrix<float> y;
        nn::detail::add_to_rows<N>(addend, x, y);
        REQUIRE(y.shape() == x.shape());
        for (std::size_t i = 0; i < m; ++i)
            for (std::size_t j = 0; j < N; ++j) CHECK(row(y, i)[j] == row(x, i)[j] + addend.data()[j]);
        auto here = x;
        nn::detail::add_to_rows<N>(addend, here, here);
        CHECK(test::same_bits(here, y));

        // A width known at run time gives the same bits, for numbers whose sums are rounded too.
        using nn::detail::at_run_time;
        const auto rough = test::random_matrix<float>(m, N, random),
                   rough_addend = test::random_matrix<float>(1, N, random);
        matrix<float> found, expected;
        nn::detail::sum_rows<N>(rough, expected);
        nn::detail::sum_rows<at_run_time>(rough, found);
        CHECK(test::same_bits(found, expected));
        nn::detail::add_to_rows<N>(rough_addend, rough, expected);
        nn::detail::add_to_rows<at_run_time>(rough_addend, rough, found);
        CHECK(test::same_bits(found, expected));
    }
}

}  // namespace

TEST_CASE("nn/detail/rows: any width and any number of rows") {
    check_width<1>();
    check_width<2>();
    check_width<3>();
    check_width<8>();
    check_width<10>();
    check_width<15>();
    check_width<16>();
    check_width<17>();
    check_width<83>();
}
