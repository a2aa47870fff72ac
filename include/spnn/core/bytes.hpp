// core/bytes.hpp: numbers, texts and arrays as bounded little-endian bytes.
//
// A writer appends to a vector of bytes; a reader takes from a span and never reads past its end, nor
// allocates for a length that the remaining bytes cannot hold. What is missing or over a stated bound is a
// data_error that names the field.
// Machines that store the low byte first copy arrays as they are; the library targets only such.

#pragma once

#include <spnn/core/error.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace SPNN_NAMESPACE {

static_assert(std::endian::native == std::endian::little, "spnn: only little-endian machines are supported");

// Bytes with an owner: what messages and files are made of.
using bytes = std::vector<std::byte>;

// A type whose bytes are its value: an integer (128 bits too) or a floating-point number.
template <class T>
concept Scalar = std::is_trivially_copyable_v<T> && !std::is_pointer_v<T> && !std::is_class_v<T>;

// Appends fields to bytes of its own.
class byte_writer {
public:
    // One value, or several, as they stand in memory.
    template <Scalar T>
    void scalar(T value) {
        array(std::span<const T>(&value, 1));
    }
    template <Scalar T>
    void array(std::span<const T> values) {
        const auto raw = std::as_bytes(values);
        out_.insert(out_.end(), raw.begin(), raw.end());
    }
    // Length (32 bits) and characters.
    void string(std::string_view s) {
        scalar(static_cast<std::uint32_t>(s.size()));
        array(std::span<const char>(s.data(), s.size()));
    }

    // What has been written: to look at, or to have.
    [[nodiscard]] const bytes& view() const { return out_; }
    [[nodiscard]] bytes take() { return std::move(out_); }

private:
    bytes out_;
};

// Takes fields from bytes that others own, in order.
class byte_reader {
public:
    // `source`, when there is one, stands in front of every error but that of finish: the name of a file.
    explicit byte_reader(std::span<const std::byte> in, std::string_view source = {})
        : in_(in), source_(source.empty() ? "" : text(source, ": ")) {}

    // The next value; `field` names it in the error when bytes are missing.
    template <Scalar T>
    [[nodiscard]] T scalar(std::string_view field) {
        T value{};
        array(std::span<T>(&value, 1), field);
        return value;
    }
    // The next integer, from `least` to `most`: what counts, or says how long something is, is read in no other way
    // (tests/structure).
    template <Scalar T>
    [[nodiscard]] T whole(std::string_view field, T least, T most) {
        const auto value = scalar<T>(field);
        require<data_error>(value >= least && value <= most, source_, field, " is ", +value, ", expected ", +least,
                            " to ", +most);
        return value;
    }
    // Fills `values`, whose size the caller knows.
    template <Scalar T>
    void array(std::span<T> values, std::string_view field) {
        const auto raw = take(values.size_bytes(), field);
        if (!raw.empty()) std::memcpy(values.data(), raw.data(), raw.size());
    }
    // A string of at most `max_size` characters.
    [[nodiscard]] std::string string(std::size_t max_size, std::string_view field) {
        const auto size = scalar<std::uint32_t>(field);
        require<data_error>(size <= max_size, source_, field, ": ", size, " characters, at most ", max_size,
                            " allowed");
        const auto raw = take(size, field);
        return {reinterpret_cast<const char*>(raw.data()), raw.size()};
    }
    // The next `size` bytes, as a view into the input.
    [[nodiscard]] std::span<const std::byte> take(std::size_t size, std::string_view field) {
        require<data_error>(size <= in_.size(), source_, field, ": needs ", size, " bytes, only ", in_.size(), " left");
        const auto head = in_.first(size);
        in_ = in_.subspan(size);
        return head;
    }

    // Bytes that have not been taken.
    [[nodiscard]] std::size_t left() const { return in_.size(); }
    // Call after the last field: trailing bytes are an error.
    void finish(std::string_view what) const {
        require<data_error>(in_.empty(), what, ": ", in_.size(), " bytes too many");
    }

private:
    std::span<const std::byte> in_;
    std::string source_;
};

}  // namespace SPNN_NAMESPACE
