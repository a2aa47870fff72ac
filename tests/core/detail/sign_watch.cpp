#include <spnn/core/detail/sign_watch.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

namespace detail = spnn::detail;

TEST_CASE_TEMPLATE("core/detail/sign_watch: one negative word is seen wherever it stands, on every tier", Word,
                   std::uint32_t, std::uint64_t) {
    constexpr Word sign = Word{1} << (8 * sizeof(Word) - 1);
    for (const auto tier : spnn::available_tiers<detail::simd_tier>())
        for (const std::size_t count : {0u, 1u, 15u, 16u, 17u, 50u}) {
            std::vector<Word> x(count, sign - 1);
            const auto is_seen = [&] {
                return detail::any_sign(tier, std::span<const Word>(x), [](Word w) { return w; });
            };
            CHECK_FALSE(is_seen());
            for (auto& word : x) {
                word = sign;
                CHECK(is_seen());
                word = sign - 1;
            }
        }
}

TEST_CASE("core/detail/sign_watch: collects over blocks") {
    const std::vector<std::uint32_t> calm(detail::block_size, 1);
    auto same = [](std::uint32_t w) { return w; };
    detail::sign_watch<std::uint32_t> watch;
    watch.see(calm.data(), same);
    CHECK_FALSE(watch.any());
    auto one = calm;
    one.back() = 0x80000000u;
    watch.see(one.data(), same);
    watch.see(calm.data(), same);
    CHECK(watch.any());
}
