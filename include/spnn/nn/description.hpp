// nn/description.hpp: a network as a value: the shape that goes in, and the list of its layers.
//
// nn::describe(net) gives it for a network of types, nn::parse_network for a text (nn/network_text.hpp); any_network
// (nn/any_network.hpp) runs it. show() is its one canonical text: equal for equal networks only, so parties compare it,
// or a digest of it. A description may be foreign: everything about it is bounded, and fault() is one sentence about
// what does not fit.

#pragma once

#include <spnn/nn/kinds.hpp>
#include <spnn/nn/show.hpp>

#include <optional>
#include <span>

namespace SPNN_NAMESPACE::nn {

// What goes in and what is done with it, as a value.
struct network_description {
    // What goes in, and what is done with it.
    shape in;
    std::vector<layer_description> layers;

    // Layers, those inside of residuals among them; and residuals inside of each other.
    static constexpr std::size_t most_layers = 1000, deepest = 8;

    // "28: dense 16, tanh, dense 1", "image 1 28 28: conv 16 5, max_pool 2, relu, dense 10".
    [[nodiscard]] std::string show() const;
    // What does not fit, "layer 3, max_pool 9: ..."; empty when all does.
    [[nodiscard]] std::string fault() const;
    // The shape that goes into each layer, then the one that comes out; usage_error when something does not fit.
    [[nodiscard]] std::vector<shape> shapes() const;

    friend bool operator==(const network_description&, const network_description&) = default;
};

namespace detail {

[[nodiscard]] inline std::string show_layers(std::span<const layer_description> layers);
[[nodiscard]] inline std::string show_kind(const kinds::residual& r) { return show_residual(show_layers(r.inside)); }
[[nodiscard]] inline std::string show_kind(const kinds::own_code& own) {
    return show_own_code(own.name, own.from, own.to);
}
[[nodiscard]] inline std::string show(const layer_description& layer) {
    return std::visit([](const auto& kind) { return show_kind(kind); }, layer.kind);
}
[[nodiscard]] inline std::string show_layers(std::span<const layer_description> layers) {
    std::string all;
    for (const auto& layer : layers) all.append(all.empty() ? "" : ", ").append(show(layer));
    return all;
}

// Walks through layers from a shape to the next, and stops at the first that does not fit.
class fitting {
public:
    // What came out last, how many layers there were, what they learn, what is wrong.
    shape now;
    std::size_t layers = 0, parameters = 0;
    std::string fault = {};
    std::vector<shape> shapes = {};  // into each of the outermost layers

    void walk(std::span<const layer_description> chain, std::size_t depth, std::string_view where) {
        if (fault.empty() && chain.empty()) fault = text(where, "has no layers");
        for (std::size_t i = 0; i < chain.size() && fault.empty(); ++i) {
            if (depth == 0) shapes.push_back(now);
            const auto place = text(where, "layer ", i + 1);
            const auto told = [&](std::string_view clause) {
                auto what = show(chain[i]);
                if (what.size() > 80) what = what.substr(0, 80) + "...";
                return text(place, ", ", what, ": ", clause, "; ", now.show(), " comes in");
            };
            if (++layers > network_description::most_layers)
                fault = text("more than ", network_description::most_layers, " layers");
            else if (const auto* r = std::get_if<kinds::residual>(&chain[i].kind))
                through(*r, depth, place, told);
            else
                std::visit([&](const auto& kind) { through(kind, told); }, chain[i].kind);
        }
    }

private:
    template <class Told>
    void through(const kinds::residual& r, std::size_t depth, const std::string& place, const Told& told) {
        if (depth == network_description::deepest) {
            fault = told(text("residuals stand inside each other more than ", network_description::deepest, " times"));
            return;
        }
        const auto before = now;
        walk(r.inside, depth + 1, text(place, ", residual, "));
        const auto after = std::exchange(now, before);
        if (fault.empty() && after != before)
            fault = told(text(clause_of(misfit::other_shape), ", ", after.show(), " comes out of what it holds"));
    }
    template <class Told>
    void through(const kinds::residual&, const Told&) {}  // above
    template <class Told>
    void through(const kinds::own_code& own, const Told& told) {
        if (own.from.size() != now.size() || !own.to.is_allowed())
            fault = told("takes or gives another shape");
        else
            now = own.to;
    }
    template <class K, class Told>
    void through(const K& kind, const Told& told) {
        if (const auto wrong = kind.fits(now); wrong != misfit::none) {
            fault = told(clause_of(wrong));
            return;
        }
        for (const auto& [m, n] : kind.matrix_shapes(now)) parameters += m * n;
        if (parameters > most_parameters) fault = told("the network learns more numbers than allowed");
        now = kind.out(now);
    }
};

// The layers of a layer, in order, those of chains inside each other in one list.
template <class L>
void describe_into(const L& layer, std::vector<layer_description>& all) {
    if constexpr (requires { layer.description().layers; }) {
        const auto& inner = layer.description().layers;
        all.insert(all.end(), inner.begin(), inner.end());
    } else if constexpr (requires { std::tuple_size<std::remove_cvref_t<decltype(layer.layers())>>::value; }) {
        std::apply([&](const auto&... each) { (describe_into(each, all), ...); }, layer.layers());
    } else if constexpr (requires { layer.inside(); }) {
        kinds::residual r;
        describe_into(layer.inside(), r.inside);
        all.push_back({std::move(r)});
    } else if constexpr (requires { requires is_listed<std::remove_cvref_t<decltype(layer.kind)>>; }) {
        all.push_back({layer.kind});
    } else {
        all.push_back({kinds::own_code{layer.name(), in_shape(layer), out_shape(layer)}});
    }
}

}  // namespace detail

inline std::string network_description::show() const {
    return text(detail::show_input(in), ": ", detail::show_layers(layers));
}

inline std::string network_description::fault() const {
    if (!in.is_allowed()) return text("what goes in, ", in.show(), ", has no size, or one beyond ", shape::most);
    detail::fitting f{.now = in};
    f.walk(layers, 0, "");
    return f.fault;
}

inline std::vector<shape> network_description::shapes() const {
    detail::fitting f{.now = in};
    f.walk(layers, 0, "");
    const auto wrong = fault();
    require<usage_error>(wrong.empty(), "network: ", wrong);
    f.shapes.push_back(f.now);
    return f.shapes;
}

// The description of a network of types. Layers of chains inside each other come in one list.
template <class L>
[[nodiscard]] network_description describe(const L& layer) {
    static_assert(is_layer<L>());
    network_description all{in_shape(layer), {}};
    detail::describe_into(layer, all.layers);
    return all;
}

}  // namespace SPNN_NAMESPACE::nn
