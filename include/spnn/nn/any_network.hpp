// nn/any_network.hpp: a network chosen at run time, from its description; itself a layer.
//
//   const nn::any_network net(nn::parse_network("28-16-8-1 tanh"));
//   auto p = nn::zero_parameters<float>(net);
//
// Parameters have the names that a sequential of the same layers gives them, and first values, forward and backward are
// those of that sequential, bit for bit. Errors: usage_error for a description that does not fit, and for one with a
// layer in it that only code can run.

#pragma once

#include <spnn/nn/description.hpp>
#include <spnn/nn/detail/buffers.hpp>

#include <functional>

namespace SPNN_NAMESPACE::nn {

namespace detail {

struct any_layer;
template <class T>
struct any_parameters;
template <class T>
struct any_cache;

}  // namespace detail

class any_network {
public:
    // Of this description; errors as above.
    explicit any_network(network_description d);

    // Both ends, known once there is a value.
    std::size_t in, out;
    shape in_shape, out_shape;

    // What it runs.
    [[nodiscard]] const network_description& description() const { return description_; }
    [[nodiscard]] std::string name() const { return description_.show(); }
    // The text of its layers (nn/show.hpp).
    [[nodiscard]] std::string show_layers() const { return detail::show_layers(description_.layers); }

    template <class T>
    struct parameters {
        // Of the layers, in order.
        std::vector<detail::any_parameters<T>> layers;

        template <class F>
        void for_each(F&& f) {
            walk<matrix<T>>(*this, std::ref(f), false);
        }
        template <class F>
        void for_each(F&& f) const {
            walk<const matrix<T>>(*this, std::ref(f), false);
        }
        template <class F>
        void for_each_state(F&& f) {
            walk<matrix<T>>(*this, std::ref(f), true);
        }
        template <class F>
        void for_each_state(F&& f) const {
            walk<const matrix<T>>(*this, std::ref(f), true);
        }

    private:
        // With one type of f, since a network stands in a network: residual's.
        template <class Matrix, class Self>
        static void walk(Self& self, const std::function<void(std::string_view, Matrix&)>& f, bool state) {
            for (std::size_t i = 0; i < self.layers.size(); ++i)
                self.layers[i].visit([&](auto& set) {
                    if (state)
                        detail::for_each_state_at(i, set, f);
                    else
                        detail::for_each_at(i, set, f);
                });
        }
    };

    template <class T>
    struct cache {
        std::vector<matrix<T>> outputs;         // as sequential's
        std::array<matrix<T>, 2> gradients;     // as sequential's
        std::vector<detail::any_cache<T>> own;  // of the layers
    };

    template <class T>
    [[nodiscard]] parameters<T> zero_parameters() const;
    template <class T, RandomSource G>
    void initialise(parameters<T>& p, G& random, initialiser how) const;

    // As a layer's; parameters of another network are a usage_error.
    template <class T, Engine E = own_products>
    void forward(const parameters<T>& p, const matrix<T>& x, matrix<T>& y, const E& engine = {}) const;
    template <class T, Engine E = own_products>
    void forward(const parameters<T>& p, const matrix<T>& x, matrix<T>& y, cache<T>& kept, const E& engine = {}) const;
    template <class T, Engine E = own_products>
    void backward(const parameters<T>& p, const matrix<T>& x, const matrix<T>& y, cache<T>& kept, const matrix<T>& dy,
                  parameters<T>& grads, matrix<T>& dx, const E& engine = {}) const;

    // Some layers differ in training; whether these do is not known to the compiler.
    static constexpr bool differs_in_training = true;

private:
    template <class T>
    void require_set(const parameters<T>& p) const;
    template <class T, class Cache>
    [[nodiscard]] auto& output(std::size_t i, Cache& kept, T& y) const {
        const auto place = detail::output_of(promised_, i);
        return place + 1 == promised_.size() ? y : kept.outputs[place];
    }

    network_description description_;
    std::vector<detail::any_layer> layers_;
    std::vector<detail::promises> promised_;
};

namespace detail {

template <class Tuple>
struct chosen_layers;
template <class... K>
struct chosen_layers<std::tuple<K...>> {
    using type = std::tuple<placed_layer<chosen_at<K>>..., residual_layer<any_network>>;
    template <class T>
    using parameters =
        std::variant<parameters_of<placed_layer<chosen_at<K>>, T>..., parameters_of<residual_layer<any_network>, T>>;
    template <class T>
    using caches = std::variant<cache_of<placed_layer<chosen_at<K>>, T>..., cache_of<residual_layer<any_network>, T>>;
};
using every_layer = chosen_layers<kinds::every>;

// f(integral_constant) for a number known at run time.
template <std::size_t Count, class F>
void at_index(std::size_t i, F&& f) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        static_cast<void>(((i == I && (f(std::integral_constant<std::size_t, I>()), true)) || ...));
    }(std::make_index_sequence<Count>());
}

// One of the layers; its parameters and its cache have its number.
struct any_layer {
    variant_of<every_layer::type>::type layer;

    // f(layer, number).
    template <class F>
    void visit(F&& f) const {
        at_index<std::tuple_size_v<every_layer::type>>(
            layer.index(), [&]<class I>(I number) { f(*std::get_if<I::value>(&layer), number); });
    }
};
template <class T>
struct any_parameters {
    every_layer::parameters<T> set;

