#include <spnn/core/simd/compute_each.hpp>

#include <doctest/doctest.h>

#include <vector>

using namespace spnn::detail;

namespace {

template <class T>
std::span<const T> view(const std::vector<T>& x) {
    return x;
}

}  // namespace

TEST_CASE("core/simd/compute_each: writes every element and nothing beyond, for any count, on every tier") {
    for (const auto tier : spnn::available_tiers<simd_tier>())
        for (const std::size_t n : {0u, 1u, 15u, 16u, 17u, 31u, 32u, 100u}) {
            std::vector<int> to(n + 1, -1), a(n), b(n);
            for (std::size_t i = 0; i < n; ++i) a[i] = static_cast<int>(i), b[i] = static_cast<int>(3 * i) + 1;
            compute_each_on(tier, std::span(to).first(n), [](int x, int y) { return x * x + y; }, view(a), view(b));
            for (std::size_t i = 0; i < n; ++i) CHECK(to[i] == a[i] * a[i] + b[i]);
            CHECK(to[n] == -1);
        }
}

TEST_CASE("core/simd/compute_each: may work in place") {
    std::vector<float> x(37);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i);
    compute_each(std::span(x), [](float value) { return 2 * value; }, view(x));
    for (std::size_t i = 0; i < x.size(); ++i) CHECK(x[i] == static_cast<float>(2 * i));
}

TEST_CASE("core/simd/compute_each: the function sees no other values than those of the array") {
    const std::vector<int> from(19, 7);
    std::vector<int> to(19);
    bool other = false;
    compute_each(std::span(to), [&other](int x) { return other = other || x != 7, x; }, view(from));
    CHECK(to == from);
    CHECK_FALSE(other);
}

TEST_CASE("core/simd/compute_each: where an element stands does not change its result") {
    const auto f = [](float x) { return 1.0f / (1.0f + x * 0.1f + x * x * 0.37f); };
    std::vector<float> from(64), all(64), one(1);
    for (std::size_t i = 0; i < from.size(); ++i) from[i] = static_cast<float>(i) * 0.731f;
    for (const auto tier : spnn::available_tiers<simd_tier>()) {
        compute_each_on(tier, std::span(all), f, view(from));
        for (std::size_t i = 0; i < from.size(); ++i) {
            compute_each_on(tier, std::span(one), f, view(from).subspan(i, 1));
            CHECK(one[0] == all[i]);
        }
    }
}
