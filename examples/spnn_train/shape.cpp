#include "shape.hpp"

#include "shape/all.hpp"

#include <algorithm>

namespace spnn_train {

const std::vector<shape>& shapes() {
    static const std::vector<shape> all = {binary_8_8(), binary_16_8(), binary_400_16_8(), classes_32_16(),
                                           regression_16_8()};
    return all;
}

const shape& shape_named(std::string_view name) {
    const auto found = std::ranges::find(shapes(), name, &shape::name);
    spnn::require<spnn::usage_error>(found != shapes().end(), "no network is named ", name);
    return *found;
}

const shape& first_shape_for(task t) { return *std::ranges::find(shapes(), t, &shape::task); }

}  // namespace spnn_train
