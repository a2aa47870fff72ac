// error: layers: the first entry says what goes in: nn::numbers<28> or nn::image<1, 28, 28>
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layers.hpp>

#ifdef CONTROL
using net = spnn::nn::layers<spnn::nn::numbers<8>, spnn::nn::dense<4>>;
#else
using net = spnn::nn::layers<spnn::nn::dense<8, 4>, spnn::nn::dense<4>>;
#endif
std::size_t width = net::out;
