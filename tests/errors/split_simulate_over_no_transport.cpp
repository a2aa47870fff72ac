// error: transport: this type has no send\(std::span<const std::byte>, spnn::deadline\)
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/simulate.hpp>

namespace nn = spnn::nn;

struct mute {
#ifdef CONTROL
    void send(std::span<const std::byte>, spnn::deadline);
#endif
    void receive(std::span<std::byte>, spnn::deadline);
    void flush(spnn::deadline);
};

struct links {
    std::pair<mute, mute> operator()(spnn::split::party, spnn::split::party);
};

using net = spnn::split::network<nn::sigmoid<8>, nn::dense<8, 1>, nn::binary_cross_entropy>;

void train(const spnn::split::plan& plan, const spnn::split::vertical_table& table) {
    static_cast<void>(spnn::split::simulate<net, spnn::split::masked<>>(plan, table, {}, {}, {}, links{}));
}
