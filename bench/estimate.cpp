// How good is an estimate? Computing seconds of an epoch as estimated and as measured, by each private protocol, all
// roles in this process: the shapes of the paper's networks, 227,845 x 28 (28-8-8-1) and 2,938 x 556 (556-400-16-8-1),
// in batches of 5,000 over two holders. Three epochs; where that is estimated to take more than SECONDS, one, and where
// that does too, as many rows of it as are estimated to take SECONDS, measured and estimated alike.
//
//   bench_estimate [SECONDS]        default: 30

#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/relu.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/split/estimate.hpp>
#include <spnn/split/first_layer/encrypted.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/first_layer/shared.hpp>

#include <cstdlib>

namespace {

namespace nn = spnn::nn;
namespace split = spnn::split;

using fraud = split::network<nn::sequential<nn::sigmoid<8>, nn::dense<8, 8>, nn::sigmoid<8>>, nn::dense<8, 1>,
                             nn::binary_cross_entropy>;
using distress =
    split::network<nn::sequential<nn::sigmoid<400>, nn::dense<400, 16>, nn::sigmoid<16>, nn::dense<16, 8>, nn::relu<8>>,
                   nn::dense<8, 1>, nn::binary_cross_entropy>;

[[nodiscard]] split::plan plan_of(std::size_t rows, std::size_t columns) {
    split::plan p;
    p.columns = {columns / 2, columns - columns / 2};
    p.label_holder = 0;
    p.train_rows = rows;
    p.batch = 5000;
    p.epochs = 3;
    p.rule = {nn::sgd{}, 0.01};
    return p;
}

[[nodiscard]] split::vertical_table some_table(const split::plan& p) {
    split::vertical_table table;
    spnn::crypto::prg random{spnn::crypto::seed{}};
    for (const auto d : p.columns) {
        auto& x = table.features.emplace_back(spnn::make_matrix<float>(p.train_rows, d));
        nn::draw_normal(spnn::elements(x), 1.0, random);
    }
    table.targets = spnn::make_matrix<float>(p.train_rows, 1);
    for (std::size_t i = 0; i < p.train_rows; ++i) table.targets(i, 0) = table.features[0](i, 0) > 0 ? 1.0F : 0.0F;
    return table;
}

template <class Net, class First>
void compare(const char* shape, split::plan p, double seconds) {
    const auto start = std::chrono::steady_clock::now();
    const auto machine = split::calibrate<Net, First>(p);
    const double calibrating = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const auto estimate = [&] { return split::estimate<Net, First>(p, {}, machine).run.seconds(); };
    if (estimate() > seconds) p.epochs = 1;
    if (const double whole = estimate(); whole > seconds)
        p.train_rows = static_cast<std::size_t>(std::ceil(static_cast<double>(p.train_rows) * seconds / whole));
    const auto measured = split::simulate<Net, First>(p, some_table(p)).train_seconds;
    const auto epochs = static_cast<double>(p.epochs), estimated = estimate();
    std::printf("%-10s %-10.*s %8zu %12.4f %11.4f %7.2f %13.2f\n", shape, static_cast<int>(First::name.size()),
                First::name.data(), p.train_rows, estimated / epochs, measured / epochs, estimated / measured,
                calibrating);
    std::fflush(stdout);
}

template <class Net>
void compare_all(const char* shape, const split::plan& p, double seconds) {
    compare<Net, split::masked<>>(shape, p, seconds);
    compare<Net, split::shared<>>(shape, p, seconds);
    compare<Net, split::encrypted<>>(shape, p, seconds);
}

}  // namespace

int main(int argc, char** argv) {
    const double seconds = argc > 1 ? std::strtod(argv[1], nullptr) : 30;
    std::printf("%-10s %-10s %8s %12s %11s %7s %13s\n", "shape", "protocol", "rows", "estimated, s", "measured, s",
                "ratio", "calibrating, s");
    compare_all<fraud>("28-8-8-1", plan_of(227845, 28), seconds);
    compare_all<distress>("556-400", plan_of(2938, 556), seconds);
    return 0;
}
