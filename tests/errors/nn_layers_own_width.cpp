// error: layers: this layer's `in` is not the width that comes out of the layer before it
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layers.hpp>

#ifdef CONTROL
using net = spnn::nn::layers<spnn::nn::numbers<8>, spnn::nn::dense<4>, spnn::nn::dense<4, 1>>;
#else
using net = spnn::nn::layers<spnn::nn::numbers<8>, spnn::nn::dense<4>, spnn::nn::dense<8, 1>>;
#endif
std::size_t width = net::out;
