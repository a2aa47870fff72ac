// What does hiding cost? Paillier beside the textbook's power by GMP, masking and Beaver's product beside the bare
// product.

#include <spnn/crypto/os_random.hpp>
#include <spnn/he/batch.hpp>
#include <spnn/he/packing.hpp>
#include <spnn/he/paillier/paillier.hpp>
#include <spnn/share/beaver.hpp>
#include <spnn/share/pairwise.hpp>

#include <benchmark/benchmark.h>

#include <map>

namespace {

using spnn::matrix;
using ring = spnn::z2k<64>;
using boost::multiprecision::mpz_int;
using spnn::he::detail::residue_tier;
using paillier = spnn::he::paillier<>;
using table_read = spnn::he::paillier<mpz_int, spnn::he::table_read_vartime<>>;
using short_exponent = spnn::he::paillier<mpz_int, spnn::he::short_exponent_448<spnn::he::table_read_vartime<>>>;

constexpr int at_a_time = 64;  // ciphertexts

template <class Scheme>
struct keys {
    keys(std::size_t bits, residue_tier tier) : pair(make(bits)), encryptor(pair.pub, tier) {
        for (int i = 0; i < at_a_time; ++i) {
            random.emplace_back(spnn::crypto::seed{}, static_cast<std::uint64_t>(i));
            plain.push_back(mpz_int(123456789) << 20 * i);
        }
        ciphertexts = encryptor.encrypt_all(std::span<const mpz_int>(plain), std::span(random));
        stored.resize(at_a_time * pair.pub.ciphertext_bytes());
        spnn::he::store_all<Scheme>(pair.pub, ciphertexts, stored);
    }
    static auto make(std::size_t bits) {
        spnn::crypto::os_random random;
        return Scheme::generate_keys(bits, random);
    }
    typename Scheme::key_pair pair;
    typename Scheme::encryptor encryptor;
    std::vector<spnn::crypto::prg> random;
    std::vector<mpz_int> plain;
    std::vector<typename Scheme::ciphertext> ciphertexts;
    spnn::bytes stored;
};

// Keys are made once for each size, scheme and tier.
template <class Scheme, residue_tier Tier>
keys<Scheme>& keys_of(benchmark::State& state) {
    static std::map<std::int64_t, keys<Scheme>> all;
    return all.try_emplace(state.range(0), static_cast<std::size_t>(state.range(0)), Tier).first->second;
}

// Many ciphertexts at a time; `each` is the time of one. Every path by name: `gmp` or `ifma`.
template <class Scheme, residue_tier Tier, class Step>
void of_one(benchmark::State& state, Step step) {
    if (!spnn::he::detail::is_available(Tier)) return state.SkipWithError("this machine has no AVX-512 IFMA");
    auto& k = keys_of<Scheme, Tier>(state);
    for (auto _ : state) benchmark::DoNotOptimize(step(k));
    state.counters["each"] = benchmark::Counter(at_a_time * static_cast<double>(state.iterations()),
                                                benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

template <class Scheme, residue_tier Tier>
void encrypt(benchmark::State& state) {
    of_one<Scheme, Tier>(
        state, [](auto& k) { return k.encryptor.encrypt_all(std::span<const mpz_int>(k.plain), std::span(k.random)); });
}
template <class Scheme, residue_tier Tier>
void decrypt(benchmark::State& state) {
    of_one<Scheme, Tier>(state, [](auto& k) {
        return Scheme::decrypt_all(k.pair.sec, std::span<const typename Scheme::ciphertext>(k.ciphertexts), Tier);
    });
}
template <class Scheme, residue_tier Tier>
void make_encryptor(benchmark::State& state) {
    auto& k = keys_of<Scheme, Tier>(state);
    for (auto _ : state) benchmark::DoNotOptimize(typename Scheme::encryptor(k.pair.pub, Tier));
}
void add(benchmark::State& state) {
    of_one<paillier, residue_tier::gmp>(
        state, [](auto& k) { return spnn::he::add_all<paillier>(k.pair.pub, k.ciphertexts, k.ciphertexts); });
}
void load(benchmark::State& state) {
    of_one<paillier, residue_tier::gmp>(state,
                                        [](auto& k) { return spnn::he::load_all<paillier>(k.pair.pub, k.stored); });
}
void load_one_by_one(benchmark::State& state) {
    of_one<paillier, residue_tier::gmp>(state, [](auto& k) {
        std::vector<paillier::ciphertext> out;
        const auto size = k.pair.pub.ciphertext_bytes();
        for (std::size_t i = 0; i < at_a_time; ++i)
            out.push_back(paillier::load(k.pair.pub, std::span<const std::byte>(k.stored).subspan(i * size, size)));
        return out;
    });
}

// The peer: r^n mod n^2 by GMP's own power, as the scheme is printed in textbooks.
void textbook_encrypt(benchmark::State& state) {
    auto& k = keys_of<paillier, residue_tier::gmp>(state);
    const mpz_int n = k.pair.pub.n(), square = n * n, r = n - 12345;
    for (auto _ : state) {
        const mpz_int power = powm(r, n, square);
        mpz_int c = power * (123456789 * n + 1) % square;
        benchmark::DoNotOptimize(c);
    }
}

void key_sizes(benchmark::internal::Benchmark* b) { b->Arg(2048)->Arg(3072)->Arg(4096)->Unit(benchmark::kMicrosecond); }
constexpr auto gmp = residue_tier::gmp, ifma = residue_tier::ifma;

BENCHMARK(textbook_encrypt)->Apply(key_sizes);
BENCHMARK(encrypt<paillier, gmp>)->Apply(key_sizes);
BENCHMARK(encrypt<paillier, ifma>)->Apply(key_sizes);
BENCHMARK(encrypt<table_read, gmp>)->Apply(key_sizes);
BENCHMARK(encrypt<table_read, ifma>)->Apply(key_sizes);
BENCHMARK(encrypt<short_exponent, gmp>)->Apply(key_sizes);
BENCHMARK(encrypt<short_exponent, ifma>)->Apply(key_sizes);
BENCHMARK(decrypt<paillier, gmp>)->Apply(key_sizes);
BENCHMARK(decrypt<paillier, ifma>)->Apply(key_sizes);
BENCHMARK(make_encryptor<paillier, gmp>)->Apply(key_sizes);
BENCHMARK(make_encryptor<paillier, ifma>)->Apply(key_sizes);
BENCHMARK(add)->Apply(key_sizes);
BENCHMARK(load)->Apply(key_sizes);
BENCHMARK(load_one_by_one)->Apply(key_sizes);

void packing(benchmark::State& state) {
    const auto layout = spnn::he::make_slot_layout(3071, 55, 2);
    const std::vector<spnn::int128> values(layout.slots, 1 << 20);
    std::vector<spnn::int128> back(layout.slots);
    for (auto _ : state) {
        const auto packed = spnn::he::pack<mpz_int>(layout, values);
        spnn::he::unpack(layout, mpz_int(packed * 2), std::span(back));
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
    pairwise.insert(1, spnn::crypto::single_use_key(spnn::crypto::seed{}));
    std::uint64_t step = 0;
    for (auto _ : state) {
        spnn::multiply<ring>(x, t, z);
        pairwise.add_zero_share(z, {spnn::purpose::train, ++step});
        benchmark::DoNotOptimize(z.data());
    }
}
// One holder's local part of Beaver's product on m rows, all 28 columns, 8 units.
void beaver_product(benchmark::State& state) {
    const auto m = static_cast<std::size_t>(state.range(0));
    const auto d = filled(m, 28), e = filled(28, 8);
    const spnn::share::additive_share<ring> a{filled(m, 28)}, c{filled(m, 8)};
    spnn::share::additive_share<ring> z;
    matrix<std::uint64_t> work;
    for (auto _ : state) {
        spnn::share::additive_share<ring> b{e};
        spnn::share::beaver_product<ring>(true, d, e, a, b, c, z, work);
        benchmark::DoNotOptimize(z.part.data());
    }
}
BENCHMARK(bare_product)->RangeMultiplier(10)->Range(50, 50000)->Unit(benchmark::kMicrosecond);
BENCHMARK(masked_product)->RangeMultiplier(10)->Range(50, 50000)->Unit(benchmark::kMicrosecond);
BENCHMARK(beaver_product)->RangeMultiplier(10)->Range(50, 50000)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
