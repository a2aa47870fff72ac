// nn/layer/average_pool.hpp: y = the mean of a window of x.

#pragma once

#include <spnn/nn/layer/pool.hpp>

namespace SPNN_NAMESPACE::nn {

namespace kinds {

struct average_pool : pool {
    static constexpr std::string_view word = "average_pool";
    using pool::pool;
    friend constexpr bool operator==(const average_pool&, const average_pool&) = default;

    template <class At, class T>
    static void forward(const At& at, const no_parameters<T>&, const matrix<T>& x, matrix<T>& y) {
        sums(at, x, y, share<T>(at));
    }
    template <class At, class T>
    static void backward(const At& at, const no_parameters<T>&, const matrix<T>&, const matrix<T>&, const matrix<T>& dy,
                         no_parameters<T>&, matrix<T>& dx) {
        spread(at, dy, dx, share<T>(at));
    }

private:
    template <class T, class At>
    [[nodiscard]] static T share(const At& at) {
        return T{1} / static_cast<T>(at.kind.size * at.kind.size);
    }
};

}  // namespace kinds

// Windows of Size x Size, side by side or Stride apart; in nn::layers, behind images.
template <std::size_t Size, std::size_t Stride = 0>
struct average_pool : unplaced<kind_of<kinds::average_pool, Size, Stride>> {};

}  // namespace SPNN_NAMESPACE::nn
