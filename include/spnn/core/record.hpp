// core/record.hpp: records that name each of their fields once: what it is called, which values it may have, where it
// is. Checks, bytes, texts and comparisons all follow from that one list, so no field can be forgotten in one of them.
//
//     struct size {
//         std::size_t rows = 1;
//         double scale = 1;
//         template <class Self, class F>
//         static void for_each_field(Self& self, F&& f) {  // Self is size, const or not
//             f("rows", record::number<std::size_t>{1, 1000}, self.rows);
//             f("scale", record::number<double>{0, 1e6}, self.scale);
//         }
//     };
//     record::check(x, "size");                     // usage_error: "size: rows is 0, expected 1 to 1000"
//     record::store(x, out); record::load(in, x);   // data_error, naming the field, for a value that is not allowed
//     record::texts_of(x);                          // {"rows", "1"}, {"scale", "1"}
//
// The second argument is the field's kind, with four functions:
//   kind.wrong(value)             what is not allowed about it, as a clause; empty when nothing is
//   kind.show(value)              a text, equal for equal values only
//   kind.store(out, value)        its bytes
//   kind.load(in, field, value)   from bytes; what is wrong with it the record asks next
// A user's own kind needs no more.
// Models: number, flag, choice, string, remark, part, list, maybe, later.
//
// On the wire, little-endian: numbers in their own width, a choice or a flag as one byte, texts and lists with their
// length (u32) in front. Lengths are bounded before anything is allocated.

#pragma once

#include <spnn/core/bytes.hpp>
#include <spnn/core/exact_text.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <limits>
#include <optional>
#include <span>
#include <utility>

namespace SPNN_NAMESPACE::record {

// K is a kind of fields of type T.
template <class K, class T>
concept FieldKind =
    requires(const K& kind, const T& value, T& into, byte_writer& out, byte_reader& in, std::string_view field) {
        { kind.wrong(value) } -> std::same_as<std::string>;
        { kind.show(value) } -> std::convertible_to<std::string>;
        kind.store(out, value);
        kind.load(in, field, into);
    };

// Stands for whoever walks through fields, in concepts.
struct any_walker {
    // Of a field.
    template <class Kind, class T>
    void operator()(std::string_view, const Kind&, T&&) const {}
};

// R names its fields.
template <class R>
concept Record = requires(const R& x, any_walker f) { R::for_each_field(x, f); };

// A number from `least` to `most`.
template <class T>
struct number {
    // Both are allowed.
    T least = std::numeric_limits<T>::lowest();
    T most = std::numeric_limits<T>::max();

    [[nodiscard]] std::string wrong(T x) const {
        if (x >= least && x <= most) return {};  // false for what is no number
        return text("is ", show(x), ", expected ", show(least), " to ", show(most));
    }
    [[nodiscard]] static std::string show(T x) {
        if constexpr (std::is_floating_point_v<T>)
            return exact_text(x);
        else
            return text(+x);
    }
    static void store(byte_writer& out, T x) { out.scalar(x); }
    static void load(byte_reader& in, std::string_view field, T& x) { x = in.scalar<T>(field); }
};

// Yes or no.
struct flag {
    [[nodiscard]] static std::string wrong(bool) { return {}; }
    [[nodiscard]] static std::string show(bool x) { return x ? "true" : "false"; }
    static void store(byte_writer& out, bool x) { out.scalar(static_cast<std::uint8_t>(x)); }
    static void load(byte_reader& in, std::string_view field, bool& x) {
        const auto raw = in.scalar<std::uint8_t>(field);
        require<data_error>(raw <= 1, field, ": is ", +raw, ", expected 0 or 1");
        x = raw == 1;
    }
};

// One of up to 255 things with names: an enumeration from 0, or a number of a list.
template <class E, std::size_t Count>
struct choice {
    // By the value of E.
    std::array<std::string_view, Count> names;

