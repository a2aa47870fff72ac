// nn/layer/flatten.hpp: an image becomes the numbers it is made of. dense does so without being told.

#pragma once

#include <spnn/nn/layer/identity.hpp>

namespace SPNN_NAMESPACE::nn {

namespace kinds {

struct flatten : identity {
    static constexpr std::string_view word = "flatten";
    friend constexpr bool operator==(const flatten&, const flatten&) = default;
    [[nodiscard]] static constexpr shape out(const shape& in) { return shape::numbers(in.size()); }
};

}  // namespace kinds

// In nn::layers. The function nn::flatten is of parameters.
struct flatten_images : unplaced<kind_of<kinds::flatten>> {};

}  // namespace SPNN_NAMESPACE::nn
