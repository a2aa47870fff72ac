// error: sequential: needs at least one layer
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/sequential.hpp>

#ifdef CONTROL
using net = spnn::nn::sequential<spnn::nn::dense<8, 4>>;
#else
using net = spnn::nn::sequential<>;
#endif
std::size_t width = net::out;
