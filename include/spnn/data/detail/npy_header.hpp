// data/detail/npy_header.hpp: what stands before the values of a .npy file.
//
// Eight bytes (0x93, "NUMPY", format version), the length of what follows (16 bits in version 1, else 32), and a Python
// dictionary as text, padded with spaces to an end of line:
//   {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }

#pragma once

#include <spnn/core/bytes.hpp>
#include <spnn/core/error.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace SPNN_NAMESPACE::data::detail {

struct npy_header {
    std::size_t rows = 0, columns = 0;  // each below 2^31
    std::size_t value_bytes = 0;        // 4 or 8
    bool by_columns = false, big_endian = false;
};

inline constexpr std::string_view npy_magic = "\x93NUMPY";

// The dictionary, read from left to right.
class npy_dictionary {
public:
    npy_dictionary(std::string_view in, std::string_view source) : left_(in), source_(source) {}

    [[nodiscard]] npy_header read() {
        npy_header out;
        bool descr = false, order = false, shape = false;
        expect('{');
        while (!take('}')) {
            const auto key = quoted();
            expect(':');
            if (key == "descr" && !std::exchange(descr, true)) {
                read_type(out);
            } else if (key == "fortran_order" && !std::exchange(order, true)) {
                out.by_columns = word() == "True";
            } else if (key == "shape" && !std::exchange(shape, true)) {
                read_shape(out);
            } else {
                refuse();
            }
            if (!take(',')) {
                expect('}');
                break;
            }
        }
        skip_spaces();
        if (!left_.empty() || !descr || !order || !shape) refuse();
        return out;
    }

private:
    [[noreturn]] void refuse() const { throw data_error(text(source_, ": its header is not that of a .npy file")); }

    void skip_spaces() {
        const auto end = left_.find_first_not_of(" \t\r\n");
        left_.remove_prefix(end == left_.npos ? left_.size() : end);
    }
    [[nodiscard]] bool take(char c) {
        skip_spaces();
        if (!left_.starts_with(c)) return false;
        left_.remove_prefix(1);
        return true;
    }
    void expect(char c) {
        if (!take(c)) refuse();
    }
    [[nodiscard]] std::string_view take_first(std::size_t size) {
        const auto out = left_.substr(0, size);
        left_.remove_prefix(size);
        return out;
    }

    [[nodiscard]] std::string_view quoted() {
        skip_spaces();
        if (!left_.starts_with('\'') && !left_.starts_with('"')) refuse();
        const char quote = take_first(1).front();
        const auto end = left_.find(quote);
        if (end == left_.npos) refuse();
        const auto out = take_first(end);
        left_.remove_prefix(1);
        return out;
    }
    // True or False.
    [[nodiscard]] std::string_view word() {
        skip_spaces();
        for (const std::string_view one : {"True", "False"})
            if (left_.starts_with(one)) return take_first(one.size());
        refuse();
    }
    [[nodiscard]] std::optional<std::size_t> number() {
        skip_spaces();
        std::uint32_t value = 0;
        const auto [end, problem] = std::from_chars(left_.data(), left_.data() + left_.size(), value);
        if (problem == std::errc::invalid_argument) return std::nullopt;
        require<data_error>(problem == std::errc() && value <= 0x7fffffff, source_, ": its shape is not usable");
        left_.remove_prefix(static_cast<std::size_t>(end - left_.data()));
        return value;
    }

    void read_type(npy_header& out) {
        skip_spaces();
        require<data_error>(!left_.starts_with('['), source_, ": holds records, expected an array of floats");
        const auto type = quoted();
        const bool is_float = type.size() == 3 && type[1] == 'f' && (type[2] == '4' || type[2] == '8') &&
                              (type[0] == '<' || type[0] == '>' || type[0] == '=');
        require<data_error>(is_float, source_,
                            ": its type is not a 32 or 64-bit float (in NumPy: x.astype(numpy.float32))");
        out.value_bytes = static_cast<std::size_t>(type[2] - '0');
        out.big_endian = type[0] == '>';
    }

    void read_shape(npy_header& out) {
        std::array<std::size_t, 2> sizes{};
        std::size_t dimensions = 0;
        expect('(');
        for (auto size = number(); size; size = number()) {
            if (dimensions < sizes.size()) sizes[dimensions] = *size;
            ++dimensions;
            if (!take(',')) break;
        }
        expect(')');
        require<data_error>(dimensions == 1 || dimensions == 2, source_, ": has ", dimensions,
                            " dimensions, expected 1 or 2");
        out.rows = dimensions == 1 ? 1 : sizes[0];
        out.columns = dimensions == 1 ? sizes[0] : sizes[1];
    }

    std::string_view left_, source_;
};

[[nodiscard]] inline npy_header read_npy_header(byte_reader& in, std::string_view source) {
    constexpr std::uint16_t most = 65'535;
    const auto magic = in.take(npy_magic.size(), "magic");
    require<data_error>(std::ranges::equal(magic, std::as_bytes(std::span(npy_magic))), source, ": is no .npy file");
    const auto major = in.whole<std::uint8_t>("version", 1, 3);
    static_cast<void>(in.whole<std::uint8_t>("minor version", 0, 255));
    const std::size_t size =
        major == 1 ? in.whole<std::uint16_t>("length", 0, most) : in.whole<std::uint32_t>("length", 0, most);
    const auto raw = in.take(size, "header");
    return npy_dictionary({reinterpret_cast<const char*>(raw.data()), raw.size()}, source).read();
}

// Padded so that the values begin at a multiple of 64 bytes, as NumPy does it.
inline void write_npy_header(byte_writer& out, std::size_t value_bytes, std::size_t rows, std::size_t columns) {
    auto dictionary =
        text("{'descr': '<f", value_bytes, "', 'fortran_order': False, 'shape': (", rows, ", ", columns, "), }");
    const auto before = npy_magic.size() + 2 + sizeof(std::uint16_t);
    dictionary.append(63 - (before + dictionary.size()) % 64, ' ').append(1, '\n');
    out.array(std::span<const char>(npy_magic));
    out.scalar(std::uint8_t{1});
    out.scalar(std::uint8_t{0});
    out.scalar(static_cast<std::uint16_t>(dictionary.size()));
    out.array(std::span<const char>(dictionary));
}

}  // namespace SPNN_NAMESPACE::data::detail
