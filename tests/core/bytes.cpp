#include <spnn/core/bytes.hpp>
#include <spnn/core/ring/z2k.hpp>

#include <doctest/doctest.h>

#include <array>
#include <limits>

using namespace spnn;

namespace {

bytes of(std::initializer_list<int> values) {
    bytes out;
    for (const int v : values) out.push_back(static_cast<std::byte>(v));
    return out;
}

}  // namespace

TEST_CASE("core/bytes: scalars are written low byte first") {
    byte_writer out;
    out.scalar(std::uint16_t{0x1234});
    out.scalar(std::uint32_t{0xdeadbeef});
    out.scalar(1.0f);
    CHECK(out.view() == of({0x34, 0x12, 0xef, 0xbe, 0xad, 0xde, 0x00, 0x00, 0x80, 0x3f}));
}

TEST_CASE("core/bytes: strings carry their length, arrays do not") {
    byte_writer out;
    out.string("ab");
    const std::array<std::uint16_t, 2> words{1, 2};
    out.array(std::span<const std::uint16_t>(words));
    CHECK(out.view() == of({2, 0, 0, 0, 'a', 'b', 1, 0, 2, 0}));
}

TEST_CASE("core/bytes: what is written is read back") {
    byte_writer out;
    out.scalar(std::int64_t{-5});
    out.scalar(uint128{7} << 100);
    out.scalar(std::numeric_limits<double>::infinity());
    out.string("");
    out.string(std::string_view("null\0byte", 9));
    const std::array<double, 3> numbers{0.5, -1.25, 1e300};
    out.array(std::span<const double>(numbers));
    const bytes wire = out.take();
    CHECK(out.view().empty());

    byte_reader in(wire);
    CHECK(in.left() == wire.size());
    CHECK(in.scalar<std::int64_t>("a") == -5);
    CHECK((in.scalar<uint128>("b") == uint128{7} << 100));
    CHECK(in.scalar<double>("c") == std::numeric_limits<double>::infinity());
    CHECK(in.string(10, "d").empty());
    CHECK(in.string(9, "e") == std::string("null\0byte", 9));
    std::array<double, 3> read{};
    in.array(std::span<double>(read), "f");
    CHECK(read == numbers);
    CHECK(in.left() == 0);
    CHECK_NOTHROW(in.finish("message"));
}

TEST_CASE("core/bytes: a reader never reads past its end, and names the field") {
    const bytes wire = of({1, 2, 3});
    byte_reader in(wire);
    CHECK_THROWS_WITH_AS((void)in.scalar<std::uint32_t>("rows"), "rows: needs 4 bytes, only 3 left", data_error);
    CHECK(in.left() == 3);  // a refused field takes nothing
    CHECK_THROWS_AS((void)in.take(std::numeric_limits<std::size_t>::max(), "blob"), data_error);
    CHECK(in.take(3, "rest").size() == 3);
    CHECK_THROWS_AS((void)in.scalar<std::uint8_t>("one more"), data_error);
    CHECK(in.take(0, "nothing").empty());
}

TEST_CASE("core/bytes: a string's length is bounded before anything is taken") {
    const bytes long_text = of({3, 0, 0, 0, 'a', 'b', 'c'});
    byte_reader bounded(long_text);
    CHECK_THROWS_WITH_AS((void)bounded.string(2, "name"), "name: 3 characters, at most 2 allowed", data_error);

    const bytes lie = of({0xff, 0xff, 0xff, 0xff, 'a'});
    byte_reader in(lie);
    CHECK_THROWS_AS((void)in.string(std::numeric_limits<std::size_t>::max(), "name"), data_error);
}

TEST_CASE("core/bytes: trailing bytes are an error") {
    const bytes wire = of({1, 2});
    const byte_reader in(wire);
    CHECK_THROWS_WITH_AS(in.finish("model file"), "model file: 2 bytes too many", data_error);
}

TEST_CASE("core/bytes: a scalar is a number") {
    static_assert(Scalar<uint128> && Scalar<float> && Scalar<std::byte> && Scalar<bool>);
    static_assert(!Scalar<int*> && !Scalar<std::array<int, 2>> && !Scalar<std::string>);
}
