// nn/optimizer.hpp: what an optimizer is: the rule by which a gradient changes a parameter matrix.
//
// Hyper-parameters are the optimizer; what it remembers between steps is `state<T>`, one for each parameter
// matrix. A default-constructed state is a start; its matrices take their shape at the first update.
//
//   o.name()                                      "sgd"
//   o.update(state, p, g, rate, step, noise)      changes p (and state) by the gradient g, of p's shape; `step`
//                                                 counts from 0; `noise` is a RandomSource, drawn from by some
//   state.for_each(f)                             f(name, matrix): what a checkpoint has to keep
//   O::for_each_field(o, f)                       its hyper-parameters and their bounds (core/record.hpp); may be
//   missing
//
// Laws (testing/laws/optimizer.hpp): the same state, gradient and noise give the same bits; a copied state
// goes on as the original does; on a convex bowl the loss falls; a gradient of another shape is a usage_error.
//
// Models: sgd, adam, sgld, any_optimizer (chosen at run time), all in nn/optimizer/.

#pragma once

#include <spnn/core/record.hpp>
#include <spnn/nn/layer.hpp>

#include <cstdint>

namespace SPNN_NAMESPACE::nn {

// O is an optimizer of numbers of type T.
template <class O, class T>
concept OptimizerOver = std::copyable<O> && ParameterSet<typename O::template state<T>, T> &&
                        requires(const O& o, typename O::template state<T>& state, matrix<T>& p, const matrix<T>& g,
                                 double rate, std::uint64_t step, some_random_source& noise) {
                            { o.name() } -> std::convertible_to<std::string_view>;
                            o.update(state, p, g, rate, step, noise);
                        };

template <class O>
concept Optimizer = OptimizerOver<O, float> && OptimizerOver<O, double>;

namespace detail {

// The kind of a decay of what is remembered.
struct decay : record::number<double> {
    [[nodiscard]] static std::string wrong(double x) {
        return x >= 0 && x < 1 ? std::string() : text("is ", show(x), ", expected at least 0 and below 1");
    }
};

template <class T>
void require_same_shape(std::string_view optimizer, const matrix<T>& p, const matrix<T>& g) {
    require<usage_error>(p.shape() == g.shape(), optimizer, ": parameters are ", shape_text(p), ", their gradient ",
                         shape_text(g));
}

// Zeros of p's shape, unless `memory` has that shape already.
template <class T>
void shape_like(const matrix<T>& p, matrix<T>& memory) {
    if (memory.shape() != p.shape()) memory = zeros<T>(rows(p), columns(p));
}

}  // namespace detail

}  // namespace SPNN_NAMESPACE::nn
