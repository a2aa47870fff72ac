// split/support/piece.hpp: a stand-in for a role that has weights.

#pragma once

#include <spnn/core/tensor.hpp>

#include <string_view>

namespace test {

// Two matrices under their names.
struct piece {
    spnn::matrix<float> first = spnn::zeros<float>(3, 2), bias = spnn::zeros<float>(1, 2);

    template <class F>
    void for_each_weight(F&& f) const {
        f("first", first);
        f("bias", bias);
    }
    template <class F>
    void for_each_weight(F&& f) {
        f("first", first);
        f("bias", bias);
    }
};

[[nodiscard]] inline piece some_piece() {
    piece p;
    float next = -1.25F;
    p.for_each_weight([&](std::string_view, spnn::matrix<float>& x) {
        for (auto& v : spnn::elements(x)) v = next += 0.5F;
    });
    return p;
}

}  // namespace test
