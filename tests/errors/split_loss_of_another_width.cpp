// error: network: the loss's `scores` must equal the head's `out`
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/sigmoid.hpp>
#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/nn/loss/softmax_cross_entropy.hpp>
#include <spnn/split/network.hpp>

namespace nn = spnn::nn;

using hidden = nn::sequential<nn::sigmoid<8>>;
using head = nn::sequential<nn::dense<8, 1>>;
#ifdef CONTROL
using loss = nn::binary_cross_entropy;
#else
using loss = nn::softmax_cross_entropy<3>;
#endif
auto name = spnn::split::network<hidden, head, loss>::name();
