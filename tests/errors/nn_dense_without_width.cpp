// error: layer: one of its numbers, such as a width, is 0 or too large
#include <spnn/nn/layer/dense.hpp>

#ifdef CONTROL
using layer = spnn::nn::dense<4, 1>;
#else
using layer = spnn::nn::dense<4, 0>;
#endif
std::size_t width = layer::out;
