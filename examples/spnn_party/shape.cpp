#include "shape.hpp"

#include "shape/all.hpp"

namespace spnn_party {

const std::vector<shape>& shapes() {
    static const std::vector<shape> all{binary_8_8()};
    return all;
}

const shape& shape_named(const std::string& name) {
    std::string known;
    for (const auto& one : shapes()) {
        if (one.name == name) return one;
        known += " " + one.name;
    }
    throw spnn::usage_error("this program has no network named " + name + "; it has:" + known);
}

}  // namespace spnn_party