    template <class F>
    void visit(F&& f) {
        at_index<std::tuple_size_v<every_layer::type>>(set.index(),
                                                       [&]<class I>(I) { f(*std::get_if<I::value>(&set)); });
    }
    template <class F>
    void visit(F&& f) const {
        at_index<std::tuple_size_v<every_layer::type>>(set.index(),
                                                       [&]<class I>(I) { f(*std::get_if<I::value>(&set)); });
    }
};
template <class T>
struct any_cache {
    every_layer::caches<T> own;
};

// The layer of a description at a place, and what it promises.
[[nodiscard]] inline any_layer chosen(const layer_description& d, const shape& in) {
    if (const auto* r = std::get_if<kinds::residual>(&d.kind))
        return {residual_layer<any_network>(any_network(network_description{in, r->inside}))};
    std::optional<any_layer> made;
    std::visit(
        [&]<class K>(const K& kind) {
            if constexpr (is_listed<K>) made = any_layer{placed_layer<chosen_at<K>>(kind, in)};
        },
        d.kind);
    require<usage_error>(made.has_value(), "network: ", show(d),
                         " is a layer that only the code it was taken from runs");
    return *std::move(made);
}

}  // namespace detail

inline any_network::any_network(network_description d) : in(0), out(0), description_(std::move(d)) {
    const auto shapes = description_.shapes();
    in_shape = shapes.front(), out_shape = shapes.back(), in = in_shape.size(), out = out_shape.size();
    for (std::size_t i = 0; i < description_.layers.size(); ++i) {
        layers_.push_back(detail::chosen(description_.layers[i], shapes[i]));
        layers_.back().visit([&]<class L>(const L&, auto) {
            promised_.push_back({nn::reads_input<L>(), nn::reads_output<L>(), nn::in_place<L>()});
        });
    }
}

template <class T>
any_network::parameters<T> any_network::zero_parameters() const {
    parameters<T> p;
    for (const auto& one : layers_)
        one.visit([&](const auto& layer, auto number) {
            p.layers.push_back({decltype(detail::any_parameters<T>::set)(std::in_place_index<number()>,
                                                                         nn::zero_parameters<T>(layer))});
        });
    return p;
}

template <class T, RandomSource G>
void any_network::initialise(parameters<T>& p, G& random, initialiser how) const {
    p = zero_parameters<T>();
    for (std::size_t i = 0; i < layers_.size(); ++i)
        layers_[i].visit([&](const auto& layer, auto number) {
            layer.template initialise<T>(*std::get_if<number()>(&p.layers[i].set), random, how);
        });
}

template <class T>
void any_network::require_set(const parameters<T>& p) const {
    bool same = p.layers.size() == layers_.size();
    for (std::size_t i = 0; same && i < layers_.size(); ++i) same = p.layers[i].set.index() == layers_[i].layer.index();
    require<usage_error>(same, name(), ": the parameters are not of this network; begin with nn::zero_parameters");
}

template <class T, Engine E>
void any_network::forward(const parameters<T>& p, const matrix<T>& x, matrix<T>& y, const E& engine) const {
    require_set(p);
    matrix<T> spare;
    const matrix<T>* from = &x;
    for (std::size_t i = 0; i < layers_.size(); ++i) {
        matrix<T>& to = detail::inferred_in_y(promised_, i) ? y : spare;
        layers_[i].visit([&](const auto& layer, auto number) {
            nn::infer(layer, *std::get_if<number()>(&p.layers[i].set), *from, to, engine);
        });
        from = &to;
    }
}

template <class T, Engine E>
void any_network::forward(const parameters<T>& p, const matrix<T>& x, matrix<T>& y, cache<T>& kept,
                          const E& engine) const {
    require_set(p);
    kept.outputs.resize(layers_.size());
    kept.own.resize(layers_.size());
    const matrix<T>* from = &x;
    for (std::size_t i = 0; i < layers_.size(); ++i) {
        matrix<T>& to = output(i, kept, y);
        layers_[i].visit([&](const auto& layer, auto number) {
            auto& own = kept.own[i].own;
            if (own.index() != number()) own.template emplace<number()>();
            nn::forward(layer, *std::get_if<number()>(&p.layers[i].set), *from, to, *std::get_if<number()>(&own),
                        engine);
        });
        from = &to;
    }
}

template <class T, Engine E>
void any_network::backward(const parameters<T>& p, const matrix<T>& x, const matrix<T>& y, cache<T>& kept,
                           const matrix<T>& dy, parameters<T>& grads, matrix<T>& dx, const E& engine) const {
    require_set(p);
    require<usage_error>(kept.own.size() == layers_.size(), name(), ": backward without a forward");
    if (grads.layers.size() != layers_.size()) grads = zero_parameters<T>();
    require_set(grads);
    const matrix<T>* from = &dy;
    for (std::size_t i = layers_.size(); i-- > 0;) {
        const auto place = i == 0 ? detail::in_dx : detail::gradient_of(promised_, i - 1);
        matrix<T>& to = place == detail::in_dx ? dx : kept.gradients[place];
        const matrix<T>& input = i == 0 ? x : output(i - 1, std::as_const(kept), y);
        layers_[i].visit([&](const auto& layer, auto number) {
            auto* const own = std::get_if<number()>(&kept.own[i].own);
            require<usage_error>(own != nullptr, name(), ": backward without a forward");
            nn::backward(layer, *std::get_if<number()>(&p.layers[i].set), input, output(i, std::as_const(kept), y),
                         *own, *from, *std::get_if<number()>(&grads.layers[i].set), to, engine);
        });
        from = &to;
    }
}

static_assert(Layer<any_network>);

}  // namespace SPNN_NAMESPACE::nn
