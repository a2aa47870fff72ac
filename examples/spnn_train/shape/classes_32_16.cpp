#include "compile.hpp"

namespace spnn_train {

shape classes_32_16() {
    using hidden = nn::sequential<nn::relu<32>, nn::dense<32, 16>, nn::relu<16>>;
    using network = split::network<hidden, nn::dense<16, 10>, nn::softmax_cross_entropy<10>>;
    return compile<network>("32-16-10", "d-32-16-10, relu; ten classes, 0 to 9", task::classes);
}

}  // namespace spnn_train