    [[nodiscard]] std::string wrong(E x) const {
        if (static_cast<std::size_t>(x) < Count) return {};
        return text("is ", static_cast<std::size_t>(x), ", which stands for nothing");
    }
    [[nodiscard]] std::string show(E x) const {
        return wrong(x).empty() ? std::string(names[static_cast<std::size_t>(x)]) : wrong(x);
    }
    static void store(byte_writer& out, E x) { out.scalar(static_cast<std::uint8_t>(x)); }
    static void load(byte_reader& in, std::string_view field, E& x) {
        x = static_cast<E>(in.scalar<std::uint8_t>(field));
    }
};
// The choice of these names.
template <class E, class... Names>
[[nodiscard]] constexpr choice<E, sizeof...(Names)> one_of(Names... names) {
    return {{std::string_view(names)...}};
}

// A text of at most `most` bytes.
struct string {
    // Bytes.
    std::size_t most;

    [[nodiscard]] std::string wrong(const std::string& x) const {
        return x.size() <= most ? std::string() : text("has ", x.size(), " characters, at most ", most, " allowed");
    }
    [[nodiscard]] static std::string show(const std::string& x) { return x; }
    static void store(byte_writer& out, const std::string& x) { out.string(x); }
    void load(byte_reader& in, std::string_view field, std::string& x) const { x = in.string(most, field); }
};

// The same for words of a peer that end in a log: cut and made printable as they are stored and as they are loaded.
struct remark {
    // Bytes.
    std::size_t most;

    [[nodiscard]] static std::string wrong(const std::string&) { return {}; }
    [[nodiscard]] std::string show(const std::string& x) const { return printable(x, most); }
    void store(byte_writer& out, const std::string& x) const { out.string(printable(x, most)); }
    void load(byte_reader& in, std::string_view field, std::string& x) const {
        x = printable(in.string(most, field), most);
    }
};

// A record inside a record.
template <class R>
struct part {
    [[nodiscard]] static std::string wrong(const R& x) {
        std::string first;
        R::for_each_field(x, [&](std::string_view field, const auto& kind, const auto& value) {
            if (first.empty())
                if (const auto fault = kind.wrong(value); !fault.empty()) first = text(field, " ", fault);
        });
        return first;
    }
    [[nodiscard]] static std::string show(const R& x) {
        std::string all;
        R::for_each_field(x, [&](std::string_view field, const auto& kind, const auto& value) {
            all += text(all.empty() ? "" : ", ", field, " ", kind.show(value));
        });
        return all;
    }
    static void store(byte_writer& out, const R& x) {
        R::for_each_field(x, [&](std::string_view, const auto& kind, const auto& value) { kind.store(out, value); });
    }
    static void load(byte_reader& in, std::string_view, R& x) {
        R::for_each_field(x, [&](std::string_view field, const auto& kind, auto& value) {
            kind.load(in, field, value);
            const auto fault = kind.wrong(value);
            require<data_error>(fault.empty(), field, ": ", fault);
        });
    }
};

// From `fewest` to `most` things of one kind.
template <class Each>
struct list {
    // How many there may be, and of which kind each is.
    std::size_t fewest, most;
    Each each;

    template <class V>
    [[nodiscard]] std::string wrong(const std::vector<V>& x) const {
        if (x.size() < fewest || x.size() > most)
            return text("has ", x.size(), " entries, expected ", fewest, " to ", most);
        for (std::size_t i = 0; i < x.size(); ++i)
            if (const auto fault = each.wrong(x[i]); !fault.empty()) return text("number ", i + 1, " ", fault);
        return {};
    }
    template <class V>
    [[nodiscard]] std::string show(const std::vector<V>& x) const {
        std::string all;
        for (const auto& one : x) {
            if (!all.empty()) all += ',';
            all += each.show(one);
        }
        return all;
    }
    template <class V>
    void store(byte_writer& out, const std::vector<V>& x) const {
        out.scalar(static_cast<std::uint32_t>(x.size()));
        for (const auto& one : x) each.store(out, one);
    }
    // Grows with what is there, whatever the length says.
    template <class V>
    void load(byte_reader& in, std::string_view field, std::vector<V>& x) const {
        const auto count = in.scalar<std::uint32_t>(field);
        require<data_error>(count >= fewest && count <= most, field, ": has ", count, " entries, expected ", fewest,
                            " to ", most);
        x.clear();
        for (std::uint32_t i = 0; i < count; ++i) each.load(in, field, x.emplace_back());
    }
};
// As stated.
template <class Each>
list(std::size_t, std::size_t, Each) -> list<Each>;

// A thing of that kind, or none.
template <class Kind>
struct maybe {
    // When there is one.
    Kind kind;

