#include <spnn/core/record.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace {

namespace record = spnn::record;
using spnn::data_error;
using spnn::usage_error;

enum class colour : std::uint8_t { red, green };

struct inner {
    std::uint32_t weight = 3;

    template <class Self, class F>
    static void for_each_field(Self& x, F&& f) {
        f("weight", record::number<std::uint32_t>{1, 9}, x.weight);
    }
};

struct outer {
    int level = -2;
    double scale = 0.1;
    bool on = true;
    colour paint = colour::green;
    std::string name = "anna", note = "a\nb";
    std::vector<std::size_t> sizes{1, 2};
    std::vector<inner> parts{{4}, {5}};
    std::optional<inner> extra{};

    template <class Self, class F>
    static void for_each_field(Self& x, F&& f) {
        f("level", record::number<int>{-3, 3}, x.level);
        f("scale", record::number<double>{0, 1}, x.scale);
        f("on", record::flag{}, x.on);
        f("paint", record::one_of<colour>("red", "green"), x.paint);
        f("name", record::string{5}, x.name);
        f("note", record::remark{4}, x.note);
        f("sizes", record::later{record::list{1, 3, record::number<std::size_t>{0, 7}}}, x.sizes);
        f("parts", record::list{0, 2, record::part<inner>{}}, x.parts);
        f("extra", record::maybe{record::part<inner>{}}, x.extra);
    }
};

[[nodiscard]] std::string wrong(const outer& x) {
    try {
        record::check(x, "outer");
        return {};
    } catch (const usage_error& e) {
        return e.what();
    }
}

[[nodiscard]] std::string refused(const outer& x) {
    try {
        static_cast<void>(record::loaded<outer>(record::stored(x), "outer"));
        return {};
    } catch (const data_error& e) {
        return e.what();
    }
}

struct change {
    void (*make)(outer&);
    const char* sentence;
};

const std::vector<change> changes{
    {[](outer& x) { x.level = 4; }, "level is 4, expected -3 to 3"},
    {[](outer& x) { x.level = -4; }, "level is -4, expected -3 to 3"},
    {[](outer& x) { x.scale = std::numeric_limits<double>::quiet_NaN(); }, "scale is nan, expected 0 to 1"},
    {[](outer& x) { x.scale = -1e-300; }, "scale is -1e-300, expected 0 to 1"},
    {[](outer& x) { x.paint = static_cast<colour>(2); }, "paint is 2, which stands for nothing"},
    {[](outer& x) { x.name = "hannah"; }, "name has 6 characters, at most 5 allowed"},
    {[](outer& x) { x.sizes.clear(); }, "sizes has 0 entries, expected 1 to 3"},
    {[](outer& x) { x.sizes.assign(4, 0); }, "sizes has 4 entries, expected 1 to 3"},
    {[](outer& x) { x.sizes[1] = 8; }, "sizes number 2 is 8, expected 0 to 7"},
    {[](outer& x) { x.parts[1].weight = 0; }, "parts number 2 weight is 0, expected 1 to 9"},
    {[](outer& x) { x.extra = inner{10}; }, "extra weight is 10, expected 1 to 9"},
};

TEST_CASE("core/record: what is not allowed is named, in the program and in bytes") {
    CHECK(wrong({}).empty());
    for (const auto& c : changes) {
        CAPTURE(c.sentence);
        outer x;
        c.make(x);
        CHECK(wrong(x) == std::string("outer: ") + c.sentence);
        CHECK_FALSE(refused(x).empty());
    }
}

TEST_CASE("core/record: bytes give back what was stored; shorter and longer ones are refused") {
    outer x;
    x.extra = inner{9};
    x.paint = colour::red;
    x.on = false;
    const auto raw = record::stored(x);
    const auto back = record::loaded<outer>(raw, "outer");
    CHECK(back.note == "a?b");  // printable
    CHECK(record::texts_of(back) == record::texts_of(x));
    CHECK(record::stored(back) == raw);
    for (std::size_t size = 0; size < raw.size(); ++size)
        CHECK_THROWS_AS(static_cast<void>(record::loaded<outer>(std::span(raw).first(size), "outer")), data_error);
    auto longer = raw;
    longer.push_back(std::byte{0});
    CHECK_THROWS_AS(static_cast<void>(record::loaded<outer>(longer, "outer")), data_error);
}

TEST_CASE("core/record: a list grows with what is there, whatever its length says") {
    spnn::byte_writer out;
    out.scalar(std::uint32_t{3});
    std::vector<std::size_t> sizes;
    spnn::byte_reader in(out.view());
    CHECK_THROWS_AS((record::list{1, 3, record::number<std::size_t>{}}.load(in, "sizes", sizes)), data_error);
    CHECK(sizes.size() <= 1);
}

TEST_CASE("core/record: texts name every field in order, and differ when values do") {
    const outer x;
    const auto texts = record::texts_of(x);
    CHECK(texts.size() == 9);
    CHECK(texts[0] == std::pair<std::string, std::string>("level", "-2"));
    CHECK(texts[1].second == "0.1");
    CHECK(texts[6].second == "1,2");
    CHECK(texts[7].second == "weight 4,weight 5");
    CHECK(texts[8].second == "none");
    CHECK(record::texts_of(x, false).size() == 8);  // without sizes
    CHECK(record::difference(x, x).empty());
    for (const auto& c : changes) {
        outer y;
        c.make(y);
        CHECK_FALSE(record::difference(y, x).empty());
    }
    outer y;
    y.sizes = {3};
    CHECK(record::difference(y, x) == "sizes is 3, was 1,2");
    CHECK(record::difference(y, x, false).empty());
    y.scale = 0.2;
    CHECK(record::difference(y, x, false) == "scale is 0.2, was 0.1");
}

}  // namespace
