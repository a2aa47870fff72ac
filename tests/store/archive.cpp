#include <spnn/store/archive.hpp>

#include <support/errors.hpp>
#include <support/matrices.hpp>

#include <doctest/doctest.h>

namespace {

namespace store = spnn::store;
using spnn::matrix;

struct inner {
    matrix<float> values = test::random_reals(2, 3, 1);
    template <class Archive>
    void archive_state(Archive& a) {
        a.values("values", values);
    }
};

struct outer {
    std::uint64_t count = 7;
    std::vector<double> list{0.5, -1};
    inner first{}, second{};
    template <class Archive>
    void archive_state(Archive& a) {
        a.counter("count", count);
        a.numbers("list", list);
        a.part("first", first);
        a.part("second", second);
        if constexpr (Archive::loads) a.check(count < 100, "counts too far");
    }
};

spnn::bytes stored(outer& thing) {
    spnn::byte_writer out;
    store::state_writer to(out);
    thing.archive_state(to);
    return out.take();
}

template <class Thing>
void load(const spnn::bytes& raw, Thing& thing) {
    spnn::byte_reader in(raw, "file");
    store::state_reader from(in, "file");
    thing.archive_state(from);
    in.finish("file");
}

TEST_CASE("store/archive: what is written comes back, parts under names of their own") {
    outer thing;
    thing.second.values = test::random_reals(2, 3, 2);
    const auto raw = stored(thing);
    outer back;
    back.count = 0;
    back.list.clear();
    load(raw, back);
    CHECK(back.count == 7);
    CHECK(back.list == thing.list);
    CHECK(test::same(back.first.values, thing.first.values));
    CHECK(test::same(back.second.values, thing.second.values));
    const std::string_view text(reinterpret_cast<const char*>(raw.data()), raw.size());
    CHECK(test::contains(text, "first.values"));
    CHECK(test::contains(text, "second.values"));
}

TEST_CASE("store/archive: cut short anywhere, of another shape, or against the thing's own rule, it is a data_error") {
    outer thing;
    const auto raw = stored(thing);
    for (std::size_t size = 0; size < raw.size(); ++size) {
        outer back;
        CHECK_THROWS_AS(load(spnn::bytes(raw.begin(), raw.begin() + static_cast<std::ptrdiff_t>(size)), back),
                        spnn::data_error);
    }
    outer narrow;
    narrow.first.values = spnn::zeros<float>(2, 2);
    CHECK(test::contains(test::error_of<spnn::data_error>([&] { load(raw, narrow); }), "first.values is 2x3"));
    thing.count = 100;
    outer back;
    CHECK(test::error_of<spnn::data_error>([&] { load(stored(thing), back); }) == "file: counts too far");
}

}  // namespace
