// What does a comparison on shares cost? Keys made by the dealer (both sides' at once) and evaluated by one side: time
// of one key, by the width of the numbers compared, with all keys streamed from memory and with 2048 keys in cache.

#include <spnn/core/bytes.hpp>
#include <spnn/fss/dpf.hpp>

#include <benchmark/benchmark.h>

#include <vector>

namespace {

namespace fss = spnn::fss;
using spnn::crypto::block;

struct batch {
    batch(unsigned width, std::size_t keys)
        : bits(width),
          first(keys),
          second(keys),
          points(keys),
          corrections(keys / 32 * fss::dpf_tile_bytes(width)),
          shares(keys / 32) {
        std::uint64_t x = 1;
        const auto next = [&] { return x = x * 6364136223846793005u + 1442695040888963407u; };
        for (auto* const roots : {&first, &second})
            for (auto& root : *roots)
                for (auto& byte : root) byte = static_cast<std::byte>(next() >> 56);
        for (auto& point : points) point = next() >> (64 - bits);
        generate();
    }
    void generate() { fss::generate_dpf(hash, bits, first, second, points, corrections); }
    void evaluate() { fss::evaluate_dpf(hash, bits, fss::side::second, second, points, corrections, shares); }

    fss::hash_key hash{block{}};
    unsigned bits;
    std::vector<block> first, second;
    std::vector<std::uint64_t> points;
    spnn::bytes corrections;
    std::vector<std::uint32_t> shares;
};

template <void (batch::*Work)()>
void of_a_key(benchmark::State& state) {
    const auto keys = static_cast<std::size_t>(state.range(1));
    batch all(static_cast<unsigned>(state.range(0)) - 1, keys);
    for (auto _ : state) {
        (all.*Work)();
        benchmark::DoNotOptimize(all.shares.data());
        benchmark::ClobberMemory();
    }
    state.counters["s/key"] = benchmark::Counter(
        static_cast<double>(keys), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void widths(benchmark::internal::Benchmark* b) {
    for (const auto keys : {1 << 11, 1 << 17})
        for (const auto k : {20, 24, 28, 32, 40, 64}) b->Args({k, keys});
    b->ArgNames({"k", "keys"});
}

BENCHMARK(of_a_key<&batch::generate>)->Name("generate")->Apply(widths);
BENCHMARK(of_a_key<&batch::evaluate>)->Name("evaluate")->Apply(widths);

}  // namespace

BENCHMARK_MAIN();
