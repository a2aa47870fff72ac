#include <spnn/mpc/one_round_relu.hpp>

#include <doctest/doctest.h>

#include "fss/support.hpp"
#include "mpc/support.hpp"

#include <algorithm>
#include <vector>

using namespace mpc_tests;
namespace mpc = spnn::mpc;
namespace fss = spnn::fss;
using mpc::side;

namespace {

// Values z under masks r, each with a key and a mask of the result of its own: how many results are wrong.
template <class Gate, unsigned N, unsigned F, unsigned Out>
std::size_t wrong_of(const std::vector<std::int64_t>& z, const std::vector<std::uint64_t>& r, std::mt19937_64& random) {
    using word = typename Gate::word;
    const auto count = z.size();
    std::vector<typename Gate::reading> at(count);
    std::vector<std::uint64_t> alpha(count), points(count);
    std::vector<fss::payload> beta(count), first(count), second(count);
    for (std::size_t i = 0; i < count; ++i) {
        at[i] = Gate::cutting::read(static_cast<word>(static_cast<std::uint64_t>(z[i]) + r[i]));
        const auto key = Gate::key_of(static_cast<word>(r[i]));
        alpha[i] = key.alpha;
        beta[i] = key.beta;
        points[i] = Gate::point(at[i]);
    }
    const fss::dcf_batch batch{Gate::shape, count};
    const fss::hash_key hash(fss_tests::arbitrary_block(random));
    spnn::bytes sent(batch.bytes_to_both());
    auto one = fss_tests::stream_of(0), other = fss_tests::stream_of(1);
    fss::deal_dcf(batch, hash, alpha, beta, one, other, sent);
    one = fss_tests::stream_of(0);
    other = fss_tests::stream_of(1);
    fss::dcf_keys(side::first, batch, hash, sent).evaluate(one, points, first);
    fss::dcf_keys(side::second, batch, hash, sent).evaluate(other, points, second);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto r_out = static_cast<word>(random());
        const auto words = Gate::of_masks(static_cast<word>(r[i]), r_out);
        const auto shares = shared_words<Gate>(words, Out, Gate::cutting::top_bits, random);
        const auto y = static_cast<word>(Gate::masked(side::first, at[i], shares[0], first[i]) +
                                         Gate::masked(side::second, at[i], shares[1], second[i]));
        const std::int64_t t = (z[i] >> F) + (at[i].rest < mpc::cut<F>(static_cast<word>(r[i])) ? 1 : 0);
        wrong += mpc::signed_of<Out>(static_cast<word>(y - r_out)) != std::max<std::int64_t>(t, 0);
    }
    return wrong;
}

// Every z whose t has K bits, under every mask.
template <unsigned N, unsigned F, unsigned K, unsigned Out = N>
std::size_t wrong_of_all(std::mt19937_64& random) {
    constexpr std::int64_t most =
        std::min((std::int64_t{1} << (N - 2)) - 1, (std::int64_t{1} << (K - 1 + F)) - (std::int64_t{1} << F));
    std::vector<std::int64_t> z;
    std::vector<std::uint64_t> r;
    for (std::int64_t x = -most; x <= most; ++x)
        for (std::uint64_t mask = 0; mask < std::uint64_t{1} << N; ++mask) {
            z.push_back(x);
            r.push_back(mask);
        }
    return wrong_of<mpc::one_round_relu<N, F, K, Out>, N, F, Out>(z, r, random);
}

}  // namespace

TEST_CASE("mpc/one_round_relu: every number of six and seven bits under every mask, with real keys") {
    std::mt19937_64 random(1);
    CHECK(wrong_of_all<6, 1, 5>(random) == 0);
    CHECK(wrong_of_all<6, 2, 3>(random) == 0);
    CHECK(wrong_of_all<7, 2, 5>(random) == 0);
    CHECK(wrong_of_all<6, 1, 4, 9>(random) == 0);
}

TEST_CASE_TEMPLATE("mpc/one_round_relu: products of every precision, those near zero and the bounds", P, mpc::small,
                   mpc::standard, mpc::training, mpc::fine, mpc::wide) {
    std::mt19937_64 random(2);
    std::vector<std::int64_t> z(2000);
    std::vector<std::uint64_t> r(z.size());
    for (std::size_t i = 0; i < z.size(); ++i) {
        const auto some = static_cast<std::int64_t>(random()) >> (64 - (2 * P::f + P::r));
        z[i] = std::clamp(i % 4 == 0 ? some % (std::int64_t{4} << P::f) : some, -P::most_product, P::most_product);
        if (i < 2) z[i] = i == 0 ? P::most_product : -P::most_product;
        r[i] = random();
    }
    CHECK(wrong_of<mpc::one_round_relu<P::n, P::f, P::k>, P::n, P::f, P::n>(z, r, random) == 0);
}
