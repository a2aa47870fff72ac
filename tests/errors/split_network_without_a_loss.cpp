// error: loss: this type has no widths: static constexpr std::size_t scores, targets
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/split/network.hpp>

namespace nn = spnn::nn;

#ifdef CONTROL
using loss = nn::binary_cross_entropy;
#else
using loss = nn::sigmoid<1>;
#endif
using net = spnn::split::network<nn::sequential<nn::sigmoid<8>>, nn::sequential<nn::dense<8, 1>>, loss>;
std::size_t width = net::first_width;
