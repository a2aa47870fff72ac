#include <spnn/testing/laws/triple_source.hpp>

#include <spnn/core/ring/z2k.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
namespace share = spnn::share;
namespace testing = spnn::testing;

namespace {

using ring = spnn::z2k<64>;
using elements = spnn::matrix<std::uint64_t>;

enum class triple_source_fault { none, spoils_a_product, forgets_kept_rows };

// The whole triple at one holder, the only one; right but for one fault.
template <triple_source_fault F>
class lone_source {
public:
    void left_mask(const share::mask_rows& a_rows, std::size_t d, share::additive_share<ring>& out) {
        spnn::resize(out.part, a_rows.count, d);
        for (std::size_t i = 0; i < a_rows.count; ++i) {
            const bool same = a_rows.kept && F != triple_source_fault::forgets_kept_rows;
            testing::words_from_seed random(same ? a_rows.numbers[i] : ++fresh_);
            for (auto& one : spnn::row(out.part, i)) one = random.word();
        }
        a_ = out.part;
    }
    void right_mask(spnn::step_id, std::size_t d, std::size_t h, share::additive_share<ring>& out) {
        spnn::resize(out.part, d, h);
        testing::words_from_seed random(++fresh_);
        for (auto& one : spnn::elements(out.part)) one = random.word();
        b_ = out.part;
    }
    void product_mask(spnn::step_id, std::size_t, std::size_t, share::additive_share<ring>& out) {
        out.part = testing::product<ring>(a_, b_);
        if (F == triple_source_fault::spoils_a_product && out.part.size() > 1) ++out.part.data()[1];
    }

private:
    std::uint64_t fresh_ = 1000;
    elements a_, b_;
};

template <triple_source_fault F>
void hold_source_to_the_laws() {
    lone_source<F> source;
    laws::triple_source<ring>(std::vector{&source}, [](const auto&, spnn::step_id, std::size_t, std::size_t) {});
}

}  // namespace

TEST_CASE("testing/laws/triple_source: a right source passes") { hold_source_to_the_laws<triple_source_fault::none>(); }

TEST_CASE("testing/laws/triple_source: a C that is not A B is caught" * doctest::should_fail()) {
    hold_source_to_the_laws<triple_source_fault::spoils_a_product>();
}

TEST_CASE("testing/laws/triple_source: a kept row with a new mask is caught" * doctest::should_fail()) {
    hold_source_to_the_laws<triple_source_fault::forgets_kept_rows>();
}
