// One party of a run, compiled once for each instruction set, in namespace UNIT. Party 0 is the server.

#include "unit.hpp"

#include <spnn/spnn.hpp>

#include <cstdio>

namespace {

namespace nn = spnn::nn;
namespace split = spnn::split;

class ring_transport {
public:
    ring_transport(ring_buffer& out, ring_buffer& in) : out_(&out), in_(&in) {}

    void send(std::span<const std::byte> data, spnn::deadline until) {
        spnn::require<spnn::transport_error>(out_->write(data, until.at()), "ring: cannot send");
    }
    void flush(spnn::deadline) {}
    void receive(std::span<std::byte> data, spnn::deadline until) {
        spnn::require<spnn::transport_error>(in_->read(data, until.at()), "ring: cannot receive");
    }

private:
    ring_buffer *out_, *in_;
};

using net = split::network<nn::sigmoid<4>, nn::dense<4, 1>, nn::binary_cross_entropy>;
using protocol = split::masked<>;
using links = split::links<ring_transport>;

constexpr std::size_t rows = 400;
const split::plan plan{
    .columns = {1, 1}, .label_holder = 0, .train_rows = rows, .epochs = 40, .batch = 100, .rule = {nn::adam{}, 0.1}};

spnn::matrix<float> signs(std::size_t period) {
    auto x = spnn::make_matrix<float>(rows, 1);
    for (std::size_t i = 0; i < rows; ++i) x(i, 0) = i / period % 2 == 0 ? 1.0F : -1.0F;
    return x;
}

// First weights from which this is learned: from a few in a hundred it is not, whatever the machine.
split::party_options own(int party) {
    spnn::crypto::block seed{};
    seed[0] = static_cast<std::byte>(1 + party);
    return {.private_seed = seed};
}

void serve(wiring& w) {
    links to;
    to.connect(split::the_holder(0), {w.server_first.there, w.server_first.back});
    to.connect(split::the_holder(1), {w.server_second.there, w.server_second.back});
    split::server<net, protocol, ring_transport>(plan, std::move(to), own(0)).train();
}

void hold(wiring& w) {
    links to;
    to.connect(split::the_server, {w.server_second.back, w.server_second.there});
    to.connect(split::the_holder(0), {w.first_second.back, w.first_second.there});
    split::holder<protocol, ring_transport>(plan, split::outline_of<net>(), 1, std::move(to), own(2)).train(signs(2));
}

void label(wiring& w, double& loss) {
    links to;
    to.connect(split::the_server, {w.server_first.back, w.server_first.there});
    to.connect(split::the_holder(1), {w.first_second.there, w.first_second.back});
    auto same = spnn::make_matrix<float>(rows, 1);
    for (std::size_t i = 0; i < rows; ++i) same(i, 0) = i % 2 == i / 2 % 2 ? 1.0F : 0.0F;
    split::label_options options;
    options.on_epoch = [&](const split::epoch_report& report) { loss = report.train_loss; };
    split::labeler<net, protocol, ring_transport>(plan, std::move(to), {}, own(1), options)
        .train({.targets = same, .features = signs(1)});
}

}  // namespace

namespace UNIT {

void play(int party, wiring& w, outcome& out) {
    try {
        if (party == 0) serve(w);
        if (party == 1) label(w, out.loss);
        if (party == 2) hold(w);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "party %d: %s\n", party, failure.what());
        out.failed = true;
        for (auto* pair : {&w.server_first, &w.server_second, &w.first_second}) {
            pair->there.close();
            pair->back.close();
        }
    }
}

}  // namespace UNIT
