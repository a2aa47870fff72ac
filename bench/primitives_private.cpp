// What does hiding cost? Paillier beside the textbook's power by GMP, masking and Beaver's product beside the bare
// product.

#include <spnn/crypto/os_random.hpp>
#include <spnn/he/packing.hpp>
#include <spnn/he/scheme/paillier.hpp>
#include <spnn/share/beaver.hpp>
#include <spnn/share/pairwise.hpp>

#include <benchmark/benchmark.h>

#include <map>

namespace {

using spnn::matrix;
using ring = spnn::z2k<64>;
using paillier = spnn::he::paillier<>;
using fast_paillier =
    spnn::he::paillier<boost::multiprecision::mpz_int, spnn::he::short_exponent_448<spnn::he::table_read_vartime<>>>;

template <class Scheme>
struct keys {
    explicit keys(std::size_t bits) : pair(make(bits)), encryptor(pair.pub) {}
    static auto make(std::size_t bits) {
        spnn::crypto::os_random random;
        return Scheme::generate_keys(bits, random);
    }
    typename Scheme::key_pair pair;
    typename Scheme::encryptor encryptor;
    spnn::crypto::prg random{spnn::crypto::seed{}};
};

// Keys are made once for each size and scheme.
template <class Scheme>
keys<Scheme>& keys_of(std::int64_t bits) {
    static std::map<std::int64_t, keys<Scheme>> all;
    return all.try_emplace(bits, static_cast<std::size_t>(bits)).first->second;
}

template <class Scheme>
void encrypt(benchmark::State& state) {
    auto& k = keys_of<Scheme>(state.range(0));
    const typename Scheme::plaintext m = 123456789;
    for (auto _ : state) benchmark::DoNotOptimize(k.encryptor.encrypt(m, k.random));
}

// The peer: r^n mod n^2 by GMP's own power, as the scheme is printed in textbooks.
void textbook_encrypt(benchmark::State& state) {
    auto& k = keys_of<paillier>(state.range(0));
    const boost::multiprecision::mpz_int n = k.pair.pub.n(), square = n * n, r = n - 12345;
    for (auto _ : state) {
        const boost::multiprecision::mpz_int power = powm(r, n, square);
        boost::multiprecision::mpz_int c = power * (123456789 * n + 1) % square;
        benchmark::DoNotOptimize(c);
    }
}

template <class Scheme>
void decrypt(benchmark::State& state) {
    auto& k = keys_of<Scheme>(state.range(0));
    const auto c = k.encryptor.encrypt(123456789, k.random);
    for (auto _ : state) benchmark::DoNotOptimize(Scheme::decrypt(k.pair.sec, c));
}

template <class Scheme>
void add(benchmark::State& state) {
    auto& k = keys_of<Scheme>(state.range(0));
    const auto c = k.encryptor.encrypt(123456789, k.random);
    for (auto _ : state) benchmark::DoNotOptimize(Scheme::add(k.pair.pub, c, c));
}

BENCHMARK(textbook_encrypt)->Arg(2048)->Arg(3072)->Unit(benchmark::kMillisecond);
BENCHMARK(encrypt<paillier>)->Arg(2048)->Arg(3072)->Arg(4096)->Unit(benchmark::kMillisecond);
BENCHMARK(encrypt<fast_paillier>)->Arg(2048)->Arg(3072)->Unit(benchmark::kMillisecond);
BENCHMARK(decrypt<paillier>)->Arg(2048)->Arg(3072)->Arg(4096)->Unit(benchmark::kMillisecond);
BENCHMARK(add<paillier>)->Arg(2048)->Arg(3072)->Arg(4096)->Unit(benchmark::kMicrosecond);

void packing(benchmark::State& state) {
    const auto layout = spnn::he::make_slot_layout(3071, 55, 2);
    const std::vector<spnn::int128> values(layout.slots, 1 << 20);
    std::vector<spnn::int128> back(layout.slots);
    for (auto _ : state) {
        const auto packed = spnn::he::pack<boost::multiprecision::mpz_int>(layout, values);
        spnn::he::unpack(layout, boost::multiprecision::mpz_int(packed * 2), std::span(back));
        benchmark::DoNotOptimize(back.data());
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(layout.slots));
}
BENCHMARK(packing);

[[nodiscard]] matrix<std::uint64_t> filled(std::size_t m, std::size_t n) {
    auto x = spnn::make_matrix<std::uint64_t>(m, n);
    spnn::crypto::prg random{spnn::crypto::seed{}};
    spnn::fill_uniform<ring>(random, spnn::elements(x));
    return x;
}

// One holder's step of `masked` on m rows, 14 columns, 8 units: the product, and its mask.
void bare_product(benchmark::State& state) {
    const auto x = filled(static_cast<std::size_t>(state.range(0)), 14), t = filled(14, 8);
    matrix<std::uint64_t> z;
    for (auto _ : state) {
        spnn::multiply<ring>(x, t, z);
        benchmark::DoNotOptimize(z.data());
    }
}
void masked_product(benchmark::State& state) {
    const auto x = filled(static_cast<std::size_t>(state.range(0)), 14), t = filled(14, 8);
    matrix<std::uint64_t> z;
    spnn::share::pairwise_keys<ring> pairwise(0, 2);
    pairwise.insert(1, spnn::share::single_use_key(spnn::crypto::seed{}));
    std::uint64_t step = 0;
    for (auto _ : state) {
        spnn::multiply<ring>(x, t, z);
        pairwise.add_zero_share(z, {spnn::share::purpose::train, ++step});
        benchmark::DoNotOptimize(z.data());
    }
}
// One holder's local part of Beaver's product on m rows, all 28 columns, 8 units.
void beaver_product(benchmark::State& state) {
    const auto m = static_cast<std::size_t>(state.range(0));
    const auto d = filled(m, 28), e = filled(28, 8), a = filled(m, 28), c = filled(m, 8);
    matrix<std::uint64_t> z;
    for (auto _ : state) {
        auto b = e;
        spnn::share::beaver_product<ring>(true, d, e, a, b, c, z);
        benchmark::DoNotOptimize(z.data());
    }
}
BENCHMARK(bare_product)->RangeMultiplier(10)->Range(50, 50000)->Unit(benchmark::kMicrosecond);
BENCHMARK(masked_product)->RangeMultiplier(10)->Range(50, 50000)->Unit(benchmark::kMicrosecond);
BENCHMARK(beaver_product)->RangeMultiplier(10)->Range(50, 50000)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
