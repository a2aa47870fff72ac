#include <spnn/share/triple_source.hpp>

#include <spnn/core/ring/mersenne61.hpp>
#include <spnn/share/triples/in_the_clear.hpp>

#include <doctest/doctest.h>

namespace {

namespace share = spnn::share;

static_assert(share::TripleSource<share::no_triples<spnn::z2k<64>>, spnn::z2k<64>>);
static_assert(share::TripleSource<share::no_triples<spnn::mersenne61>, spnn::mersenne61>);
static_assert(!share::TripleSource<int, spnn::z2k<64>>);

TEST_CASE("share/triple_source: rows of a table and rows of a step") {
    const std::vector<std::uint32_t> numbers{3, 1, 4};
    const auto kept = share::mask_rows::of_table(7, numbers);
    CHECK(kept.kept);
    CHECK(kept.table == 7);
    CHECK(kept.count == 3);
    CHECK(kept.numbers.data() == numbers.data());

    const spnn::step_id at{spnn::purpose::predict, 9};
    const auto fresh = share::mask_rows::of_step(at, 5);
    CHECK_FALSE(fresh.kept);
    CHECK(fresh.at == at);
    CHECK(fresh.count == 5);
    CHECK(fresh.numbers.empty());
}

}  // namespace
