#include <spnn/testing/laws/defence.hpp>

#include <doctest/doctest.h>

using namespace spnn;
namespace laws = testing::laws;

namespace {

enum class defence_fault { none, halves_the_gradient, keeps_no_state, spills_over };

// Moves all numbers of a batch up or down together, less from batch to batch; right but for one fault.
template <defence_fault F>
struct nudge {
    static std::string_view name() { return "nudge"; }
    static std::string describe() { return "nudge"; }

    struct state {
        std::uint64_t batches = 0;
        void archive_state(auto& a) {
            if (F != defence_fault::keeps_no_state) a.counter("batches", batches);
        }
    };

    static void check(const matrix<float>&) {}

    template <RandomSource G>
    void apply(state& memory, matrix<float>& gradient, const matrix<float>&, G& random) const {
        std::byte coin{};
        random.fill(std::span(&coin, 1));
        const float size = 1.0F / static_cast<float>(++memory.batches);
        for (float& g : elements(gradient)) {
            g += (coin & std::byte{1}) == std::byte{0} ? size : -size;
            if (F == defence_fault::halves_the_gradient) g /= 2;
            if (F == defence_fault::spills_over) g = 2 * g - g;  // infinite on the way for the largest
        }
    }
};

}  // namespace

TEST_CASE("testing/laws/defence: a right defence passes") { laws::defence(nudge<defence_fault::none>{}); }

TEST_CASE("testing/laws/defence: a gradient that is another in the mean is caught" * doctest::should_fail()) {
    laws::defence(nudge<defence_fault::halves_the_gradient>{});
}

TEST_CASE("testing/laws/defence: a state that no checkpoint would keep is caught" * doctest::should_fail()) {
    laws::defence(nudge<defence_fault::keeps_no_state>{});
}

TEST_CASE("testing/laws/defence: large gradients that become infinite are caught" * doctest::should_fail()) {
    laws::defence(nudge<defence_fault::spills_over>{});
}
