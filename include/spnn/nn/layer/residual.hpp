// nn/layer/residual.hpp: y = x + chain(x), for a chain that gives the shape it takes (He et al., CVPR 2016).
//
// Parameters are the chain's.

#pragma once

#include <spnn/core/simd/compute_each.hpp>
#include <spnn/nn/detail/shapes.hpp>
#include <spnn/nn/layers.hpp>

namespace SPNN_NAMESPACE::nn {

template <class Chain>
class residual_layer : public detail::ends<Chain, Chain, detail::FixedWidths<Chain>> {
    using own_ends = detail::ends<Chain, Chain, detail::FixedWidths<Chain>>;

public:
    static constexpr bool reads_output = false;

    // Of a chain that has all it needs in its type.
    constexpr residual_layer()
        requires detail::FixedWidths<Chain>
        : residual_layer(Chain{}) {}
    // usage_error for a chain that changes the shape.
    constexpr explicit residual_layer(Chain chain) : own_ends(chain, chain), chain_(std::move(chain)) {
        if constexpr (detail::FixedWidths<Chain>)
            static_assert(own_ends::in_shape == own_ends::out_shape,
                          "residual: the chain inside must give the shape that it takes");
        else
            require<usage_error>(this->in_shape == this->out_shape, name(), " ", clause_of(misfit::other_shape));
    }

    // What is added to x.
    [[nodiscard]] constexpr const Chain& inside() const { return chain_; }

    [[nodiscard]] std::string name() const { return text("residual<", chain_.name(), ">"); }

    template <class T>
    using parameters = parameters_of<Chain, T>;
    template <class T>
    [[nodiscard]] parameters<T> zero_parameters() const {
        return nn::zero_parameters<T>(chain_);
    }

    template <class T>
    struct cache {
        // The chain's, and its output, over which x is added.
        cache_of<Chain, T> own;
        matrix<T> output;
    };

    template <class T, RandomSource G>
    void initialise(parameters<T>& p, G& random, initialiser how) const {
        chain_.template initialise<T>(p, random, how);
    }

    template <class T, Engine E = own_products>
    void forward(const parameters<T>& p, const matrix<T>& x, matrix<T>& y, const E& engine = {}) const {
        nn::infer(chain_, p, x, y, engine);
        add(x, y, y);
    }
    template <class T, Engine E = own_products>
    void forward(const parameters<T>& p, const matrix<T>& x, matrix<T>& y, cache<T>& kept, const E& engine = {}) const {
        nn::forward(chain_, p, x, kept.output, kept.own, engine);
        resize(y, rows(x), columns(x));
        add(x, kept.output, y);
    }
    template <class T, Engine E = own_products>
    void backward(const parameters<T>& p, const matrix<T>& x, const matrix<T>&, cache<T>& kept, const matrix<T>& dy,
                  parameters<T>& grads, matrix<T>& dx, const E& engine = {}) const {
        detail::require_shape(*this, dy, "gradient of the output", rows(kept.output), columns(kept.output));
        nn::backward(chain_, p, x, kept.output, kept.own, dy, grads, dx, engine);
        add(dy, dx, dx);
    }

    // The chain's promise, and what it admits.
    static constexpr bool reads_input = nn::reads_input<Chain>();
    static constexpr bool differs_in_training = nn::differs_in_training<Chain>();

private:
    template <class T>
    static void add(const matrix<T>& a, const matrix<T>& b, matrix<T>& sum) {
        spnn::detail::compute_each(
            elements(sum), [](T x, T y) { return x + y; }, elements(a), elements(std::as_const(b)));
    }

    [[no_unique_address]] Chain chain_;
};

// In nn::layers: residual<conv<16, 3, 1, 1>, relu<>, conv<16, 3, 1, 1>>.
template <class... Entries>
struct residual {
    // The layer at that place.
    template <shape In>
    using at = residual_layer<typename detail::chain<detail::beginning<In>, std::tuple<>, Entries...>::type>;
};

}  // namespace SPNN_NAMESPACE::nn
