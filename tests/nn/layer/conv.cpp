#include <spnn/nn/layer/conv.hpp>

#include <spnn/testing/laws/layer.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
using namespace spnn;
using nn::shape;
using test::of;

namespace {

// y = W * x + b by its definition.
matrix<double> by_definition(const nn::kinds::conv& k, const shape& in, const nn::kinds::weights_and_bias<double>& p,
                             const matrix<double>& x) {
    const auto out = k.out(in);
    auto y = make_matrix<double>(rows(x), out.size());
    for (std::size_t r = 0; r < rows(x); ++r)
        for (std::size_t o = 0; o < out.channels; ++o)
            for (std::size_t i = 0; i < out.height; ++i)
                for (std::size_t j = 0; j < out.width; ++j) {
                    double sum = p.bias(0, o);
                    for (std::size_t c = 0; c < in.channels; ++c)
                        for (std::size_t u = 0; u < k.size; ++u)
                            for (std::size_t v = 0; v < k.size; ++v) {
                                const auto a = i * k.stride + u, b = j * k.stride + v;  // with the padding
                                if (a < k.padding || b < k.padding || a >= in.height + k.padding ||
                                    b >= in.width + k.padding)
                                    continue;
                                const auto at = (c * in.height + a - k.padding) * in.width + b - k.padding;
                                sum += p.weights(o, (c * k.size + u) * k.size + v) * x(r, at);
                            }
                    y(r, (o * out.height + i) * out.width + j) = sum;
                }
    return y;
}

}  // namespace

TEST_CASE("nn/layer/conv: laws") {
    laws::layer<nn::conv<3, 2>::at<shape::image(2, 3, 4)>>();
    laws::layer<nn::conv<2, 3, 2, 1>::at<shape::image(2, 5, 4)>>();
    laws::layer<nn::conv<1, 1>::at<shape::image(1, 1, 1)>>();
    laws::layer<nn::conv<2, 1, 3, 2>::at<shape::image(1, 3, 2)>>();  // windows that see padding alone
}

TEST_CASE("nn/layer/conv: as defined, for sizes, strides and paddings") {
    test::words_from_seed random(4);
    const auto in = shape::image(2, 7, 6);
    for (const std::size_t size : {1u, 2u, 3u, 6u})
        for (const std::size_t stride : {1u, 2u, 3u})
            for (const std::size_t padding : {0u, 1u, 2u, 4u}) {
                const nn::kinds::conv kind{3, size, stride, padding};
                const nn::placed_layer<nn::chosen_at<nn::kinds::conv>> layer(kind, in);
                auto p = nn::zero_parameters<double>(layer);
                layer.initialise(p, random, nn::initialiser::glorot_uniform);
                p.bias = test::random_matrix<double>(1, 3, random);
                const auto x = test::random_matrix<double>(2, in.size(), random);
                matrix<double> y;
                layer.forward(p, x, y);
                const auto expected = by_definition(kind, in, p, x);
                REQUIRE(y.shape() == expected.shape());
                for (std::size_t i = 0; i < y.size(); ++i)
                    CHECK(y.data()[i] == doctest::Approx(expected.data()[i]).epsilon(1e-12));
            }
}

TEST_CASE("nn/layer/conv: a row's output has the same bits in every batch") {
    const nn::conv<5, 3>::at<shape::image(2, 9, 9)> layer;
    test::words_from_seed random(4);
    auto p = nn::zero_parameters<float>(layer);
    layer.initialise(p, random, nn::initialiser::he_normal);
    const auto x = test::random_matrix<float>(7, layer.in, random);
    matrix<float> all, one, alone = make_matrix<float>(1, layer.in);
    layer.forward(p, x, all);
    for (std::size_t i = 0; i < 7; ++i) {
        std::copy_n(row(x, i).begin(), layer.in, alone.data());
        layer.forward(p, alone, one);
        CHECK(std::ranges::equal(row(all, i), row(one, 0)));
    }
}

TEST_CASE("nn/layer/conv: shapes, names and what does not fit") {
    using nn::kinds::conv, nn::misfit;
    CHECK(conv{16, 5}.out(shape::image(1, 28, 28)) == shape::image(16, 24, 24));
    CHECK(conv{16, 5, 2, 2}.out(shape::image(1, 28, 28)) == shape::image(16, 14, 14));
    CHECK(nn::conv<16, 5>::at<shape::image(1, 28, 28)>{}.name() == "conv<1x28x28,16,5,1,0>");
    CHECK(conv{1, 3}.fits(shape::numbers(9)) == misfit::not_an_image);
    CHECK(conv{1, 4}.fits(shape::image(1, 3, 9)) == misfit::window_beyond_the_image);
    CHECK(conv{1, 4, 1, 1}.fits(shape::image(1, 3, 9)) == misfit::none);
    CHECK(conv{0, 1}.fits(shape::image(1, 3, 9)) == misfit::bad_number);
    CHECK(conv{1, 1, 0}.fits(shape::image(1, 3, 9)) == misfit::bad_number);
    CHECK(conv{1, 1, 1, 5000}.fits(shape::image(1, 3, 9)) == misfit::bad_number);
    CHECK(conv{1 << 16, 1}.fits(shape::image(1, 1 << 6, 1 << 6)) == misfit::too_large);              // rows
    CHECK(conv{1 << 8, 1 << 7}.fits(shape::image(1 << 10, 1 << 7, 1 << 7)) == misfit::too_large);    // weights
    CHECK(conv{1, 1 << 6, 1, 1 << 6}.fits(shape::image(1, 1 << 11, 1 << 11)) == misfit::too_large);  // columns
}
