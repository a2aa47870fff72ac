// store/archive.hpp: what a party has to remember, to and from bytes.
//
// A thing with state names all of it once, in archive_state(a), for both directions:
//   a.counter(name, n)    u64
//   a.numbers(name, v)    a list of float64, any length
//   a.values(name, x)     a float32 matrix; read, it must have the shape that x has, unless x is empty
//   a.part(name, thing)   another thing with archive_state
// Archive::loads tells the directions apart where they differ. Fields are written with their names, which stand in
// a fixed order; a file with other names is refused.

#pragma once

#include <spnn/store/sealed_file.hpp>

#include <limits>
#include <vector>

namespace SPNN_NAMESPACE::store {

template <class Self>
class archive {
public:
    template <class Thing>
    void part(std::string_view name, Thing& thing) {
        const auto outer = scope_.size();
        scope_ += text(name, ".");
        thing.archive_state(static_cast<Self&>(*this));
        scope_.resize(outer);
    }

protected:
    // "features.steps" for the field `steps` of the part `features`.
    [[nodiscard]] std::string full(std::string_view name) const { return text(scope_, name); }

private:
    std::string scope_;
};

// To bytes.
class state_writer : public archive<state_writer> {
public:
    static constexpr bool loads = false;  // which of the two it is

    // `out` outlives this.
    explicit state_writer(byte_writer& out) : out_(&out) {}

    void counter(std::string_view name, std::uint64_t value) {
        out_->string(full(name));
        out_->scalar(value);
    }
    void numbers(std::string_view name, const std::vector<double>& list) {
        out_->string(full(name));
        out_->scalar(static_cast<std::uint64_t>(list.size()));
        out_->array(std::span(list));
    }
    void values(std::string_view name, const matrix<float>& x) { write_matrix(*out_, full(name), x); }

private:
    byte_writer* out_;
};

// From bytes.
class state_reader : public archive<state_reader> {
public:
    static constexpr bool loads = true;  // which of the two it is

    // `in` outlives this; `file` is for errors.
    state_reader(byte_reader& in, std::string file) : in_(&in), file_(std::move(file)) {}

    void counter(std::string_view name, std::uint64_t& value) {
        expect_text(*in_, file_, "field", full(name));
        value = in_->whole<std::uint64_t>(name, 0, std::numeric_limits<std::uint64_t>::max());  // the owner knows more
    }
    void numbers(std::string_view name, std::vector<double>& list) {
        expect_text(*in_, file_, "field", full(name));
        const auto count = in_->whole<std::uint64_t>(name, 0, in_->left() / sizeof(double));
        list.resize(count);
        in_->array(std::span(list), name);
    }
    void values(std::string_view name, matrix<float>& x) { x = read_matrix(*in_, file_, full(name), x); }
    // Refuses the file for a reason of the thing that is read.
    template <class... Parts>
    void check(bool good, const Parts&... parts) const {
        require<data_error>(good, file_, ": ", parts...);
    }

private:
    byte_reader* in_;
    std::string file_;
};

}  // namespace SPNN_NAMESPACE::store
