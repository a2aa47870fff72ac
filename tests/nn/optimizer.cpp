#include <spnn/nn/optimizer.hpp>

#include <spnn/testing/laws/optimizer.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
using namespace spnn;

namespace {

// An optimizer of a user's own: moves by the sign of the gradient, halving the step when the sign turns.
struct sign_descent {
    static std::string_view name() { return "sign_descent"; }

    template <class T>
    struct state {
        matrix<T> size, sign;
        template <class F>
        void for_each(F&& f) {
            f(std::string_view("size"), size);
            f(std::string_view("sign"), sign);
        }
        template <class F>
        void for_each(F&& f) const {
            f(std::string_view("size"), size);
            f(std::string_view("sign"), sign);
        }
    };

    template <class T, RandomSource G>
    void update(state<T>& memory, matrix<T>& p, const matrix<T>& g, double rate, std::uint64_t, G&) const {
        nn::detail::require_same_shape(name(), p, g);
        if (memory.size.shape() != p.shape()) {
            nn::detail::shape_like(p, memory.size);
            nn::detail::shape_like(p, memory.sign);
            for (T& s : elements(memory.size)) s = static_cast<T>(rate);
        }
        for (std::size_t i = 0; i < p.size(); ++i) {
            const T sign = static_cast<T>((g.data()[i] > 0) - (g.data()[i] < 0));
            if (sign * memory.sign.data()[i] < 0) memory.size.data()[i] /= 2;
            memory.sign.data()[i] = sign;
            p.data()[i] -= memory.size.data()[i] * sign;
        }
    }
};

struct no_state {
    static std::string_view name() { return "no_state"; }
};

}  // namespace

static_assert(nn::Optimizer<sign_descent>);
static_assert(!nn::Optimizer<no_state> && !nn::Optimizer<int>);

TEST_CASE("nn/optimizer: an optimizer of one's own obeys the laws") { laws::optimizer(sign_descent{}, 0.1); }

TEST_CASE("nn/optimizer: shape_like keeps memory that fits and clears what does not") {
    const auto p = zeros<float>(2, 3);
    auto fits = test::of<float>({{1, 2, 3}, {4, 5, 6}});
    nn::detail::shape_like(p, fits);
    CHECK(fits.data()[5] == 6);
    auto other = test::of<float>({{1, 2}, {3, 4}, {5, 6}});
    nn::detail::shape_like(p, other);
    CHECK(test::same_bits(other, p));
}
