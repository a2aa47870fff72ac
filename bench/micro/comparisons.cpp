// What does a comparison of masked numbers cost? Its key made by the dealer (both sides' at once) and evaluated by one
// side: time of one key by the width k of the numbers, all 2^17 of them streamed from memory, or 2048 in cache.
//
//   tree      the point function alone, its roots lying there already
//   sign      the whole gate: roots and masks drawn, keys, bits packed
//   payload   the longer keys of the gate with one round less, at the widths of the presets of precision

#include <spnn/fss/dcf.hpp>
#include <spnn/fss/drelu.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <vector>

namespace {

namespace fss = spnn::fss;
using fss::side;
using spnn::crypto::block;

[[nodiscard]] spnn::crypto::prg stream(std::uint64_t number) {
    return spnn::crypto::prg(spnn::crypto::seed(block{}), number);
}

[[nodiscard]] std::vector<std::uint64_t> some_words(std::size_t count, unsigned bits) {
    std::vector<std::uint64_t> out(count);
    auto random = stream(7);
    random.fill(std::as_writable_bytes(std::span(out)));
    for (auto& x : out) x &= fss::low_bits(bits);
    return out;
}

void count_keys(benchmark::State& state, std::size_t keys) {
    state.counters["s/key"] = benchmark::Counter(
        static_cast<double>(keys), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void tree(benchmark::State& state, bool evaluated) {
    const auto bits = static_cast<unsigned>(state.range(0)) - 1;
    const auto keys = static_cast<std::size_t>(state.range(1));
    const fss::hash_key hash(block{});
    std::vector<block> first(keys), second(keys);
    stream(0).fill(std::as_writable_bytes(std::span(first)));
    stream(1).fill(std::as_writable_bytes(std::span(second)));
    const auto points = some_words(keys, bits);
    spnn::bytes corrections(keys / fss::tile_keys * fss::dpf_tile_bytes(bits));
    std::vector<std::uint32_t> shares(fss::tiles_of(keys));
    fss::generate_dpf(hash, bits, first, second, points, corrections);
    for (auto _ : state) {
        if (evaluated)
            fss::evaluate_dpf(hash, bits, side::second, second, points, corrections, shares);
        else
            fss::generate_dpf(hash, bits, first, second, points, corrections);
        benchmark::ClobberMemory();
    }
    count_keys(state, keys);
}

void sign(benchmark::State& state, bool evaluated) {
    const fss::drelu_batch batch{static_cast<unsigned>(state.range(0)), static_cast<std::size_t>(state.range(1))};
    const fss::hash_key hash(block{});
    const auto masks = some_words(batch.count, 64);
    spnn::bytes sent(batch.comparison().bytes_to_both()), to_second(batch.comparison().bytes_to_second());
    std::vector<std::uint32_t> bits(fss::tiles_of(batch.count));
    auto first = stream(0), second = stream(1);
    fss::deal_drelu(batch, hash, masks, first, second, sent, to_second, bits);
    for (auto _ : state) {
        if (evaluated) {
            auto draws = stream(0);
            fss::evaluate_drelu(batch, hash, side::first, draws, sent, masks, bits);
        } else {
            fss::deal_drelu(batch, hash, masks, first, second, sent, to_second, bits);
        }
        benchmark::ClobberMemory();
    }
    count_keys(state, batch.count);
}

void with_payload(benchmark::State& state, bool evaluated) {
    const auto number = [&](int i) { return static_cast<unsigned>(state.range(i)); };
    const fss::dcf_batch batch{{number(0) - 1, number(1), number(2)}, std::size_t{1} << 14};
    const fss::hash_key hash(block{});
    const auto points = some_words(batch.count, batch.shape.bits);
    std::vector<fss::payload> payloads(batch.count);
    spnn::bytes sent(batch.bytes_to_both());
    auto first = stream(0), second = stream(1);
    fss::deal_dcf(batch, hash, points, payloads, first, second, sent);
    for (auto _ : state) {
        if (evaluated) {
            auto draws = stream(0);
            fss::evaluate_dcf(batch, hash, side::first, draws, sent, points, payloads);
        } else {
            fss::deal_dcf(batch, hash, points, payloads, first, second, sent);
        }
        benchmark::ClobberMemory();
    }
    count_keys(state, batch.count);
}

void widths(benchmark::internal::Benchmark* b) {
    for (const auto keys : {1 << 11, 1 << 17})
        for (const auto k : {20, 24, 28, 32, 40, 64}) b->Args({k, keys});
    b->ArgNames({"k", "keys"});
}
void presets(benchmark::internal::Benchmark* b) {
    for (const auto& [k, n, f] : {std::array{21, 32, 10}, {26, 40, 12}, {23, 40, 10}, {31, 48, 16}, {40, 64, 20}})
        b->Args({k, n, f});
    b->ArgNames({"k", "n", "f"});
}

BENCHMARK_CAPTURE(tree, generate, false)->Apply(widths);
BENCHMARK_CAPTURE(tree, evaluate, true)->Apply(widths);
BENCHMARK_CAPTURE(sign, deal, false)->Apply(widths);
BENCHMARK_CAPTURE(sign, evaluate, true)->Apply(widths);
BENCHMARK_CAPTURE(with_payload, deal, false)->Apply(presets);
BENCHMARK_CAPTURE(with_payload, evaluate, true)->Apply(presets);

}  // namespace

BENCHMARK_MAIN();