    template <class V>
    [[nodiscard]] std::string wrong(const std::optional<V>& x) const {
        return x ? kind.wrong(*x) : std::string();
    }
    template <class V>
    [[nodiscard]] std::string show(const std::optional<V>& x) const {
        return x ? kind.show(*x) : "none";
    }
    template <class V>
    void store(byte_writer& out, const std::optional<V>& x) const {
        flag::store(out, x.has_value());
        if (x) kind.store(out, *x);
    }
    template <class V>
    void load(byte_reader& in, std::string_view field, std::optional<V>& x) const {
        bool is_there = false;
        flag::load(in, field, is_there);
        x.reset();
        if (is_there) kind.load(in, field, x.emplace());
    }
};
// As stated.
template <class Kind>
maybe(Kind) -> maybe<Kind>;

// A field whose value is found out after the others have been agreed on.
template <class Kind>
struct later : Kind {};
// As stated.
template <class Kind>
later(Kind) -> later<Kind>;

// Whether a kind is one.
template <class Kind>
inline constexpr bool is_later = false;
template <class Kind>
inline constexpr bool is_later<later<Kind>> = true;

// What is done with records.

// usage_error, naming the record and the first field with a value that is not allowed.
template <class R>
void check(const R& x, std::string_view what) {
    const auto fault = part<R>::wrong(x);
    require<usage_error>(fault.empty(), what, ": ", fault);
}
// All fields, in order, and back; data_error for what is not allowed.
template <class R>
void store(const R& x, byte_writer& out) {
    part<R>::store(out, x);
}
template <class R>
void load(byte_reader& in, R& x) {
    part<R>::load(in, {}, x);
}

// The same as bytes of their own, of which `what` stands in errors when there are too many.
template <class R>
[[nodiscard]] bytes stored(const R& x) {
    byte_writer out;
    store(x, out);
    return out.take();
}
template <class R>
[[nodiscard]] R loaded(std::span<const std::byte> raw, std::string_view what) {
    byte_reader in(raw);
    R x;
    load(in, x);
    in.finish(what);
    return x;
}

// Names of fields and their values as texts, in order.
using texts = std::vector<std::pair<std::string, std::string>>;

// Those of all fields, or without those that are settled later.
template <class R>
[[nodiscard]] texts texts_of(const R& x, bool with_later = true) {
    texts all;
    R::for_each_field(x, [&]<class Kind>(std::string_view field, const Kind& kind, const auto& value) {
        if (with_later || !is_later<Kind>) all.emplace_back(field, kind.show(value));
    });
    return all;
}

// All fields as one text: "rows 1, scale 1".
template <class R>
[[nodiscard]] std::string show(const R& x) {
    return part<R>::show(x);
}

// "rows is 3, was 2": the first field in which `now` differs from `before`, those that are settled later left out if
// so wished; empty when there is none.
template <class R>
[[nodiscard]] std::string difference(const R& now, const R& before, bool with_later = true) {
    const auto a = texts_of(now, with_later), b = texts_of(before, with_later);
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
        if (i >= a.size() || i >= b.size() || a[i].first != b[i].first) return "has other fields";
        if (a[i].second != b[i].second) return text(a[i].first, " is ", a[i].second, ", was ", b[i].second);
    }
    return {};
}

static_assert(FieldKind<number<int>, int> && FieldKind<flag, bool> && FieldKind<string, std::string>);
static_assert(FieldKind<list<number<int>>, std::vector<int>> && FieldKind<maybe<flag>, std::optional<bool>>);

}  // namespace SPNN_NAMESPACE::record
