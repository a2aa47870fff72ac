#include "compile.hpp"

namespace spnn_train {

shape binary_8_8() {
    using hidden = nn::sequential<nn::sigmoid<8>, nn::dense<8, 8>, nn::sigmoid<8>>;
    using network = split::network<hidden, nn::dense<8, 1>, nn::binary_cross_entropy>;
    return compile<network>("8-8-1", "d-8-8-1, sigmoid; the network for card fraud of the SPNN paper", task::binary);
}

}  // namespace spnn_train
