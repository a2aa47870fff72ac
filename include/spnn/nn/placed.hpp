// nn/placed.hpp: a kind of layer at a place: the layer itself.
//
//   placed_layer<fixed_at<kind_of<kinds::dense, 10>, shape::numbers(28)>>   an empty object; nn::dense<28, 10> is one
//   placed_layer<chosen_at<kinds::dense>>({10}, shape::numbers(28))  the same, known at run time; nn/any_network.hpp
//
// Both check what they are given and leave the computing to the kind. What does not fit is an error of the compiler
// there, and a usage_error here.

#pragma once

#include <spnn/nn/detail/shapes.hpp>
#include <spnn/nn/kind.hpp>

namespace SPNN_NAMESPACE::nn {

// The kind K with these numbers, as a template argument.
template <class K, std::size_t... Numbers>
inline constexpr K kind_of = K{Numbers...};

// A place in a type.
template <auto Kind, shape In>
struct fixed_at {
    static_assert(In.is_allowed(), "layer: the shape that goes in has no size, or one beyond 2^24");
    static_assert(Kind.fits(In) != misfit::bad_number, "layer: one of its numbers, such as a width, is 0 or too large");
    static_assert(Kind.fits(In) != misfit::not_an_image,
                  "layer: it needs images, channels x height x width; numbers come out of the layer before it");
    static_assert(Kind.fits(In) != misfit::window_beyond_the_image,
                  "layer: its window is larger than the padded image that comes out of the layer before it");
    static_assert(Kind.fits(In) != misfit::too_large, "layer: its rows or parameters would be larger than allowed");
    static_assert(Kind.fits(In) != misfit::other_shape,
                  "layer: what it holds must give the shape that it takes, and that is what comes out before it");

    // What stands where, and its widths.
    using kind_type = std::remove_cvref_t<decltype(Kind)>;
    static constexpr bool is_fixed = true;
    static constexpr kind_type kind = Kind;
    static constexpr shape in_shape = In;
    static constexpr shape out_shape = Kind.out(In);
    static constexpr std::size_t in = in_shape.size();
    static constexpr std::size_t out = out_shape.size();
};

// A place of values; usage_error for a kind that does not fit there.
template <class K>
struct chosen_at {
    // As above.
    using kind_type = K;
    static constexpr bool is_fixed = false;
    K kind;
    shape in_shape, out_shape;
    std::size_t in, out;

    // That kind where that shape comes in.
    chosen_at(K k, const shape& from) : kind(std::move(k)), in_shape(from), out_shape(), in(from.size()), out(0) {
        require<usage_error>(from.is_allowed(), "layer: a shape of ", from.show(), " is not allowed");
        const auto fault = kind.fits(from);
        require<usage_error>(fault == misfit::none, detail::name_of(kind, from), " ", clause_of(fault));
        out_shape = kind.out(from);
        out = out_shape.size();
    }
};

namespace detail {

// A cache where the kind has one.
template <class K>
struct cache_of_kind {};
template <class K>
    requires requires { typename K::template cache<float>; }
struct cache_of_kind<K> {
    template <class T>
    using cache = typename K::template cache<T>;
};

}  // namespace detail

// The layer of the kind At::kind, at that place.
template <class At>
class placed_layer : public At, public detail::cache_of_kind<typename At::kind_type> {
    using kind_type = typename At::kind_type;
    template <class T>
    using own_parameters = typename kind_type::template parameters<T>;
    template <class T>
    using own_cache = cache_of<kind_type, T>;
    static constexpr bool has_cache = requires { typename kind_type::template cache<float>; };

public:
    using At::At;

    // The kind's promises.
    static constexpr bool reads_input = nn::reads_input<kind_type>();
    static constexpr bool reads_output = nn::reads_output<kind_type>();
    static constexpr bool in_place = nn::in_place<kind_type>();
    static constexpr bool differs_in_training = nn::differs_in_training<kind_type>();

    [[nodiscard]] std::string name() const { return detail::name_of(At::kind, At::in_shape); }

