#include <spnn/data/npz.hpp>

#include "crypto/vectors.hpp"
#include "support/errors.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <string_view>

namespace {

namespace data = spnn::data;
using spnn::data_error;
using test::contains;
using test::error_of;

std::vector<data::named_array> some_arrays() {
    auto wide = spnn::zeros<float>(40, 50);
    for (std::size_t i = 0; i < wide.size(); ++i) wide.data()[i] = static_cast<float>(i);
    return {{"first.1", data::npy_bytes(wide)}, {"head.bias", data::npy_bytes(spnn::zeros<float>(1, 1))}};
}

std::string refusal(std::span<const std::byte> file, const data::npz_limits& limits = {}) {
    return error_of<data_error>([&] { static_cast<void>(data::parse_npz(file, "x.npz", limits)); });
}

TEST_CASE("data/npz: what is written is read, in its order; equal arrays give equal bytes") {
    const auto file = data::npz_bytes(some_arrays());
    CHECK(data::parse_npz(file, "x") == some_arrays());
    CHECK(data::npz_bytes(some_arrays()) == file);
}

// What numpy.savez_compressed (NumPy 1.24.2) wrote of first.1 = [[1, 2, 3], [4, 5, 6]] as float32, in hexadecimal.
constexpr std::string_view written_by_numpy =
    "504b0304140000000800000021007c9cdea258000000980000000b00140066697273742e312e6e707901001000980000"
    "000000000058000000000000009bec17ea1b10c9c850c650ad9e925a9c5ca46ea5a06e9366a2aea3a09e965f54529498"
    "179f5f94920a12774bcc294e058a17672416a402f91a463a0ac69a3a0ab50a64032e0686067b060606072002e206205e"
    "00c4071c00504b01021403140000000800000021007c9cdea258000000980000000b0000000000000000000000800100"
    "00000066697273742e312e6e7079504b0506000000000100010039000000950000000000";

TEST_CASE("data/npz: reads what NumPy compresses, and finds every altered byte of it") {
    const auto file = crypto_tests::from_hex(written_by_numpy);
    const auto arrays = data::parse_npz(file, "x.npz");
    REQUIRE(arrays.size() == 1);
    CHECK(arrays[0].first == "first.1");
    const auto x = data::parse_npy(arrays[0].second, "x");
    CHECK(spnn::shape_text(x) == "2x3");
    CHECK(x(1, 2) == 6);
    const auto intact = data::parse_npz(file, "x.npz");
    for (std::size_t at = 60; at < 150; ++at) {  // inside the compressed bytes: an error, or the same arrays
        auto altered = file;
        altered[at] ^= std::byte{0x10};
        if (refusal(altered).empty()) CHECK(data::parse_npz(altered, "x.npz") == intact);
    }
}

TEST_CASE("data/npz: names that cannot stand in an archive are refused") {
    const auto refused = [](std::vector<data::named_array> arrays) {
        return error_of<spnn::usage_error>([&] { static_cast<void>(data::npz_bytes(arrays)); });
    };
    CHECK(refused({}) == "npz_bytes: no arrays");
    CHECK(refused({{"", {}}}) == "npz_bytes: an array has no name");
    CHECK(contains(refused({{"a", {}}, {"a", {}}}), "npz_bytes: the name a occurs twice"));
}

TEST_CASE("data/npz: every cut and every altered byte of the values is found") {
    const auto file = data::npz_bytes(some_arrays());
    for (std::size_t size = 0; size < file.size(); size += 97) CHECK(!refusal(std::span(file).first(size)).empty());
    for (std::size_t at = 200; at < 4000; at += 371) {  // inside the values of the first array
        auto altered = file;
        altered[at] ^= std::byte{1};
        CHECK(contains(refusal(altered), "x.npz: entry 0 is damaged"));
    }
}

TEST_CASE("data/npz: limits hold for what is unpacked, and for how many") {
    const auto file = data::npz_bytes(some_arrays());
    const auto bytes_of_all = some_arrays()[0].second.size() + some_arrays()[1].second.size();
    CHECK(refusal(file, {.arrays = 2, .total_bytes = bytes_of_all}).empty());
    CHECK(contains(refusal(file, {.total_bytes = bytes_of_all - 1}), "x.npz: unpacks to more bytes than npz_limits"));
    CHECK(contains(refusal(file, {.arrays = 1}), "x.npz: holds 2 arrays, at most 1 allowed"));
}

TEST_CASE("data/npz: an entry that is no .npy file is refused") {
    auto file = data::npz_bytes({{"weights", {}}});
    const std::string_view wanted = "weights.npy", other = "weights.txt";
    for (auto at = file.begin(); at + 11 <= file.end(); ++at)  // in both of its headers
        if (std::memcmp(&*at, wanted.data(), wanted.size()) == 0) std::memcpy(&*at, other.data(), other.size());
    CHECK(refusal(file) == "x.npz: entry 0 is no .npy file");
}

}  // namespace
