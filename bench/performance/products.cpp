// Matrix products of 64-bit words in GMAC/s: spnn::multiply on the instruction sets that SPNN_CPU allows, and the
// floor.

#include "rows.hpp"

#include <floors/products.hpp>

#include <spnn/core/matmul.hpp>

#include <random>

namespace {

using namespace performance;
using words = spnn::matrix<std::uint64_t>;

struct shape {
    std::size_t m, k, n;
};

[[nodiscard]] words random_words(std::size_t m, std::size_t n) {
    auto x = spnn::make_matrix<std::uint64_t>(m, n);
    std::mt19937_64 random(m + n);
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = random();
    return x;
}

void compare(const shape& s, std::size_t repetitions) {
    const auto a = random_words(s.m, s.k), b = random_words(s.k, s.n);
    words ours, floor = spnn::make_matrix<std::uint64_t>(s.m, s.n);
    const auto size = spnn::text(s.m, "x", s.k, "x", s.n);
    const auto speed = [&](auto&& product) {
        return static_cast<double>(s.m * s.k * s.n) / 1e9 / seconds_each(product);
    };

    std::vector<contender> contenders{{"product.ours", "GMAC/s", spnn::text("shape=", size, ";tier=", tier()),
                                       [&] { return speed([&] { spnn::multiply(a, b, ours); }); }}};
    spnn::multiply(a, b, ours);
#if SPNN_X86
    const auto add_floor = [&](const char* tile, auto product) {
        product(s.m, s.n, s.k, a.data(), b.data(), floor.data());
        expect(std::equal(ours.data(), ours.data() + ours.size(), floor.data()), "matrix product");
        contenders.push_back({"product.floor", "GMAC/s", spnn::text("shape=", size, ";tile=", tile), [&, product] {
                                  return speed([&] { product(s.m, s.n, s.k, a.data(), b.data(), floor.data()); });
                              }});
    };
    if (floors::has_word_products()) {
        if (s.n <= 8) {
            add_floor("8x8", floors::multiply_words<8, 1>);
            add_floor("16x8", floors::multiply_words<16, 1>);
        } else {
            add_floor("8x16", floors::multiply_words<8, 2>);
            add_floor("12x16", floors::multiply_words<12, 2>);
            add_floor("8x24", floors::multiply_words<8, 3>);
        }
    }
#endif
    alternate(repetitions, contenders);
}

}  // namespace

int main(int argc, char** argv) {
    std::size_t repetitions = 3;
    bool small = false;
    return run(
        argc, argv, "Matrix products of 64-bit words",
        [&](CLI::App& app) {
            app.add_option("--repetitions", repetitions, "rows of each");
            app.add_flag("--small", small, "without the largest shape");
        },
        [&] {
            const auto& has = spnn::detail::cpu();
            const auto wish = tier();
            if ((wish == "avx2" && !has.avx2) || (wish == "avx512" && !(has.avx512f && has.avx512dq)))
                return add_text("product.ours", "this machine lacks the instruction set " + wish, "missing",
                                "tier=" + wish);
            for (const auto& s : {shape{5000, 28, 8}, {256, 784, 128}, {1024, 1024, 1024}})
                if (!small || s.m * s.k * s.n < 500'000'000) compare(s, repetitions);
        });
}
