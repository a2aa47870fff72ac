#include "compile.hpp"

#include <spnn/nn/layer/dense.hpp>
#include <spnn/nn/layer/sigmoid.hpp>

namespace spnn_party {

using hidden = nn::sequential<nn::sigmoid<8>, nn::dense<8, 8>, nn::sigmoid<8>>;
using network = split::network<hidden, nn::dense<8, 1>, nn::binary_cross_entropy>;

shape binary_8_8() { return compile<network>("8-8-1"); }

}  // namespace spnn_party
