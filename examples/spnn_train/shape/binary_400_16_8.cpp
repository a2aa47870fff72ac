#include "compile.hpp"

namespace spnn_train {

shape binary_400_16_8() {
    using hidden = nn::sequential<nn::sigmoid<400>, nn::dense<400, 16>, nn::sigmoid<16>, nn::dense<16, 8>, nn::relu<8>>;
    using network = split::network<hidden, nn::dense<8, 1>, nn::binary_cross_entropy>;
    return compile<network>("400-16-8-1",
                            "d-400-16-8-1, sigmoid, relu last; the network for financial distress of the "
                            "SPNN paper",
                            task::binary);
}

}  // namespace spnn_train
