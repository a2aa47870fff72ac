#include "compile.hpp"

namespace spnn_train {

shape regression_16_8() {
    using hidden = nn::sequential<nn::tanh<16>, nn::dense<16, 8>, nn::tanh<8>>;
    using network = split::network<hidden, nn::dense<8, 1>, nn::mean_squared_error<>>;
    return compile<network>("16-8-real", "d-16-8-1, tanh; a number, whatever its scale", task::regression);
}

}  // namespace spnn_train
