#include <spnn/align/group.hpp>

#include <align/support.hpp>

#include <doctest/doctest.h>

namespace {

using namespace align_tests;
using spnn::data_error;
using spnn::usage_error;
namespace detail = align::detail;

TEST_CASE("align/group: ids that are missing, too long or stand twice are named by their rows, never by the id") {
    const auto error = [](const ids& list, std::size_t max_rows = 100) {
        auto with = options();
        with.max_rows = max_rows;
        return error_of<data_error>([&] { detail::require_ids(list, with); });
    };
    CHECK(error({"a", "b", "A", " a"}) == "");
    CHECK(error({}) == "alignment: this party has no rows");
    CHECK(error({"a", "", "b"}) == "alignment, row 2: the id is missing");
    CHECK(error({"a", "secret", "b", "secret"}) == "alignment, row 4: the same id as in row 2");
    CHECK(error({std::string(4096, 'x')}) == "");
    CHECK(error({std::string(4097, 'x')}) == "alignment, row 1: an id of 4097 bytes, at most 4096 allowed");
    CHECK(error({"a", "b"}, 2) == "");
    CHECK(error({"a", "b", "c"}, 2) == "alignment: 3 rows, at most 2 allowed (max_rows)");
}

TEST_CASE("align/group: a group or options that cannot be are refused, naming what is wrong") {
    mesh links(3);
    const auto error = [](const group& g, const align::align_options& with = options()) {
        return error_of<usage_error>([&] { detail::require_group(g, with); });
    };
    const auto sound_group = group_of(links, 1, 3);
    CHECK(error(sound_group) == "");
    auto bad = sound_group;
    bad.self = 3;
    CHECK(contains(error(bad), "self is 3 of 3"));
    bad = sound_group;
    bad.self = 2;
    CHECK(contains(error(bad), "channel 1 is missing"));
    bad = sound_group;
    bad.channels[1] = bad.channels[0];
    CHECK(contains(error(bad), "channel 1 is this party's own"));
    CHECK(contains(error({0, {nullptr}}), "1 parties, expected 2 to 255"));
    auto with = options();
    with.max_rows = 0;
    CHECK(contains(error(sound_group, with), "max_rows is 0"));
    with.max_rows = std::size_t{1} << 32;
    CHECK(contains(error(sound_group, with), "max_rows is 4294967296"));
    for (const std::size_t least : {std::size_t{0}, std::size_t{10'000'001}}) {
        with = options();
        with.min_common_rows = least;
        CHECK(contains(error(sound_group, with), spnn::text("min_common_rows is ", least, ", expected 1 to max_rows")));
    }
    for (const double ratio : {0.5, -1.0, std::numeric_limits<double>::infinity(), std::nan("")}) {
        with = options();
        with.max_size_ratio = ratio;
        CHECK(contains(error(sound_group, with), "max_size_ratio is"));
    }
    for (const auto within :
         {std::chrono::milliseconds(0), std::chrono::milliseconds(-1), std::chrono::milliseconds::max()}) {
        with = options();
        with.within = within;
        CHECK(contains(error(sound_group, with), "within is"));
    }
    with = options();
    with.session = std::string(256, 's');
    CHECK(contains(error(sound_group, with), "256 characters"));
}

}  // namespace
