// error: sequential: each layer's `in` must equal the previous layer's `out`
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/sequential.hpp>

#ifdef CONTROL
using net = spnn::nn::sequential<spnn::nn::dense<8, 4>, spnn::nn::dense<4, 1>>;
#else
using net = spnn::nn::sequential<spnn::nn::dense<8, 4>, spnn::nn::dense<5, 1>>;
#endif
std::size_t width = net::out;
