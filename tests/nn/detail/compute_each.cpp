#include <spnn/nn/detail/compute_each.hpp>

#include <doctest/doctest.h>

#include <vector>

using spnn::nn::detail::compute_each;

TEST_CASE("nn/detail/compute_each: writes every element once, for any count") {
    for (const std::size_t n : {0u, 1u, 15u, 16u, 17u, 31u, 32u, 100u}) {
        std::vector<int> to(n + 1, -1), calls(n, 0);
        compute_each(std::span(to).first(n), [&](std::size_t i) {
            ++calls[i];
            return static_cast<int>(i * i);
        });
        for (std::size_t i = 0; i < n; ++i) {
            CHECK(to[i] == static_cast<int>(i * i));
            CHECK(calls[i] == 1);
        }
        CHECK(to[n] == -1);
    }
}

TEST_CASE("nn/detail/compute_each: may work in place") {
    std::vector<float> x(37);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i);
    compute_each(std::span(x), [&](std::size_t i) { return 2 * x[i]; });
    for (std::size_t i = 0; i < x.size(); ++i) CHECK(x[i] == static_cast<float>(2 * i));
}
