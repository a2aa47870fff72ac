// nn/layer/sum_pool.hpp: y = the sum of a window of x: the pooling that needs no division, for arithmetic that has
// none.

#pragma once

#include <spnn/nn/layer/pool.hpp>

namespace SPNN_NAMESPACE::nn {

namespace kinds {

struct sum_pool : pool {
    static constexpr std::string_view word = "sum_pool";
    using pool::pool;
    friend constexpr bool operator==(const sum_pool&, const sum_pool&) = default;

    template <class At, class T>
    static void forward(const At& at, const no_parameters<T>&, const matrix<T>& x, matrix<T>& y) {
        sums(at, x, y, T{1});
    }
    template <class At, class T>
    static void backward(const At& at, const no_parameters<T>&, const matrix<T>&, const matrix<T>&, const matrix<T>& dy,
                         no_parameters<T>&, matrix<T>& dx) {
        spread(at, dy, dx, T{1});
    }
};

}  // namespace kinds

// Windows of Size x Size, side by side or Stride apart; in nn::layers, behind images.
template <std::size_t Size, std::size_t Stride = 0>
struct sum_pool : unplaced<kind_of<kinds::sum_pool, Size, Stride>> {};

}  // namespace SPNN_NAMESPACE::nn
