#include <spnn/testing/laws/optimizer.hpp>

#include <doctest/doctest.h>

using namespace spnn;
namespace laws = testing::laws;

namespace {

enum class optimizer_fault { none, hides_its_state, moves_without_a_rate, climbs };

// Descent with momentum 0.9, right but for one fault.
template <optimizer_fault F>
struct heavy_ball {
    static std::string_view name() { return "heavy_ball"; }

    template <class T>
    struct state {
        matrix<T> speed;
        void for_each(auto&& f) {
            if (F != optimizer_fault::hides_its_state) f(std::string_view("speed"), speed);
        }
        void for_each(auto&& f) const {
            if (F != optimizer_fault::hides_its_state) f(std::string_view("speed"), speed);
        }
    };

    template <class T, RandomSource G>
    void update(state<T>& memory, matrix<T>& p, const matrix<T>& g, double rate, std::uint64_t, G&) const {
        nn::detail::require_same_shape(name(), p, g);
        nn::detail::shape_like(p, memory.speed);
        const double step = F == optimizer_fault::climbs                 ? -rate
                            : F == optimizer_fault::moves_without_a_rate ? std::max(rate, 1e-3)
                                                                         : rate;
        for (std::size_t i = 0; i < p.size(); ++i) {
            memory.speed.data()[i] = static_cast<T>(0.9) * memory.speed.data()[i] + g.data()[i];
            p.data()[i] -= static_cast<T>(step) * memory.speed.data()[i];
        }
    }
};

}  // namespace

TEST_CASE("testing/laws/optimizer: a right optimizer passes") {
    laws::optimizer(heavy_ball<optimizer_fault::none>{}, 0.02);
}

TEST_CASE("testing/laws/optimizer: a state that no checkpoint would keep is caught" * doctest::should_fail()) {
    laws::optimizer(heavy_ball<optimizer_fault::hides_its_state>{}, 0.02);
}

TEST_CASE("testing/laws/optimizer: a step at a rate of zero is caught" * doctest::should_fail()) {
    laws::optimizer(heavy_ball<optimizer_fault::moves_without_a_rate>{}, 0.02);
}

TEST_CASE("testing/laws/optimizer: a loss that rises is caught" * doctest::should_fail()) {
    laws::optimizer(heavy_ball<optimizer_fault::climbs>{}, 0.02);
}
