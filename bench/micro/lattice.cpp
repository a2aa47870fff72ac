// How fast is encryption for sums by lattices? The transform on every tier, and a message of 40,000 values at a holder
// and at the server.

#include <spnn/crypto/os_random.hpp>
#include <spnn/he/rlwe/sum.hpp>

#include <benchmark/benchmark.h>

#include <vector>

namespace {

namespace rlwe = spnn::he::rlwe;
using rlwe::ntt_tier;
using spnn::he::rlwe_sum;

template <ntt_tier Tier>
void transform(benchmark::State& state, void (rlwe::ntt::*step)(std::span<std::uint64_t>) const) {
    const auto n = static_cast<std::size_t>(state.range(0));
    const rlwe::modulus q(rlwe::primes(50, 1, n)[0]);
    const auto tiers = rlwe::available_ntt_tiers(q, n);
    if (std::ranges::find(tiers, Tier) == tiers.end()) return state.SkipWithError("this machine has no such tier");
    const rlwe::ntt ntt(q, n, Tier);
    rlwe::words x(n);
    rlwe::uniform({}, 0, q, x);
    for (auto _ : state) {
        (ntt.*step)(x);
        benchmark::ClobberMemory();
    }
}
template <ntt_tier Tier>
void forward(benchmark::State& state) {
    transform<Tier>(state, &rlwe::ntt::forward);
}
template <ntt_tier Tier>
void back(benchmark::State& state) {
    transform<Tier>(state, &rlwe::ntt::back);
}

// A message of an epoch's batch: sums of at most 2^52 of two holders.
struct message {
    static constexpr std::size_t values = 40000;
    rlwe_sum::layout layout = rlwe_sum::make_layout({spnn::uint128{1} << 51, 2, values}, 128);
    spnn::crypto::os_random random;
    rlwe_sum::key_pair keys = rlwe_sum::generate_keys(layout, random);
    rlwe_sum::encryptor encryptor{keys.pub};
    std::vector<spnn::int128> plain = std::vector<spnn::int128>(values, 1234567890123);
    spnn::bytes stored = spnn::bytes(layout.message_bytes(values));
    rlwe_sum::ciphertext sum = encryptor.encrypt(plain, random);
    message() {
        rlwe_sum::add(keys.pub, sum, encryptor.encrypt(plain, random));
        rlwe_sum::store(keys.pub, sum, stored);
    }
};
message& one() {
    static message all;
    return all;
}

void encrypt(benchmark::State& state) {
    auto& m = one();
    for (auto _ : state) benchmark::DoNotOptimize(m.encryptor.encrypt(m.plain, m.random));
}
void load_add_store(benchmark::State& state) {
    auto& m = one();
    auto c = m.sum;
    spnn::bytes out(m.stored.size());
    for (auto _ : state) {
        rlwe_sum::add(m.keys.pub, c, rlwe_sum::load(m.keys.pub, message::values, m.stored));
        rlwe_sum::store(m.keys.pub, c, out);
    }
}
void load_decrypt(benchmark::State& state) {
    auto& m = one();
    std::vector<spnn::int128> out(message::values);
    for (auto _ : state) rlwe_sum::decrypt(m.keys.sec, rlwe_sum::load(m.keys.pub, message::values, m.stored), out);
}
void keys(benchmark::State& state) {
    auto& m = one();
    for (auto _ : state) benchmark::DoNotOptimize(rlwe_sum::generate_keys(m.layout, m.random));
}

#define OF_ALL_TIERS(step)                                                       \
    BENCHMARK(step<ntt_tier::portable>)->RangeMultiplier(2)->Range(4096, 16384); \
    BENCHMARK(step<ntt_tier::avx2>)->RangeMultiplier(2)->Range(4096, 16384);     \
    BENCHMARK(step<ntt_tier::ifma>)->RangeMultiplier(2)->Range(4096, 16384)
OF_ALL_TIERS(forward);
OF_ALL_TIERS(back);
BENCHMARK(encrypt)->Unit(benchmark::kMicrosecond);
BENCHMARK(load_add_store)->Unit(benchmark::kMicrosecond);
BENCHMARK(load_decrypt)->Unit(benchmark::kMicrosecond);
BENCHMARK(keys)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
