// error: dense<In, Out>: both widths must be at least 1
#include <spnn/nn/layer/dense.hpp>

#ifdef CONTROL
using layer = spnn::nn::dense<4, 1>;
#else
using layer = spnn::nn::dense<4, 0>;
#endif
std::size_t width = layer::out;
