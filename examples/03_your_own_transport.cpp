// Any transport is one argument of a run: here unix_transport.hpp, three functions over a pair of connected Unix
// sockets, written as you would write yours. All parties run in this process, each in a thread.

#include "unix_transport.hpp"

#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/simulate.hpp>

#include <iostream>

// [factory]
// Called for every two parties that talk to each other.
struct unix_sockets {
    std::pair<unix_transport, unix_transport> operator()(spnn::split::party, spnn::split::party) const {
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) throw spnn::transport_error("no pair of sockets");
        return {unix_transport(ends[0]), unix_transport(ends[1])};
    }
};
// [/factory]

int main() {
    namespace nn = spnn::nn;
    namespace split = spnn::split;
    using net = split::network<nn::sigmoid<4>, nn::dense<4, 1>, nn::binary_cross_entropy>;

    const std::size_t rows = 2'000;
    split::vertical_table table{{spnn::make_matrix<float>(rows, 1), spnn::make_matrix<float>(rows, 1)},
                                spnn::make_matrix<float>(rows, 1)};
    for (std::size_t i = 0; i < rows; ++i) {  // 1 where both numbers have one sign: neither shows it alone
        const float x = i % 2 == 0 ? 1 : -1, y = i / 2 % 2 == 0 ? 1 : -1;
        table.features[0](i, 0) = x;
        table.features[1](i, 0) = y;
        table.targets(i, 0) = x == y ? 1 : 0;
    }
    const split::plan plan{.columns = {1, 1},
                           .label_holder = 0,
                           .train_rows = rows,
                           .epochs = 40,
                           .batch = 100,
                           .rule = {nn::adam{}, 0.05}};
    double loss = 1;
    split::simulation_options options;
    options.labels.on_epoch = [&](const split::epoch_report& report) { loss = report.train_loss; };
    // [run]
    split::simulate<net, split::masked<>>(plan, table, {}, {}, options, unix_sockets{});
    // [/run]
    std::cout << "loss after training over Unix sockets: " << loss << "\n";
    return loss < 0.1 ? 0 : 1;
}
