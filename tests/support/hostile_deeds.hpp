// support/hostile_deeds.hpp: every deed (support/hostile.hpp) that one message gives occasion to: each field of its
// header, its shape and its values at the largest and smallest that are legal, and at the first that are not; and
// everything that can go wrong with the order of messages.

#pragma once

#include <support/hostile.hpp>

#include <spnn/share/triples/dealer.hpp>
#include <spnn/train/messages.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <set>

namespace test {

// What the values of a message are.
enum class content { bytes, reals, elements, words };

[[nodiscard]] inline content content_of(std::uint16_t kind) {
    namespace split = spnn::split;
    using R = spnn::z2k<64>;
    const auto is_of = [kind](auto... ids) { return ((kind == ids) || ...); };
    if (is_of(split::last_hidden::id, split::last_hidden_gradient::id, split::first_layer_gradient::id))
        return content::reals;
    if (is_of(split::first_layer_part<R>::id, split::masked_features<R>::id, split::masked_weights<R>::id,
              spnn::share::triple_correction<R>::id))
        return content::elements;
    if (is_of(spnn::train::verdict::id, spnn::train::prediction_rows::id)) return content::words;
    return content::bytes;
}

// Deeds of one sort, of which a sample may take some.
enum class sort { header, shape, announcement, value, conversation };

[[nodiscard]] inline const char* name_of(sort s) {
    constexpr std::array names{"header", "shape", "announcement", "value", "conversation"};
    return names[static_cast<std::size_t>(s)];
}

struct possible_deed {
    test::sort sort;
    bool is_legal;  // a party that follows the protocol might have done it
    test::deed deed;
};

namespace detail {

using spnn::net::traced_message;

class deeds_of_a_message {
public:
    deeds_of_a_message(std::size_t number, const traced_message& m) : number_(number), message_(m) {}

    std::vector<possible_deed> all() && {
        headers();
        shapes();
        values();
        conversation();
        return std::move(all_);
    }

private:
    void change(sort of, bool is_legal, std::string name, std::function<void(traced_message&)> how) {
        all_.push_back({of, is_legal, {act::change, number_, std::move(name), std::move(how)}});
    }

    void headers() {
        spnn::net::message_header::for_each(message_.header, [&](std::string_view field, auto own) {
            using V = decltype(own);
            constexpr V most = std::numeric_limits<V>::max();
            const V less = static_cast<V>(own - 1), more = static_cast<V>(own + 1);
            for (const V value : std::set<V>{0, 1, less, more, most / 2, most}) {
                if (value == own) continue;
                change(sort::header, false, spnn::text(field, " ", value), [field, value](traced_message& m) {
                    spnn::net::message_header::for_each(m.header, [&](std::string_view at, auto& x) {
                        if (at == field) x = static_cast<std::remove_reference_t<decltype(x)>>(value);
                    });
                });
            }
        });
    }

    void shapes() {
        const std::size_t rows = message_.header.rows, columns = message_.header.columns;
        const std::size_t value_bytes = rows * columns == 0 ? 1 : message_.payload.size() / (rows * columns);
        const auto with = [&](sort of, std::size_t m, std::size_t n, bool with_payload) {
            if (m == rows && n == columns) return;
            change(of, false, spnn::text(m, "x", n, with_payload ? "" : " announced"), [=](traced_message& said) {
                said.header.rows = static_cast<std::uint32_t>(m);
                said.header.columns = static_cast<std::uint32_t>(n);
                said.header.payload_bytes = std::uint64_t{m} * n * value_bytes;
                if (with_payload) said.payload.resize(m * n * value_bytes);
            });
        };
        for (const auto& [m, n] : std::set<std::pair<std::size_t, std::size_t>>{{rows + 1, columns},
                                                                                {rows - 1, columns},
                                                                                {rows, columns + 1},
                                                                                {rows, columns - 1},
                                                                                {0, columns},
                                                                                {rows, 0},
                                                                                {columns, rows},
                                                                                {1, rows * columns},
                                                                                {rows * columns, 1},
                                                                                {rows, 2 * columns},
                                                                                {0, 0},
                                                                                {1, columns / 2},
                                                                                {1, columns + 65536}})
            if (m <= rows * columns + 1) with(sort::shape, m, n, true);
        constexpr std::size_t most = std::numeric_limits<std::uint32_t>::max();
        for (const auto& [m, n] : std::set<std::pair<std::size_t, std::size_t>>{
                 {most, most}, {rows, most}, {most, columns}, {1, most}, {1, 65536}, {1, 65537}, {1U << 16, 1U << 16}})
            with(sort::announcement, m, n, false);
    }

    void values() {
        switch (content_of(message_.header.kind)) {
            case content::reals: return reals();
            case content::elements: return elements();
            case content::words: return words();
            default: return walk();
        }
    }

    // The bytes of `value` at `at`.
    template <class V>
    void put(bool is_legal, std::string name, std::size_t at, V value) {
        change(sort::value, is_legal, std::move(name), [at, value](traced_message& m) {
            if (at + sizeof value <= m.payload.size()) std::memcpy(m.payload.data() + at, &value, sizeof value);
        });
    }
    // The first value, the last, and all.
    template <class V>
    void place(bool is_legal, const std::string& name, V value) {
        if (message_.payload.size() < sizeof value) return;
        put(is_legal, name + " first", 0, value);
        put(is_legal, name + " last", message_.payload.size() - sizeof value, value);
        change(sort::value, is_legal, name + " everywhere", [value](traced_message& m) {
            for (std::size_t at = 0; at + sizeof value <= m.payload.size(); at += sizeof value)
                std::memcpy(m.payload.data() + at, &value, sizeof value);
        });
    }

