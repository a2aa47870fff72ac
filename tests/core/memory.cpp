#include <spnn/core/memory.hpp>

#include <doctest/doctest.h>

namespace {

const auto why = [] { return "the columns of holder_2"; };

TEST_CASE("core/memory: what fits is resized, what does not is refused with the sentence, and stays as it was") {
    spnn::matrix<std::uint64_t> x;
    spnn::resize_agreed(x, 3, 4, why);
    CHECK(spnn::rows(x) == 3);
    CHECK(spnn::columns(x) == 4);
    constexpr std::size_t huge = std::size_t{1} << 60;
    for (const auto& [m, n] :
         {std::pair<std::size_t, std::size_t>{huge, huge}, {huge, 1}, {1, huge}, {1 << 24, 1 << 24}}) {
        CHECK_THROWS_WITH_AS(spnn::resize_agreed(x, m, n, why), doctest::Contains("the columns of holder_2: "),
                             spnn::memory_error);
        CHECK(x.size() == 12);
    }
    spnn::resize_agreed(x, huge, 0, why);
    CHECK(x.size() == 0);
    CHECK(spnn::physical_memory() > std::uint64_t{1} << 20);
}

TEST_CASE("core/memory: what the system refuses is an error of the library") {
    CHECK(spnn::within_memory(why, [] { return 7; }) == 7);
    CHECK_THROWS_WITH_AS(spnn::within_memory(why, []() -> int { throw std::bad_alloc(); }),
                         "the columns of holder_2: the system has no memory for it", spnn::memory_error);
    CHECK_THROWS_WITH_AS(spnn::within_memory(why, []() -> int { throw std::length_error("x"); }),
                         "the columns of holder_2: more than any machine can hold", spnn::memory_error);
}

TEST_CASE("core/memory: other parties may hear of it, since it names what they have stated") {
    const spnn::memory_error e("the columns of holder_2");
    CHECK(e.told() == e.what());
}

}  // namespace
