#include <spnn/mpc/truncation.hpp>

#include <doctest/doctest.h>

#include "mpc/support.hpp"

#include <vector>

using namespace mpc_tests;
namespace mpc = spnn::mpc;
using mpc::side;

namespace {

// Faults of one number under one mask, and how far t is above floor(z / 2^F).
struct faults {
    std::size_t value = 0, coin = 0, floor = 0;
    std::int64_t above = 0;
};

template <unsigned N, unsigned F, unsigned Out>
void add_faults(std::int64_t z, std::uint64_t r, std::mt19937_64& random, faults& found) {
    using cutting = mpc::truncation<N, F, Out>;
    using word = typename cutting::word;
    const auto at = cutting::read(static_cast<word>(static_cast<std::uint64_t>(z) + r));
    const auto of_r = cutting::of_mask(static_cast<word>(r));
    const auto shifted = shared(of_r.shifted, Out, random);
    const auto top = shared(of_r.top, cutting::top_bits, random);
    const typename cutting::words first{shifted[0], top[0]}, second{shifted[1], top[1]};
    const auto t = mpc::signed_of<Out>(
        static_cast<word>(cutting::dithered(side::first, at, first) + cutting::dithered(side::second, at, second)));
    const std::int64_t down = z >> F, above = t - down;
    found.value += above != 0 && above != 1;
    found.above += above;
    const bool coin = at.rest < mpc::cut<F>(static_cast<word>(r));
    found.coin += above != (coin ? 1 : 0);
    for (const bool mask : {false, true}) {
        const auto r_e = shared(static_cast<word>(mask), Out, random);
        const auto exact = static_cast<word>(cutting::floor(side::first, at, first, coin != mask, r_e[0]) +
                                             cutting::floor(side::second, at, second, coin != mask, r_e[1]));
        found.floor += mpc::signed_of<Out>(exact) != down;
    }
}

// Every z, |z| < 2^(N-2), under every mask. The narrow ring holds t as long as it fits, which every such z does.
template <unsigned N, unsigned F, unsigned Out>
void check_all(std::mt19937_64& random) {
    CAPTURE(N);
    CAPTURE(F);
    CAPTURE(Out);
    constexpr std::int64_t end = std::int64_t{1} << (N - 2);
    faults all;
    std::size_t biased = 0;
    for (std::int64_t z = -end; z < end; ++z) {
        all.above = 0;
        for (std::uint64_t r = 0; r < std::uint64_t{1} << N; ++r) add_faults<N, F, Out>(z, r, random, all);
        // The mean of t is z / 2^F: over all masks it is above floor(z / 2^F) as often as the rest of z says.
        biased += all.above << F != (z & ((1 << F) - 1)) << N;
    }
    CHECK(all.value == 0);
    CHECK(all.coin == 0);
    CHECK(all.floor == 0);
    CHECK(biased == 0);
}

template <unsigned N>
void check_width(std::mt19937_64& random) {
    for_each_width<1, N - 2>([&]<unsigned F>() {
        check_all<N, F, N>(random);
        check_all<N, F, N + 5>(random);
        check_all<N, F, N - F>(random);
    });
}

}  // namespace

TEST_CASE("mpc/truncation: every number of six to eight bits under every mask, any bits dropped, in three rings") {
    std::mt19937_64 random(1);
    check_width<6>(random);
    check_width<7>(random);
    check_width<8>(random);
}

TEST_CASE_TEMPLATE("mpc/truncation: products of every precision under arbitrary masks, the largest among them", P,
                   mpc::small, mpc::standard, mpc::training, mpc::fine, mpc::wide) {
    std::mt19937_64 random(2);
    faults same, wider, narrow;
    for (int i = 0; i < 20000; ++i) {
        const auto some = static_cast<std::int64_t>(random()) >> (64 - (2 * P::f + P::r));
        const std::int64_t z = i == 0 ? P::most_product : i == 1 ? -P::most_product : i == 2 ? 0 : i == 3 ? -1 : some;
        const auto r = i % 5 == 0 ? ~std::uint64_t{0} - static_cast<std::uint64_t>(i) : random();
        add_faults<P::n, P::f, P::n>(z, r, random, same);
        add_faults<P::n, P::f, 64>(z, r, random, wider);
        add_faults<P::n, P::f, P::n - P::f>(z, r, random, narrow);
    }
    for (const auto* found : {&same, &wider, &narrow}) {
        CHECK(found->value == 0);
        CHECK(found->coin == 0);
        CHECK(found->floor == 0);
    }
}

TEST_CASE("mpc/truncation: for every number the opened word and the opened carry are each pair once") {
    constexpr unsigned n = 7, f = 3;
    using cutting = mpc::truncation<n, f>;
    for (int z = -(1 << (n - 2)); z < 1 << (n - 2); ++z) {
        std::vector<int> seen(std::size_t{2} << n);
        for (unsigned r = 0; r < 1u << n; ++r)
            for (const bool r_e : {false, true}) {
                const auto opened = mpc::cut<n>(static_cast<std::uint32_t>(z) + r);
                const bool carry = cutting::read(opened).rest < mpc::cut<f>(r);
                ++seen[2 * opened + (carry != r_e ? 1 : 0)];
            }
        CHECK(std::all_of(seen.begin(), seen.end(), [](int times) { return times == 1; }));
    }
}

TEST_CASE("mpc/truncation: a bit opened under a mask becomes shares of itself") {
    std::mt19937_64 random(3);
    for (const bool bit : {false, true})
        for (const bool mask : {false, true}) {
            const auto share = shared(static_cast<std::uint64_t>(mask), 64, random);
            CHECK(mpc::bit_share(side::first, bit != mask, share[0]) +
                      mpc::bit_share(side::second, bit != mask, share[1]) ==
                  (bit ? 1 : 0));
        }
}
