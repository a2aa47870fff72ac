// error: layer: its window is larger than the padded image that comes out of the layer before it
#include <spnn/nn/layer/conv.hpp>
#include <spnn/nn/layer/max_pool.hpp>
#include <spnn/nn/layers.hpp>

#ifdef CONTROL
using net = spnn::nn::layers<spnn::nn::image<1, 4, 4>, spnn::nn::conv<2, 3>, spnn::nn::max_pool<2>>;
#else
using net = spnn::nn::layers<spnn::nn::image<1, 4, 4>, spnn::nn::conv<2, 3>, spnn::nn::max_pool<3>>;
#endif
std::size_t width = net::out;
