// nn/kind.hpp: what a kind of layer is: its word, its few numbers, what it makes of a shape, and how it computes.
//
// A kind is a value of plain numbers: kinds::dense{10}. It knows nothing of the layer before it; put down at a shape it
// becomes a layer (nn/placed.hpp), in a type (dense<28, 10>) or at run time. All layers of a kind run the same code, so
// they give the same bits. kinds::every (nn/kinds.hpp) is the one list of them.
//
//   K::word                            "conv", in texts
//   K::for_each_number(kind, f)        f(name, number, bounds) for each of its numbers, const where the kind is
//   kind.fits(in), kind.out(in)        what is wrong with that shape for it, or nothing; the shape that comes out
//   K::parameters<T>                   a set of named matrices, matrix_shapes(in) their shapes in order, as an array
//   kind.initialise(p, in, random, how)   draws into p, which is fresh zeros; missing for kinds that learn nothing
//   kind.forward(at, p, x, y), kind.backward(at, p, x, y, dy, grads, dx)
//                                      as of a layer (nn/layer.hpp), with the place, and with the engine as the last
//                                      argument for kinds that multiply. The caller has checked the shapes of x, of p
//                                      and the columns of dy
//   K::cache<T>                        as of a layer; and the promises of a layer
//
// Parameters may be any set: for_each, for_each_state (nn/parameters.hpp).
//
// Models: nn/layer/*.hpp; their parts learns_nothing (nn/kind.hpp), keeps_the_shape (nn/kind.hpp) and weights_and_bias
// (nn/kind.hpp).

#pragma once

#include <spnn/nn/layer.hpp>

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

namespace SPNN_NAMESPACE::nn {

// What is wrong with a kind at a shape.
enum class misfit : std::uint8_t { none, bad_number, not_an_image, window_beyond_the_image, too_large, other_shape };

// A clause about it: "layer 2, conv 16 5, ...".
[[nodiscard]] constexpr std::string_view clause_of(misfit fault) {
    switch (fault) {
        case misfit::none: return "fits";
        case misfit::bad_number: return "has a number out of its bounds";
        case misfit::not_an_image: return "needs images, channels x height x width";
        case misfit::window_beyond_the_image: return "has a window larger than the padded image";
        case misfit::too_large: return "makes rows or parameters larger than allowed";
        case misfit::other_shape: return "must give the shape that it takes";
    }
    return "does not fit";
}

// Bounds of one of a kind's numbers, and what it is where a text leaves it out, if it may be left out. Those that must
// be there come first.
struct number_bounds {
    // Both are allowed.
    std::size_t least, most;
    std::size_t usual = must_be_there;

    // In place of a usual value.
    static constexpr std::size_t must_be_there = static_cast<std::size_t>(-1);
};

// Rows and columns of a matrix of parameters.
using matrix_shape = std::pair<std::size_t, std::size_t>;

// Numbers that one layer may learn: 1 GiB of floats.
inline constexpr std::size_t most_parameters = std::size_t{1} << 28;

// K is a kind of layers over numbers of type T.
template <class K, class T>
concept KindOver = std::copyable<K> && ParameterSet<typename K::template parameters<T>, T> &&
                   requires(const K& kind, const shape& in) {
                       { K::word } -> std::convertible_to<std::string_view>;
                       { kind.fits(in) } -> std::same_as<misfit>;
                       { kind.out(in) } -> std::same_as<shape>;
                       kind.matrix_shapes(in);
                       K::for_each_number(kind, [](std::string_view, const std::size_t&, number_bounds) {});
                   };

template <class K>
concept Kind = KindOver<K, float> && KindOver<K, double>;

namespace detail {

// Whether all numbers of a kind are within their bounds.
template <class K>
[[nodiscard]] constexpr bool numbers_allowed(const K& kind) {
    bool allowed = true;
    K::for_each_number(kind, [&](std::string_view, const std::size_t& x, number_bounds bounds) {
        allowed = allowed && x >= bounds.least && x <= bounds.most;
    });
    return allowed;
}

// Whether rows x columns matrices of parameters are no more than allowed.
[[nodiscard]] constexpr bool parameters_allowed(std::size_t rows, std::size_t columns) {
    return columns == 0 || rows <= most_parameters / columns;
}

// "dense<28,10>": the word, the shape that goes in, the numbers.
template <class K>
[[nodiscard]] std::string name_of(const K& kind, const shape& in) {
    std::string inside = in.show();
    K::for_each_number(
        kind, [&](std::string_view, const std::size_t& x, number_bounds) { inside.append(1, ',').append(text(x)); });
    return text(K::word, "<", inside, ">");
}

// Gives the matrices of `p` these shapes, filled with zeros.
template <class P, std::size_t N>
void zero(P& p, const std::array<matrix_shape, N>& shapes) {
    std::size_t k = 0;
    p.for_each([&]<class T>(std::string_view, matrix<T>& x) {
        x = zeros<T>(shapes[k].first, shapes[k].second);
        ++k;
    });
}

}  // namespace detail

// Parts of kinds.
namespace kinds {

// Of a kind without numbers.
struct no_numbers {
    friend constexpr bool operator==(const no_numbers&, const no_numbers&) = default;
    template <class Self, class F>
    static constexpr void for_each_number(Self&, F&&) {}
};

// Of a kind that learns nothing.
struct learns_nothing {
    friend constexpr bool operator==(const learns_nothing&, const learns_nothing&) = default;
    template <class T>
    using parameters = no_parameters<T>;
    [[nodiscard]] static constexpr std::array<matrix_shape, 0> matrix_shapes(const shape&) { return {}; }
};

// Of a kind that takes any shape and gives it.
struct keeps_the_shape {
    friend constexpr bool operator==(const keeps_the_shape&, const keeps_the_shape&) = default;
    [[nodiscard]] static constexpr misfit fits(const shape&) { return misfit::none; }
    [[nodiscard]] static constexpr shape out(const shape& in) { return in; }
};

// Weights and a bias.
template <class T>
struct weights_and_bias {
    // In this order.
    matrix<T> weights, bias;

    template <class F>
    void for_each(F&& f) {
        f(std::string_view("weights"), weights);
        f(std::string_view("bias"), bias);
    }
    template <class F>
    void for_each(F&& f) const {
        f(std::string_view("weights"), weights);
        f(std::string_view("bias"), bias);
    }
};

}  // namespace kinds

}  // namespace SPNN_NAMESPACE::nn
