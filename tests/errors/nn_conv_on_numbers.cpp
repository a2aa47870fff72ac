// error: layer: it needs images, channels x height x width; numbers come out of the layer before it
#include <spnn/nn/layer/conv.hpp>
#include <spnn/nn/layers.hpp>

#ifdef CONTROL
using net = spnn::nn::layers<spnn::nn::image<1, 4, 4>, spnn::nn::conv<2, 3>>;
#else
using net = spnn::nn::layers<spnn::nn::numbers<16>, spnn::nn::conv<2, 3>>;
#endif
std::size_t width = net::out;
