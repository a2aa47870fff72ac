// What does privacy cost for a whole epoch? The shape of the paper's fraud network, 28-8-8-1 over two holders, batches
// of 5,000: each protocol beside the plaintext network on the joined columns, in one run, rows growing.
//
//   bench_micro_whole_run [ROWS ...]        default: 10000 40000 160000; `encrypted` runs on the smallest only

#include <spnn/he/paillier/paillier.hpp>
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/split/cost.hpp>
#include <spnn/split/first_layer/encrypted.hpp>
#include <spnn/split/first_layer/in_the_clear.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/first_layer/shared.hpp>
#include <spnn/split/simulate.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace {

namespace nn = spnn::nn;
namespace split = spnn::split;

using fraud = split::network<nn::sequential<nn::sigmoid<8>, nn::dense<8, 8>, nn::sigmoid<8>>, nn::dense<8, 1>,
                             nn::binary_cross_entropy>;
constexpr std::size_t epochs = 3, repetitions = 3;

[[nodiscard]] split::vertical_table some_table(std::size_t rows, const std::vector<std::size_t>& columns) {
    split::vertical_table table;
    spnn::crypto::prg random{spnn::crypto::seed{}};
    for (const auto n : columns) {
        auto x = spnn::make_matrix<float>(rows, n);
        nn::draw_normal(spnn::elements(x), 1.0, random);
        table.features.push_back(std::move(x));
    }
    table.targets = spnn::make_matrix<float>(rows, 1);
    for (std::size_t i = 0; i < rows; ++i)
        table.targets(i, 0) = table.features[0](i, 0) + table.features[1](i, 0) > 0 ? 1.0F : 0.0F;
    return table;
}

// The median of `repetitions` measurements of body(), in seconds an epoch.
template <class Body>
[[nodiscard]] double median_of(Body&& body) {
    std::vector<double> seconds;
    for (std::size_t i = 0; i < repetitions; ++i) seconds.push_back(body() / static_cast<double>(epochs));
    std::ranges::sort(seconds);
    return seconds[seconds.size() / 2];
}

void line(std::string_view what, std::size_t rows, double seconds, double plain, double megabytes) {
    std::printf("%-28.*s %9zu %12.2f %9.2f %14.1f\n", static_cast<int>(what.size()), what.data(), rows, seconds * 1e3,
                seconds / plain, megabytes);
    std::fflush(stdout);
}

template <class First>
void protocol(const split::plan& p, const split::vertical_table& table, double plain, std::string_view variant = "") {
    const double seconds = median_of([&] { return split::simulate<fraud, First>(p, table).train_seconds; });
    const auto bytes = split::run_cost<fraud, First>(p).total().bytes;
    line(spnn::text(First::name, variant), p.train_rows, seconds, plain,
         static_cast<double>(bytes) / 1e6 / static_cast<double>(epochs));
}

void compare(std::size_t rows, bool encrypted_too) {
    split::plan p;
    p.columns = {14, 14};
    p.label_holder = 0;
    p.train_rows = rows;
    p.batch = 5000;
    p.epochs = epochs;
    p.rule = {nn::sgd{}, 0.1};
    const auto table = some_table(rows, p.columns);
    const double plain = median_of([&] {
        split::joined_network<fraud> joined(p, split::private_seeds(1));
        const auto start = std::chrono::steady_clock::now();
        joined.train(table);
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    });
    line("plaintext, one place", rows, plain, plain, 0);
    protocol<split::in_the_clear<>>(p, table, plain);
    protocol<split::masked<>>(p, table, plain);
    protocol<split::masked<spnn::z2k<32>>>(p, table, plain, ", z2k<32>");
    protocol<split::shared<>>(p, table, plain);
    protocol<split::encrypted<>>(p, table, plain, ", rlwe");
    if (encrypted_too) {
        auto shorter = p;
        shorter.security_bits = 112;
        protocol<split::encrypted<spnn::he::paillier<>>>(shorter, table, plain, ", Paillier-2048");
    }
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<std::size_t> sizes;
    for (int i = 1; i < argc; ++i) sizes.push_back(std::strtoull(argv[i], nullptr, 10));
    if (sizes.empty()) sizes = {10000, 40000, 160000};
    std::printf("%-28s %9s %12s %9s %14s\n", "protocol", "rows", "ms / epoch", "ratio", "MB / epoch");
    for (std::size_t i = 0; i < sizes.size(); ++i) compare(sizes[i], i == 0);
    return 0;
}
