// nn/shape.hpp: the shape of one row of a batch: plain numbers, or an image of channels x height x width.
//
// A batch is a matrix all the same, m x size(): an image stands in its row channel after channel, and within a channel
// row after row. A shape is a value, at compile time (also as a template argument) and at run time. A row has at most
// shape::most numbers, and no product of sides overflows before that is known.

#pragma once

#include <spnn/core/error.hpp>

#include <cstddef>
#include <string>

namespace SPNN_NAMESPACE::nn {

struct shape {
    // An image's sides; of plain numbers, how many there are, and 1 and 1.
    std::size_t channels = 0, height = 1, width = 1;
    bool is_image = false;

    // Numbers of a row, at most: 64 MiB of floats.
    static constexpr std::size_t most = std::size_t{1} << 24;

    // The shape of n numbers, and of an image.
    [[nodiscard]] static constexpr shape numbers(std::size_t n) { return {n, 1, 1, false}; }
    [[nodiscard]] static constexpr shape image(std::size_t channels, std::size_t height, std::size_t width) {
        return {channels, height, width, true};
    }

    // Whether no side is 0, and there are at most `most` numbers.
    [[nodiscard]] constexpr bool is_allowed() const {
        if (channels == 0 || height == 0 || width == 0) return false;
        return channels <= most && height <= most / channels && width <= most / channels / height;
    }
    // How many numbers a row has; 0 for a shape that is not allowed.
    [[nodiscard]] constexpr std::size_t size() const { return is_allowed() ? channels * height * width : 0; }

    // "28", "1x28x28".
    [[nodiscard]] std::string show() const {
        return is_image ? text(channels, "x", height, "x", width) : text(channels);
    }

    friend constexpr bool operator==(const shape&, const shape&) = default;
};

// What goes into a network, where it is written as types (nn/layers.hpp).
template <std::size_t N>
struct numbers {
    static_assert(shape::numbers(N).is_allowed(), "numbers<N>: from 1 to 2^24 of them");
    // As a value.
    static constexpr shape input = shape::numbers(N);
};
// The same for images.
template <std::size_t Channels, std::size_t Height, std::size_t Width>
struct image {
    static_assert(shape::image(Channels, Height, Width).is_allowed(),
                  "image<Channels, Height, Width>: no side is 0, and there are at most 2^24 numbers");
    // As a value.
    static constexpr shape input = shape::image(Channels, Height, Width);
};

}  // namespace SPNN_NAMESPACE::nn
