// Every party a process of its own, linked by a transport of one's own (unix_transport.hpp): sockets are made, then the
// program forks into a server and two holders, of which the first owns the labels. Each knows its own column alone.

#include "unix_transport.hpp"

#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/role/holder.hpp>
#include <spnn/split/role/labeler.hpp>
#include <spnn/split/role/server.hpp>

#include <sys/wait.h>

#include <array>
#include <iostream>
#include <map>

namespace nn = spnn::nn;
namespace split = spnn::split;

using net = split::network<nn::sigmoid<4>, nn::dense<4, 1>, nn::binary_cross_entropy>;
using protocol = split::masked<>;
using sockets = std::map<std::pair<split::party, split::party>, int>;  // of the first, to the second

constexpr std::size_t rows = 2'000;
const split::plan plan{
    .columns = {1, 1}, .label_holder = 0, .train_rows = rows, .epochs = 40, .batch = 100, .rule = {nn::adam{}, 0.05}};

// Row by row what value(row) gives.
template <class F>
spnn::matrix<float> column(F value) {
    auto x = spnn::make_matrix<float>(rows, 1);
    for (std::size_t i = 0; i < rows; ++i) x(i, 0) = value(i) ? 1 : -1;
    return x;
}

// The life of one process; returns its exit code.
int play(split::party self, const sockets& all) {
    split::links<unix_transport> links;
    for (const auto& [between, descriptor] : all) {
        if (between.first == self)
            links.connect(between.second, unix_transport(descriptor));
        else
            ::close(descriptor);  // or nobody would notice the end of its owner
    }
    const auto first = [](std::size_t i) { return i % 2 == 0; };
    const auto second = [](std::size_t i) { return i / 2 % 2 == 0; };
    if (self == split::the_server) {
        split::server<net, protocol, unix_transport>(plan, std::move(links)).train();
        return 0;
    }
    if (self == split::the_holder(1)) {
        split::holder<protocol, unix_transport>(plan, split::outline_of<net>(), 1, std::move(links))
            .train(column(second));
        return 0;
    }
    auto same = column([&](std::size_t i) { return first(i) == second(i); });
    for (auto& label : spnn::elements(same)) label = label > 0 ? 1.0F : 0.0F;
    double loss = 1;
    split::label_options options;
    options.on_epoch = [&](const split::epoch_report& report) { loss = report.train_loss; };
    split::labeler<net, protocol, unix_transport>(plan, std::move(links), {}, {}, options)
        .train({.targets = same, .features = column(first)});
    std::cout << "loss after training, each party a process: " << loss << "\n";
    return loss < 0.1 ? 0 : 1;
}

int main() {
    const std::array parties{split::the_server, split::the_holder(0), split::the_holder(1)};
    sockets all;
    for (const auto& a : parties)
        for (const auto& b : parties)
            if (a < b) {
                int ends[2];
                if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return 1;
                all[{a, b}] = ends[0];
                all[{b, a}] = ends[1];
            }
    for (const auto& self : parties)
        if (::fork() == 0) return play(self, all);
    for (const auto& [between, descriptor] : all) ::close(descriptor);
    int code = 0;
    for (std::size_t i = 0; i < parties.size(); ++i) {
        int status = 0;
        if (::wait(&status) < 0 || status != 0) code = 1;
    }
    return code;
}
