// core/error.hpp: the exceptions of the library. One root, six kinds.
//
//   usage_error      the caller's mistake at a public boundary: names the argument, what came, what was expected
//   data_error       bad user data (CSV, model file): names file, row and column where there are such
//   range_error      a number beyond the fixed-point bound: names layer and bound, never the value
//   protocol_error   a peer does not follow the protocol: names the peer and the step
//   transport_error  the network misbehaves: names the peer and the step
//   memory_error     sizes that were agreed do not fit this machine: names whose they are
//
// No message ever holds a private value, a key or a mask. What it does name, such as a file, a column or an address, is
// for the log of the party it happened to; told() is what the other parties of a run may hear of it.

#pragma once

#include <spnn/core/abi.hpp>

#include <initializer_list>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

namespace SPNN_NAMESPACE {

class error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
    // The sentence for other parties: without paths, hosts and columns of the party it happened to.
    [[nodiscard]] virtual std::string told() const { return what(); }
};

class usage_error : public error {
public:
    using error::error;
    // As error::told.
    [[nodiscard]] std::string told() const override {
        return "it is set up in a way that does not fit; its log says how";
    }
};

class data_error : public error {
public:
    using error::error;
    // As error::told.
    [[nodiscard]] std::string told() const override { return "its own files or rows are at fault; its log says which"; }
};

class range_error : public error {
public:
    using error::error;
};

// A number of a party's own rows: names the row and the column it stands in.
class row_error : public range_error {
public:
    using range_error::range_error;
    // As error::told.
    [[nodiscard]] std::string told() const override { return "its own rows are at fault; its log says which"; }
};

class protocol_error : public error {
public:
    using error::error;
};

class transport_error : public error {
public:
    using error::error;
};

class memory_error : public error {
public:
    using error::error;
};

// No link could be made. Names addresses, files and what the system says.
class connection_error : public transport_error {
public:
    using transport_error::transport_error;
    // As error::told.
    [[nodiscard]] std::string told() const override { return "a link could not be made; its log says why"; }
};

namespace detail {

// One part of a text, whatever its type, so that one function makes the texts of all kinds of parts: the compiler, and
// the program, would else have a function for every error.
class text_part {
public:
    template <class T>
    explicit(false) text_part(const T& value) {
        if constexpr (std::is_convertible_v<const T&, std::string_view>) {
            words_ = value;
        } else {
            value_ = &value;
            print_ = [](std::ostream& out, const void* v) { out << *static_cast<const T*>(v); };
        }
    }

    void print(std::ostream& out) const {
        if (print_ == nullptr)
            out << words_;
        else
            print_(out, value_);
    }

private:
    std::string_view words_;
    const void* value_ = nullptr;
    void (*print_)(std::ostream&, const void*) = nullptr;
};

[[nodiscard, gnu::noinline]] inline std::string text_of(std::initializer_list<text_part> parts) {
    std::ostringstream out;
    for (const auto& part : parts) part.print(out);
    return out.str();
}

template <class Error>
[[noreturn, gnu::noinline, gnu::cold]] void fail(std::initializer_list<text_part> parts) {
    throw Error(text_of(parts));
}

}  // namespace detail

// The texts of its arguments, one after the other: text("batch is ", 7) == "batch is 7".
template <class... Parts>
[[nodiscard]] std::string text(const Parts&... parts) {
    return detail::text_of({parts...});
}

// Words of a peer or a file, fit for an error or a log: at most `most` bytes, control characters and what is not ASCII
// replaced by '?'.
[[nodiscard]] inline std::string printable(std::string_view words, std::size_t most = 200) {
    std::string out(words.substr(0, most));
    for (char& c : out)
        if (c < ' ' || c > '~') c = '?';
    return out;
}

// Throws Error with the text of `parts` unless `condition` holds.
template <class Error, class... Parts>
void require(bool condition, const Parts&... parts) {
    if (!condition) [[unlikely]]
        detail::fail<Error>({parts...});
}

}  // namespace SPNN_NAMESPACE