    // The kind's; those of a place in a type have their shapes from the start.
    template <class T>
    struct parameters : own_parameters<T> {
        // Of these matrices, in the kind's order, or of none yet.
        parameters() {
            if constexpr (At::is_fixed) detail::zero(*this, At::kind.matrix_shapes(At::in_shape));
        }
        template <class... M>
            requires(sizeof...(M) > 0 && (std::same_as<std::remove_cvref_t<M>, matrix<T>> && ...))
        parameters(M&&... matrices) : own_parameters<T>{std::forward<M>(matrices)...} {}
    };

    template <class T>
    [[nodiscard]] parameters<T> zero_parameters() const {
        parameters<T> p;
        if constexpr (!At::is_fixed) detail::zero(p, At::kind.matrix_shapes(At::in_shape));
        return p;
    }

    template <class T, RandomSource G>
    void initialise(parameters<T>& p, G& random, initialiser how) const {
        p = zero_parameters<T>();
        if constexpr (requires { At::kind.initialise(p, At::in_shape, random, how); })
            At::kind.initialise(p, At::in_shape, random, how);
    }

    template <class T, Engine E = own_products>
    void forward(const own_parameters<T>& p, const matrix<T>& x, matrix<T>& y, const E& engine = {}) const {
        check_input(p, x);
        if constexpr (requires { At::kind.forward(at(), p, x, y, engine); })
            At::kind.forward(at(), p, x, y, engine);
        else
            At::kind.forward(at(), p, x, y);
    }
    template <class T, Engine E = own_products>
        requires has_cache
    void forward(const own_parameters<T>& p, const matrix<T>& x, matrix<T>& y, own_cache<T>& kept,
                 const E& engine = {}) const {
        check_input(p, x);
        if constexpr (requires { At::kind.forward(at(), p, x, y, kept, engine); })
            At::kind.forward(at(), p, x, y, kept, engine);
        else
            At::kind.forward(at(), p, x, y, kept);
    }

    template <class T, Engine E = own_products>
        requires(!has_cache)
    void backward(const own_parameters<T>& p, const matrix<T>& x, const matrix<T>& y, const matrix<T>& dy,
                  own_parameters<T>& grads, matrix<T>& dx, const E& engine = {}) const {
        check_gradient(x, y, dy);
        if constexpr (requires { At::kind.backward(at(), p, x, y, dy, grads, dx, engine); })
            At::kind.backward(at(), p, x, y, dy, grads, dx, engine);
        else
            At::kind.backward(at(), p, x, y, dy, grads, dx);
    }
    template <class T, Engine E = own_products>
        requires has_cache
    void backward(const own_parameters<T>& p, const matrix<T>& x, const matrix<T>& y, own_cache<T>& kept,
                  const matrix<T>& dy, own_parameters<T>& grads, matrix<T>& dx, const E& engine = {}) const {
        check_gradient(x, y, dy);
        if constexpr (requires { At::kind.backward(at(), p, x, y, kept, dy, grads, dx, engine); })
            At::kind.backward(at(), p, x, y, kept, dy, grads, dx, engine);
        else
            At::kind.backward(at(), p, x, y, kept, dy, grads, dx);
    }

private:
    [[nodiscard]] const At& at() const { return *this; }

    template <class T>
    void check_input(const own_parameters<T>& p, const matrix<T>& x) const {
        detail::require_width(*this, x, "input", At::in);
        const auto shapes = At::kind.matrix_shapes(At::in_shape);
        std::size_t k = 0;
        p.for_each([&](std::string_view what, const matrix<T>& w) {
            detail::require_shape(*this, w, what, shapes[k].first, shapes[k].second);
            ++k;
        });
    }
    template <class T>
    void check_gradient(const matrix<T>& x, const matrix<T>& y, const matrix<T>& dy) const {
        const std::size_t m = reads_input ? rows(x) : reads_output ? rows(y) : rows(dy);
        detail::require_shape(*this, dy, "gradient of the output", m, At::out);
    }
};

// A kind that stands nowhere yet: an entry of nn/layers.hpp, which gives it its place.
template <auto Kind>
struct unplaced {
    // The layer at that place.
    template <shape In>
    using at = placed_layer<fixed_at<Kind, In>>;
};

// In the place of a width that is known from the layer before.
inline constexpr std::size_t inferred = static_cast<std::size_t>(-1);

}  // namespace SPNN_NAMESPACE::nn
