// error: layer: this type has no widths: static constexpr std::size_t in, out
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/relu.hpp>
#include <spnn/nn/sequential.hpp>

#ifdef CONTROL
using activation = spnn::nn::relu<4>;
#else
using activation = spnn::nn::relu_function;  // the function, not the layer
#endif
using net = spnn::nn::sequential<spnn::nn::dense<8, 4>, activation>;
std::size_t width = net::out;
