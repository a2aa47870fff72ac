// error: residual: the chain inside must give the shape that it takes
#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/residual.hpp>

#ifdef CONTROL
using net = spnn::nn::layers<spnn::nn::numbers<8>, spnn::nn::residual<spnn::nn::dense<8>>>;
#else
using net = spnn::nn::layers<spnn::nn::numbers<8>, spnn::nn::residual<spnn::nn::dense<4>>>;
#endif
constexpr net made;
