// What each party's own program looks like: a role, its links, its data. Here each runs in a thread and the links are
// in memory; on four machines only `link` would change. The labels belong to a party that holds nothing else.

#include <spnn/net/transport/memory.hpp>
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/role/holder.hpp>
#include <spnn/split/role/labeler.hpp>
#include <spnn/split/role/server.hpp>

#include <iostream>
#include <thread>

namespace nn = spnn::nn;
namespace split = spnn::split;

using net = split::network<nn::sigmoid<4>, nn::dense<4, 1>, nn::binary_cross_entropy>;
using protocol = split::masked<>;
using transport = spnn::net::memory_transport;
using links = split::links<transport>;

constexpr std::size_t rows = 2'000;

// Everybody knows the plan; no secret is in it.
const split::plan plan{
    .columns = {1, 1}, .label_holder = {}, .train_rows = rows, .epochs = 40, .batch = 100, .rule = {nn::adam{}, 0.05}};

// A column of +1 and -1, changing sign every `period` rows.
[[nodiscard]] spnn::matrix<float> signs(std::size_t period) {
    auto x = spnn::make_matrix<float>(rows, 1);
    for (std::size_t i = 0; i < rows; ++i) x(i, 0) = i / period % 2 == 0 ? 1 : -1;
    return x;
}

// [roles]
void serve(links peers) { split::server<net, protocol, transport>(plan, std::move(peers)).train(); }

void hold(std::size_t number, links peers) {
    split::holder<protocol, transport>(plan, split::outline_of<net>(), number, std::move(peers))
        .train(signs(number + 1));
}

void label(links peers, double& loss) {
    split::label_options options;
    options.on_epoch = [&](const split::epoch_report& report) { loss = report.train_loss; };
    auto same = spnn::make_matrix<float>(rows, 1);  // whether the two columns have one sign
    for (std::size_t i = 0; i < rows; ++i) same(i, 0) = i % 2 == i / 2 % 2 ? 1 : 0;
    split::labeler<net, protocol, transport>(plan, std::move(peers), {}, {}, options).train({.targets = same});
}
// [/roles]

int main() {
    links of_server, of_first, of_second, of_labeler;
    const auto link = [](links& near, split::party a, links& far, split::party b) {
        auto [one, other] = spnn::net::make_memory_pair();
        near.connect(b, std::move(one));
        far.connect(a, std::move(other));
    };
    link(of_server, split::the_server, of_first, split::the_holder(0));
    link(of_server, split::the_server, of_second, split::the_holder(1));
    link(of_server, split::the_server, of_labeler, split::the_labeler);
    link(of_first, split::the_holder(0), of_second, split::the_holder(1));

    double loss = 1;
    {
        std::jthread server([&] { serve(std::move(of_server)); });
        std::jthread first([&] { hold(0, std::move(of_first)); });
        std::jthread second([&] { hold(1, std::move(of_second)); });
        std::jthread labeler([&] { label(std::move(of_labeler), loss); });
    }
    std::cout << "loss after training, four parties: " << loss << "\n";
    return loss < 0.1 ? 0 : 1;
}
