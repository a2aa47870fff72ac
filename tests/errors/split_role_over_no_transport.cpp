// error: transport: this type has no receive\(std::span<std::byte>, spnn::deadline\)
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/network.hpp>
#include <spnn/split/role/holder.hpp>

namespace nn = spnn::nn;

struct one_way {
    void send(std::span<const std::byte>, spnn::deadline);
#ifdef CONTROL
    void receive(std::span<std::byte>, spnn::deadline);
#endif
    void flush(spnn::deadline);
};

using net = spnn::split::network<nn::sigmoid<8>, nn::dense<8, 1>, nn::binary_cross_entropy>;

void train(const spnn::split::plan& plan, spnn::split::links<one_way>& links, const spnn::matrix<float>& x) {
    spnn::split::holder<spnn::split::masked<>, one_way>(plan, spnn::split::outline_of<net>(), 0, std::move(links))
        .train(x);
}
