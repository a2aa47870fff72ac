// error: network: the head's `in` must equal the hidden zone's `out`
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/split/network.hpp>

namespace nn = spnn::nn;

using hidden = nn::sequential<nn::sigmoid<8>, nn::dense<8, 4>>;
#ifdef CONTROL
using head = nn::sequential<nn::dense<4, 1>>;
#else
using head = nn::sequential<nn::dense<8, 1>>;
#endif
auto name = spnn::split::network<hidden, head, nn::binary_cross_entropy>::name();