    void reals() {
        using limits = std::numeric_limits<float>;
        for (const auto& [name, value] :
             std::initializer_list<std::pair<const char*, float>>{{"not a number", limits::quiet_NaN()},
                                                                  {"infinity", limits::infinity()},
                                                                  {"-infinity", -limits::infinity()},
                                                                  {"largest", limits::max()},
                                                                  {"lowest", limits::lowest()},
                                                                  {"zero", 0.0F},
                                                                  {"denormal", limits::denorm_min()}})
            place<float>(std::isfinite(value), name, value);
    }

    void elements() {
        for (const auto& [name, value] :
             std::initializer_list<std::pair<const char*, std::uint64_t>>{{"zero", 0},
                                                                          {"one", 1},
                                                                          {"2^61 - 2", (std::uint64_t{1} << 61) - 2},
                                                                          {"2^61 - 1", (std::uint64_t{1} << 61) - 1},
                                                                          {"2^63", std::uint64_t{1} << 63},
                                                                          {"all ones", ~std::uint64_t{0}}})
            place<std::uint64_t>(true, name, value);  // not in every ring
    }

    void words() {
        if (message_.payload.size() == 1) {
            for (const int word : {0, 1, 2, 3, 127, 128, 255})
                put(spnn::train::verdict::accepts(static_cast<std::uint8_t>(word)), spnn::text("word ", word), 0,
                    static_cast<std::uint8_t>(word));
            return;
        }
        std::uint64_t own = 0;
        std::memcpy(&own, message_.payload.data(), std::min(sizeof own, message_.payload.size()));
        for (const std::uint64_t word : {std::uint64_t{0}, std::uint64_t{1}, own - 1, own + 1, std::uint64_t{1} << 31,
                                         (std::uint64_t{1} << 32) - 1, std::uint64_t{1} << 32, ~std::uint64_t{0}})
            put(spnn::train::prediction_rows::accepts(word), spnn::text("word ", word), 0, word);
    }

    // Whether other bytes may be right as well: everything in a hello is compared, or in the key of the link.
    [[nodiscard]] bool is_open() const { return message_.header.kind != spnn::session::hello::id; }

    // Whatever stands at an offset, be it a number, a length or a part of a text.
    template <class V>
    void numbers_at(std::size_t at) {
        if (at + sizeof(V) > message_.payload.size()) return;
        V own{};
        std::memcpy(&own, message_.payload.data() + at, sizeof own);
        constexpr V most = std::numeric_limits<V>::max();
        for (const V value : std::set<V>{V{0}, V{1}, static_cast<V>(own - 1), static_cast<V>(own + 1),
                                         static_cast<V>(most / 2), static_cast<V>(most - 19), most})
            if (value != own) put(is_open(), spnn::text("at ", at, ", ", sizeof(V), " bytes: ", +value), at, value);
    }

    void walk() {
        const auto size = message_.payload.size();
        for (std::size_t at = 0; at < size; at += at < 256 ? 1 : 61) {
            numbers_at<std::uint8_t>(at);
            numbers_at<std::uint32_t>(at);
            numbers_at<std::uint64_t>(at);
            for (const double x :
                 {std::numeric_limits<double>::quiet_NaN(), -std::numeric_limits<double>::infinity(), 1e308})
                if (at + sizeof x <= size) put(is_open(), spnn::text("at ", at, ": the real ", x), at, x);
        }
        for (const auto fill : {0x00, 0x7f, 0xff})
            change(sort::value, is_open(), spnn::text("filled with ", fill), [fill](traced_message& m) {
                std::fill(m.payload.begin(), m.payload.end(), static_cast<std::byte>(fill));
            });
        for (const std::uint64_t seed : {1U, 2U})
            change(sort::value, is_open(), spnn::text("random ", seed),
                   [seed](traced_message& m) { spnn::crypto::prg(spnn::crypto::seed{}, seed).fill(m.payload); });
    }

    void conversation() {
        for (const auto& [what, name] : {std::pair{act::repeat, "repeat"},
                                         {act::replay, "replay the first"},
                                         {act::swap, "swap with the next"},
                                         {act::lose, "lose"},
                                         {act::mute, "fall mute"},
                                         {act::vanish, "vanish"},
                                         {act::halve, "half, then silence"},
                                         {act::close, "half, then close"},
                                         {act::trickle, "trickle"},
                                         {act::flood, "flood"},
                                         {act::flood_on, "flood, step by step"}})
            if (what != act::replay || number_ > 0)
                all_.push_back({sort::conversation, what == act::trickle, {what, number_, name, {}}});
    }

    std::size_t number_;
    const traced_message& message_;
    std::vector<possible_deed> all_;
};

}  // namespace detail

// All deeds for message `number` of a link, which is `m`.
[[nodiscard]] inline std::vector<possible_deed> deeds_for(std::size_t number, const spnn::net::traced_message& m) {
    return detail::deeds_of_a_message(number, m).all();
}

}  // namespace test
