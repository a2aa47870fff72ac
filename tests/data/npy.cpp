#include <spnn/data/npy.hpp>

#include "support/errors.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <initializer_list>
#include <string>

namespace {

namespace data = spnn::data;
using spnn::data_error;
using test::contains;
using test::error_of;
using namespace std::string_literals;

// What numpy.save (NumPy 1.24.2) wrote in front of [[1, 2, 3], [4, 5, 6]] as float32.
const std::string from_numpy = "\x93NUMPY\x01\x00v\x00"s +
                               "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }" + std::string(58, ' ') +
                               "\n";

template <class T>
std::string raw(std::initializer_list<T> values) {
    return {reinterpret_cast<const char*>(values.begin()), values.size() * sizeof(T)};
}

std::span<const std::byte> bytes_of(const std::string& s) { return std::as_bytes(std::span(s)); }

// A file of version 1 with this dictionary.
std::string file_of(const std::string& dictionary, const std::string& values) {
    const auto size = static_cast<std::uint16_t>(dictionary.size());
    return "\x93NUMPY\x01\x00"s + raw({size}) + dictionary + values;
}

spnn::matrix<float> parsed(const std::string& file) { return data::parse_npy(bytes_of(file), "x.npy"); }
std::string npy_refusal(const std::string& file) {
    return error_of<data_error>([&] { static_cast<void>(parsed(file)); });
}

spnn::matrix<float> one_to_six() {
    auto x = spnn::make_matrix<float>(2, 3);
    for (std::size_t i = 0; i < 6; ++i) x.data()[i] = static_cast<float>(i + 1);
    return x;
}

TEST_CASE("data/npy: reads what NumPy writes, and writes what NumPy writes, byte for byte") {
    const auto file = from_numpy + raw<float>({1, 2, 3, 4, 5, 6});
    REQUIRE(from_numpy.size() == 128);
    CHECK(parsed(file) == one_to_six());
    const auto written = data::npy_bytes(one_to_six());
    CHECK(std::string(reinterpret_cast<const char*>(written.data()), written.size()) == file);
}

TEST_CASE("data/npy: either order of values, either order of bytes, both widths, one dimension, later versions") {
    CHECK(parsed(file_of("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }",
                         raw<float>({1, 4, 2, 5, 3, 6}))) == one_to_six());
    CHECK(parsed(file_of("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)}",
                         raw<double>({1, 2, 3, 4, 5, 6}))) == one_to_six());
    std::string swapped;
    for (const double value : {1.0, 2.0, 3.0}) {
        auto one = raw({value});
        std::ranges::reverse(one);
        swapped += one;
    }
    const auto row = parsed(file_of("{\"shape\": (3,), \"descr\": \">f8\", \"fortran_order\": False}", swapped));
    CHECK(spnn::shape_text(row) == "1x3");
    CHECK(row(0, 2) == 3);
    CHECK(spnn::shape_text(parsed(file_of("{'descr':'=f4','fortran_order':False,'shape':(0,3)}", ""))) == "0x3");
    auto later = from_numpy;
    later.replace(6, 4, "\x02\x00"s + raw({std::uint32_t{118}}));
    CHECK(parsed(later + raw<float>({1, 2, 3, 4, 5, 6})) == one_to_six());
    CHECK(data::parse_npy<double>(bytes_of(from_numpy + raw<float>({1, 2, 3, 4, 5, 6})), "x")(1, 2) == 6);
}

TEST_CASE("data/npy: what a float cannot hold is refused with its place, and rounding is to nearest") {
    const std::string header = "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2)}";
    CHECK(parsed(file_of(header, raw<double>({0.1, -0.1})))(0, 0) == 0.1F);
    CHECK(npy_refusal(file_of(header, raw<double>({1, 1e39}))) ==
          "x.npy: the value in row 0, column 1 is too large for a float");
    for (const double bad : {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()})
        CHECK(npy_refusal(file_of(header, raw<double>({bad, 1}))) ==
              "x.npy: the value in row 0, column 0 is not a finite number");
}

TEST_CASE("data/npy: whatever is no array of floats is refused in words") {
    const auto with = [](const std::string& descr, const std::string& shape) {
        return npy_refusal(file_of("{'descr': " + descr + ", 'fortran_order': False, 'shape': " + shape + "}", ""));
    };
    CHECK(contains(with("'<i8'", "(2,)"), "x.npy: its type is not a 32 or 64-bit float"));
    CHECK(contains(with("'<f2'", "(2,)"), "its type is not"));
    CHECK(contains(with("[('a', '<f4')]", "(2,)"), "x.npy: holds records"));
    CHECK(contains(with("'<f4'", "()"), "x.npy: has 0 dimensions, expected 1 or 2"));
    CHECK(contains(with("'<f4'", "(2, 3, 4)"), "x.npy: has 3 dimensions"));
    CHECK(contains(with("'<f4'", "(2147483648, 1)"), "x.npy: its shape is not usable"));
    CHECK(contains(with("'<f4'", "(99999999999999999999, 1)"), "x.npy: its shape is not usable"));
    CHECK(contains(with("'<f4'", "(2147483647, 2147483647)"),
                   "x.npy: an array of 2147483647x2147483647 floats of 4 bytes is not what"));
    for (const auto* const broken :
         {"", "{", "{}", "{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}", "{'descr: 1}",
          "{'descr': '<f4', 'fortran_order': False, 'shape': (1 2)}", "{'a': 1}",
          "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}",
          "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} x",
          "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}"})
        CHECK(npy_refusal(file_of(broken, raw<float>({1}))) == "x.npy: its header is not that of a .npy file");
    CHECK(contains(npy_refusal("PK\x03\x04 is a zip"), "x.npy: is no .npy file"));
    CHECK(
        contains(npy_refusal("\x93NUMPY\x04\x00"s + raw({std::uint32_t{0}})), "x.npy: version is 4, expected 1 to 3"));
    CHECK(contains(npy_refusal("\x93NUMPY\x02\x00"s + raw({std::uint32_t{65536}})),
                   "x.npy: length is 65536, expected 0 to 65535"));
}

TEST_CASE("data/npy: a file that is cut anywhere, or goes on, is refused") {
    const auto file = from_numpy + raw<float>({1, 2, 3, 4, 5, 6});
    for (std::size_t size = 0; size < file.size(); ++size) CHECK(!npy_refusal(file.substr(0, size)).empty());
    CHECK(npy_refusal(file + "x") == "x.npy: an array of 2x3 floats of 4 bytes is not what 25 bytes hold");
}

}  // namespace
