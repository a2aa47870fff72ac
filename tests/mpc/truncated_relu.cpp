#include <spnn/mpc/truncated_relu.hpp>

#include <spnn/fss/drelu.hpp>

#include <doctest/doctest.h>

#include "fss/support.hpp"
#include "mpc/support.hpp"

#include <algorithm>
#include <vector>

using namespace mpc_tests;
namespace mpc = spnn::mpc;
using mpc::side;

namespace {

// Every z within k bits under all masks r, r_d and r_out: the value, and that the opened triples are each triple once.
template <unsigned N, unsigned F, unsigned R, unsigned Out = N>
void check_all(std::mt19937_64& random) {
    CAPTURE(N);
    CAPTURE(F);
    using gate = mpc::truncated_relu<N, F, Out>;
    using cutting = typename gate::cutting;
    using word = typename gate::word;
    constexpr std::int64_t range = std::int64_t{1} << (F + R + F);
    constexpr std::int64_t most = std::min((std::int64_t{1} << (N - 2)) - 1, range - (std::int64_t{1} << F));
    std::size_t wrong = 0, twice = 0;
    std::vector<bool> seen;
    for (std::int64_t z = -most; z <= most; ++z) {
        seen.assign(std::size_t{2} << (N + Out), false);
        for (std::uint64_t r = 0; r < std::uint64_t{1} << N; ++r) {
            const auto opened = mpc::cut<N>(static_cast<word>(static_cast<std::uint64_t>(z) + r));
            const auto at = cutting::read(opened);
            const std::int64_t t = (z >> F) + (at.rest < mpc::cut<F>(static_cast<word>(r)) ? 1 : 0);
            for (const bool r_d : {false, true}) {
                const bool d = (t >= 0) != r_d;
                for (std::uint64_t r_out = 0; r_out < std::uint64_t{1} << Out; ++r_out) {
                    const auto words = gate::of_masks(static_cast<word>(r), r_d, static_cast<word>(r_out));
                    const auto shares = shared_words<gate>(words, Out, cutting::top_bits, random);
                    const auto y = mpc::cut<Out>(static_cast<word>(gate::masked(side::first, at, d, shares[0]) +
                                                                   gate::masked(side::second, at, d, shares[1])));
                    wrong += mpc::signed_of<Out>(static_cast<word>(y - r_out)) != std::max<std::int64_t>(t, 0);
                    const auto triple = (static_cast<std::size_t>(opened) << Out | y) << 1 | (d ? 1 : 0);
                    twice += seen[triple];
                    seen[triple] = true;
                }
            }
        }
        twice += static_cast<std::size_t>(std::count(seen.begin(), seen.end(), false));
    }
    CHECK(wrong == 0);
    CHECK(twice == 0);
}

}  // namespace

TEST_CASE("mpc/truncated_relu: every number under all masks of six bits, each opened triple exactly once") {
    std::mt19937_64 random(1);
    check_all<6, 1, 2>(random);
    check_all<6, 2, 0>(random);
    check_all<6, 1, 1>(random);
    check_all<6, 2, 0, 7>(random);
}

TEST_CASE("mpc/truncated_relu: every number of seven and eight bits under all masks" * doctest::test_suite("slow")) {
    std::mt19937_64 random(2);
    check_all<7, 2, 1>(random);
    check_all<8, 2, 2>(random);
    check_all<8, 3, 0>(random);
}

TEST_CASE_TEMPLATE("mpc/truncated_relu: with real keys, products of every precision, those near zero and the bounds", P,
                   mpc::small, mpc::standard, mpc::training, mpc::fine, mpc::wide) {
    using gate = mpc::truncated_relu<P::n, P::f>;
    using cutting = typename gate::cutting;
    using word = typename P::word;
    namespace fss = spnn::fss;
    std::mt19937_64 random(3);
    const std::size_t count = 5000;
    std::vector<std::int64_t> z(count);
    std::vector<word> r(count);
    std::vector<typename gate::reading> at(count);
    std::vector<std::uint64_t> rho(count), u(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto some = static_cast<std::int64_t>(random()) >> (64 - (2 * P::f + P::r));
        z[i] = std::clamp(i % 4 == 0 ? some % (std::int64_t{4} << P::f) : some, -P::most_product, P::most_product);
        if (i < 2) z[i] = i == 0 ? P::most_product : -P::most_product;
        r[i] = static_cast<word>(random());
        at[i] = cutting::read(static_cast<word>(static_cast<std::uint64_t>(z[i]) + r[i]));
        rho[i] = cutting::of_mask(r[i]).shifted;
        u[i] = at[i].quotient;
    }
    const fss::drelu_batch batch{P::k, count};
    const fss::hash_key hash(fss_tests::arbitrary_block(random));
    std::vector<std::uint32_t> r_d(fss::tiles_of(count)), first(r_d.size()), second(r_d.size());
    spnn::bytes sent(batch.comparison().bytes_to_both());
    auto one = fss_tests::stream_of(0), other = fss_tests::stream_of(1);
    fss::deal_drelu(batch, hash, rho, one, other, sent, {}, r_d);
    one = fss_tests::stream_of(0);
    other = fss_tests::stream_of(1);
    fss::drelu_keys(side::first, batch, hash, sent).evaluate(one, u, first);
    fss::drelu_keys(side::second, batch, hash, sent).evaluate(other, u, second);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto r_out = static_cast<word>(random());
        const auto words = gate::of_masks(r[i], fss_tests::bit_of(r_d, i), r_out);
        const auto shares = shared_words<gate>(words, P::n, cutting::top_bits, random);
        const bool d = fss_tests::bit_of(first, i) != fss_tests::bit_of(second, i);
        const auto y = static_cast<word>(gate::masked(side::first, at[i], d, shares[0]) +
                                         gate::masked(side::second, at[i], d, shares[1]));
        const std::int64_t t = (z[i] >> P::f) + (at[i].rest < mpc::cut<P::f>(r[i]) ? 1 : 0);
        wrong += mpc::signed_of<P::n>(static_cast<word>(y - r_out)) != std::max<std::int64_t>(t, 0);
    }
    CHECK(wrong == 0);
}
