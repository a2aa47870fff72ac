#include "compile.hpp"

namespace spnn_train {

shape binary_16_8() {
    using hidden = nn::sequential<nn::relu<16>, nn::dense<16, 8>, nn::relu<8>>;
    using network = split::network<hidden, nn::dense<8, 1>, nn::binary_cross_entropy>;
    return compile<network>("16-8-1", "d-16-8-1, relu", task::binary);
}

}  // namespace spnn_train
