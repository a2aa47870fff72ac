// nn/layer/max_pool.hpp: y = the largest number of a window of x. The gradient goes to the first of equal ones.

#pragma once

#include <spnn/nn/detail/functions.hpp>
#include <spnn/nn/layer/pool.hpp>

namespace SPNN_NAMESPACE::nn {

namespace kinds {

struct max_pool : pool {
    static constexpr std::string_view word = "max_pool";
    static constexpr bool reads_input = true;
    static constexpr bool reads_output = true;
    using pool::pool;
    friend constexpr bool operator==(const max_pool&, const max_pool&) = default;

    template <class At, class T>
    static void forward(const At& at, const no_parameters<T>&, const matrix<T>& x, matrix<T>& y) {
        resize(y, rows(x), at.out);
        const std::size_t n = at.kind.size, width = shape(at.in_shape).width;
        for_each_window(at, rows(x), [&, from = x.data(), to = y.data()](std::size_t corner, std::size_t output) {
            T largest = from[corner];
            for (std::size_t u = 0; u < n; ++u)
                for (std::size_t v = 0; v < n; ++v) {
                    const T other = from[corner + u * width + v];
                    largest = other > largest ? other : largest;
                }
            to[output] = largest;
        });
    }
    template <class At, class T>
    static void backward(const At& at, const no_parameters<T>&, const matrix<T>& x, const matrix<T>& y,
                         const matrix<T>& dy, no_parameters<T>&, matrix<T>& dx) {
        resize(dx, rows(dy), at.in);
        std::fill_n(dx.data(), dx.size(), T{});
        const std::size_t n = at.kind.size, width = shape(at.in_shape).width;
        for_each_window(at, rows(dy), [&, in = x.data(), to = dx.data()](std::size_t corner, std::size_t output) {
            const T largest = y.data()[output];
            T left = dy.data()[output];  // without branches, which nobody could predict
            for (std::size_t u = 0; u < n; ++u)
                for (std::size_t v = 0; v < n; ++v) {
                    const std::size_t place = corner + u * width + v;
                    const T taken = nn::detail::select(in[place] == largest, left, T{0});
                    to[place] += taken;
                    left = nn::detail::select(in[place] == largest, T{0}, left);
                }
        });
    }
};

}  // namespace kinds

// Windows of Size x Size, side by side or Stride apart; in nn::layers, behind images.
template <std::size_t Size, std::size_t Stride = 0>
struct max_pool : unplaced<kind_of<kinds::max_pool, Size, Stride>> {};

}  // namespace SPNN_NAMESPACE::nn
