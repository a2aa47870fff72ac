// nn/layer/dropout.hpp: in training, each number is 0 with a probability of so many percent, and the others grow to
// keep the mean (Srivastava et al., JMLR 2014); inference leaves all as they are.
//
// Which ones is a function of `stream`, four words of 16 bits among the parameters: state, drawn by initialise, saved
// with the model, and moved on by every step (nn/parameters.hpp). So a step can be repeated, and a run that is taken up
// again goes on as it would have. The stream hides nothing.

#pragma once

#include <spnn/core/simd/compute_each.hpp>
#include <spnn/nn/placed.hpp>

namespace SPNN_NAMESPACE::nn {

namespace kinds {

struct dropout : keeps_the_shape {
    std::size_t percent;  // that become 0

    // Of so many percent.
    constexpr explicit dropout(std::size_t p = 0) : percent(p) {}
    static constexpr std::string_view word = "dropout";
    static constexpr bool reads_input = false;
    static constexpr bool reads_output = false;
    static constexpr bool differs_in_training = true;
    template <class Self, class F>
    static constexpr void for_each_number(Self& self, F&& f) {
        f("percent", self.percent, number_bounds{0, 99});
    }
    friend constexpr bool operator==(const dropout&, const dropout&) = default;
    [[nodiscard]] constexpr misfit fits(const shape&) const {
        return nn::detail::numbers_allowed(*this) ? misfit::none : misfit::bad_number;
    }

    template <class T>
    struct parameters {
        matrix<T> stream;  // 1 x 4, whole numbers below 2^16

        template <class F>
        void for_each(F&& f) {
            f(std::string_view("stream"), stream);
        }
        template <class F>
        void for_each(F&& f) const {
            f(std::string_view("stream"), stream);
        }
        template <class F>
        void for_each_state(F&& f) {
            for_each(f);
        }
        template <class F>
        void for_each_state(F&& f) const {
            for_each(f);
        }
    };
    [[nodiscard]] static constexpr std::array<matrix_shape, 1> matrix_shapes(const shape&) {
        return {matrix_shape{1, 4}};
    }
    template <class T, RandomSource G>
    static void initialise(parameters<T>& p, const shape&, G& random, initialiser) {
        std::array<std::uint64_t, 1> bits;
        random.fill(std::as_writable_bytes(std::span(bits)));
        write(bits[0], p.stream);
    }

    template <class T>
    struct cache {
        matrix<T> factors;  // 0, or what a number that stays is multiplied by
    };

    template <class At, class T>
    static void forward(const At&, const parameters<T>&, const matrix<T>& x, matrix<T>& y) {
        nn::detail::copy(x, y);
    }
    template <class At, class T>
    static void forward(const At& at, const parameters<T>& p, const matrix<T>& x, matrix<T>& y, cache<T>& kept) {
        const auto percent = at.kind.percent;
        const auto least = static_cast<std::uint32_t>((percent << 32) / 100);
        const T stays = static_cast<T>(100.0 / static_cast<double>(100 - percent));
        const auto start = read(p.stream);
        resize(kept.factors, rows(x), columns(x));
        T* const to = kept.factors.data();
        // Two numbers a word.
        for (std::size_t i = 0; i < x.size(); i += 2) {
            const auto bits = mixed(start + i / 2 * golden);
            to[i] = static_cast<std::uint32_t>(bits) >= least ? stays : T{0};
            if (i + 1 < x.size()) to[i + 1] = static_cast<std::uint32_t>(bits >> 32) >= least ? stays : T{0};
        }
        resize(y, rows(x), columns(x));
        spnn::detail::compute_each(
            elements(y), [](T v, T factor) { return v * factor; }, elements(x), elements(std::as_const(kept.factors)));
    }
    template <class At, class T>
    static void backward(const At& at, const parameters<T>& p, const matrix<T>&, const matrix<T>&, cache<T>& kept,
                         const matrix<T>& dy, parameters<T>& grads, matrix<T>& dx) {
        require<usage_error>(kept.factors.shape() == dy.shape(), nn::detail::name_of(at.kind, at.in_shape),
                             ": the gradient of the output is ", shape_text(dy), ", the batch was ",
                             shape_text(kept.factors));
        resize(dx, rows(dy), columns(dy));
        spnn::detail::compute_each(
            elements(dx), [](T v, T factor) { return v * factor; }, elements(dy),
            elements(std::as_const(kept.factors)));
        resize(grads.stream, 1, 4);
        write(mixed(read(p.stream) ^ golden), grads.stream);
    }

private:
    // SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): its step, and what it makes of a state.
    static constexpr std::uint64_t golden = 0x9e3779b97f4a7c15;
    [[nodiscard]] static std::uint64_t mixed(std::uint64_t z) {
        z = ((z + golden) ^ ((z + golden) >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
    // A word from its four parts, and back. Parts of a file that are no such numbers count as 0.
    template <class T>
    [[nodiscard]] static std::uint64_t read(const matrix<T>& stream) {
        std::uint64_t bits = 0;
        for (const T part : elements(stream))
            bits = bits << 16 | (part >= T{0} && part < T{65536} ? static_cast<std::uint64_t>(part) : 0);
        return bits;
    }
    template <class T>
    static void write(std::uint64_t bits, matrix<T>& stream) {
        for (T& part : elements(stream)) part = static_cast<T>(bits >> 48), bits <<= 16;
    }
};

}  // namespace kinds

template <std::size_t Percent, std::size_t N = inferred>
struct dropout : placed_layer<fixed_at<kind_of<kinds::dropout, Percent>, shape::numbers(N)>> {};
// In nn::layers.
template <std::size_t Percent>
struct dropout<Percent, inferred> : unplaced<kind_of<kinds::dropout, Percent>> {};

static_assert(Layer<dropout<50, 3>>);

}  // namespace SPNN_NAMESPACE::nn
