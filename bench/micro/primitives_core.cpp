// How fast are the kernels of core and crypto, beside what one would write without them? Sizes grow, so the cost
// curve shows. Peers in the same run: a plain triple loop for products, memcpy for everything that streams.

#include <spnn/core/fixed_point.hpp>
#include <spnn/core/matmul.hpp>
#include <spnn/crypto/aes.hpp>
#include <spnn/crypto/poly1305.hpp>
#include <spnn/crypto/prg.hpp>

#include <benchmark/benchmark.h>

#include <cstring>

namespace {

using spnn::matrix;

template <class T>
[[nodiscard]] matrix<T> filled(std::size_t m, std::size_t n) {
    auto x = spnn::make_matrix<T>(m, n);
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<T>(i * 2654435761U % 1000003);
    return x;
}

struct shape {
    std::size_t m, k, n;
};

[[nodiscard]] shape shape_of(const benchmark::State& state) {
    return {static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)),
            static_cast<std::size_t>(state.range(2))};
}

void count_macs(benchmark::State& state, const shape& s) {
    state.counters["MAC/s"] =
        benchmark::Counter(static_cast<double>(s.m * s.k * s.n), benchmark::Counter::kIsIterationInvariantRate,
                           benchmark::Counter::kIs1000);
}

template <class T>
void product(benchmark::State& state) {
    const auto s = shape_of(state);
    const auto tier = static_cast<spnn::detail::matmul_tier>(state.range(3));
    const auto tiers = spnn::detail::available_matmul_tiers<T>();
    if (std::find(tiers.begin(), tiers.end(), tier) == tiers.end())
        return state.SkipWithError("this machine lacks the tier");
    const auto a = filled<T>(s.m, s.k), b = filled<T>(s.k, s.n);
    auto c = spnn::make_matrix<T>(s.m, s.n);
    for (auto _ : state) {
        spnn::detail::multiply_on<T>(tier, s.m, s.n, s.k, {a.data(), s.k, 1}, {b.data(), s.n, 1}, c.data());
        benchmark::DoNotOptimize(c.data());
    }
    count_macs(state, s);
}

template <class T>
void triple_loop(benchmark::State& state) {
    const auto s = shape_of(state);
    const auto a = filled<T>(s.m, s.k), b = filled<T>(s.k, s.n);
    auto c = spnn::make_matrix<T>(s.m, s.n);
    for (auto _ : state) {
        std::fill(c.data(), c.data() + c.size(), T{});
        for (std::size_t i = 0; i < s.m; ++i)
            for (std::size_t p = 0; p < s.k; ++p)
                for (std::size_t j = 0; j < s.n; ++j)
                    c.data()[i * s.n + j] += a.data()[i * s.k + p] * b.data()[p * s.n + j];
        benchmark::DoNotOptimize(c.data());
    }
    count_macs(state, s);
}

template <std::int64_t Tiers>
void product_shapes(benchmark::internal::Benchmark* b) {
    for (std::int64_t tier = 0; tier < Tiers; ++tier)
        for (const auto& s : {shape{5000, 28, 8}, {256, 784, 128}, {256, 256, 256}, {512, 512, 512}})
            b->Args(
                {static_cast<std::int64_t>(s.m), static_cast<std::int64_t>(s.k), static_cast<std::int64_t>(s.n), tier});
    b->ArgNames({"m", "k", "n", "tier"});
}
void loop_shapes(benchmark::internal::Benchmark* b) {
    for (const auto& s : {shape{5000, 28, 8}, {256, 784, 128}, {256, 256, 256}, {512, 512, 512}})
        b->Args({static_cast<std::int64_t>(s.m), static_cast<std::int64_t>(s.k), static_cast<std::int64_t>(s.n)});
    b->ArgNames({"m", "k", "n"});
}

BENCHMARK(product<std::uint64_t>)->Apply(product_shapes<4>);
BENCHMARK(triple_loop<std::uint64_t>)->Apply(loop_shapes);
BENCHMARK(product<float>)->Apply(product_shapes<3>);
BENCHMARK(triple_loop<float>)->Apply(loop_shapes);

void count_bytes(benchmark::State& state) {
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * state.range(0));
}

void copy(benchmark::State& state) {
    std::vector<std::byte> from(static_cast<std::size_t>(state.range(0))), to(from.size());
    for (auto _ : state) {
        std::memcpy(to.data(), from.data(), from.size());
        benchmark::DoNotOptimize(to.data());
        benchmark::ClobberMemory();
    }
    count_bytes(state);
}

void key_stream(benchmark::State& state) {
    const auto tier = static_cast<spnn::crypto::aes_tier>(state.range(1));
    if (!spnn::crypto::is_available(tier)) return state.SkipWithError("this machine lacks the tier");
    const spnn::crypto::aes128 cipher(spnn::crypto::block{}, tier);
    std::vector<std::byte> out(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        cipher.ctr(1, 0, out);
        benchmark::DoNotOptimize(out.data());
    }
    count_bytes(state);
}

void checksum(benchmark::State& state) {
    std::vector<std::byte> data(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        spnn::crypto::poly1305 sum({});
        sum.update(data);
        auto tag = sum.finish();
        benchmark::DoNotOptimize(tag);
    }
    count_bytes(state);
}

void encode(benchmark::State& state) {
    const spnn::fixed_point<spnn::z2k<64>> encoding;
    const auto x = filled<float>(static_cast<std::size_t>(state.range(0)) / sizeof(float), 1);
    auto scaled = x;
    for (auto& v : spnn::elements(scaled)) v *= 1e-5F;
    matrix<std::uint64_t> y;
    for (auto _ : state) {
        encoding.encode(scaled, y, "value");
        benchmark::DoNotOptimize(y.data());
    }
    count_bytes(state);
}

BENCHMARK(copy)->RangeMultiplier(16)->Range(1 << 10, 1 << 24);
BENCHMARK(key_stream)
    ->ArgsProduct({benchmark::CreateRange(1 << 10, 1 << 24, 16), {0, 1, 2, 3}})
    ->ArgNames({"bytes", "tier"});
BENCHMARK(checksum)->RangeMultiplier(16)->Range(1 << 10, 1 << 24);
BENCHMARK(encode)->RangeMultiplier(16)->Range(1 << 10, 1 << 22);

}  // namespace

BENCHMARK_MAIN();
