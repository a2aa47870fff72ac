// What streams, in GB/s of its results, on the instruction sets that SPNN_CPU allows: the key stream of a seed, numbers
// encoded as ring elements, a product masked. 1 MiB at a time, as batches are: 5,000 x 8 words are 0.3 MiB.

#include "rows.hpp"

#include <floors/streams.hpp>

#include <spnn/core/fixed_point.hpp>
#include <spnn/crypto/prg.hpp>
#include <spnn/share/pairwise.hpp>

#include <optional>
#include <random>

namespace {

using namespace performance;
using ring = spnn::z2k<64>;

constexpr std::size_t bytes = 1 << 20, words = bytes / 8, blocks = bytes / 16;

template <class Body>
[[nodiscard]] double gigabytes_a_second(Body&& body) {
    return static_cast<double>(bytes) / 1e9 / seconds_each(body);
}

// The floor of what SPNN_CPU allows; none on a machine without it.
[[nodiscard]] std::optional<floors::streams_tier> floor_tier() {
    for (const auto tier : {floors::streams_tier::vaes_avx512, floors::streams_tier::aesni_avx2})
        if (floors::is_available(tier)) return tier;
    return {};
}

void compare(std::size_t repetitions) {
    const auto parameters = "tier=" + tier();
    std::vector<contender> contenders;
    const auto contend = [&](const char* name, auto body) {
        contenders.push_back({name, "GB/s", parameters, [body] { return gigabytes_a_second(body); }});
    };

    std::vector<std::byte> stream(bytes), floor_stream(bytes);
    spnn::crypto::prg random{spnn::crypto::seed{}};
    contend("prg.ours", [&] { random.fill(stream); });

    auto numbers = spnn::make_matrix<float>(words / 8, 8);
    std::mt19937 normal_source(1);
    std::normal_distribution<float> normal;
    for (auto& x : spnn::elements(numbers)) x = normal(normal_source);
    const spnn::fixed_point<ring> encoding;
    spnn::matrix<std::uint64_t> encoded, floor_encoded = spnn::make_matrix<std::uint64_t>(words / 8, 8);
    contend("encode.ours", [&] { encoding.encode(numbers, encoded, "value"); });

    auto masked = spnn::zeros<std::uint64_t>(words / 8, 8), floor_masked = masked;
    spnn::share::pairwise_keys<ring> keys(0, 2);
    keys.insert(1, spnn::crypto::single_use_key(spnn::crypto::seed{}));
    std::uint64_t step = 0;
    contend("mask.ours", [&] { keys.add_zero_share(masked, {spnn::purpose::train, ++step}); });

#if SPNN_X86
    if (const auto tier = floor_tier()) {
        const bool wide = *tier == floors::streams_tier::vaes_avx512;
        const auto key = floors::expand({});
        const auto fill = wide ? floors::key_stream_vaes : floors::key_stream_aesni;
        const auto mask = wide ? floors::mask_vaes : floors::mask_aesni;
        const double scale = std::ldexp(1.0, encoding.fraction_bits());

        spnn::crypto::aes128({}, spnn::crypto::aes_tier::portable).ctr(7, 0, stream);
        fill(key, 7, floor_stream.data(), blocks);
        expect(stream == floor_stream, "key stream");
        mask(key, 7, floor_masked.data(), blocks);
        expect(std::memcmp(floor_masked.data(), stream.data(), bytes) == 0, "mask");
        encoding.encode(numbers, encoded, "value");
        expect(floors::encode(*tier, numbers.data(), words, scale, floor_encoded.data()) && encoded == floor_encoded,
               "fixed point");

        contend("prg.floor", [&, key, fill] { fill(key, 7, floor_stream.data(), blocks); });
        contend("encode.floor", [&, tier, scale] {
            expect(floors::encode(*tier, numbers.data(), words, scale, floor_encoded.data()), "range");
        });
        contend("mask.floor", [&, key, mask] { mask(key, 7, floor_masked.data(), blocks); });
        alternate(repetitions, contenders);
        return;
    }
#endif
    alternate(repetitions, contenders);
}

}  // namespace

int main(int argc, char** argv) {
    std::size_t repetitions = 3;
    return run(
        argc, argv, "What streams: key stream, fixed point, masks",
        [&](CLI::App& app) { app.add_option("--repetitions", repetitions, "rows of each"); },
        [&] { compare(repetitions); });
}
