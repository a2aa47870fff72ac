// nn/network_text.hpp: a network from a text.
//
//   28: dense 16, tanh, dense 8, tanh, dense 1                  what goes in, then layer after layer
//   image 1 28 28: conv 16 5 padding 2, max_pool 2, relu, residual (conv 16 3 padding 1, relu), dense 10
//   28-16-8-1 tanh                                              short for dense layers with one function between them
//
// A layer is its word (nn/kinds.hpp), its numbers in their order, then, by name and in any number of those it has, what
// may be left out. parse_network(d.show()) == d for every description that has no code of somebody's own in it.
//
// The text may be foreign. It is strict: at most most_network_text bytes, numbers without sign or leading zero, nothing
// after the end. Errors: data_error that names the word, counted from 1, and says what is allowed there, or says which
// layer does not fit (network_description::fault).

#pragma once

#include <spnn/nn/description.hpp>

#include <charconv>

namespace SPNN_NAMESPACE::nn {

// Bytes of a text.
inline constexpr std::size_t most_network_text = 64 * 1024;

namespace detail {

class network_parser {
public:
    explicit network_parser(std::string_view source) : rest_(source) {
        require<data_error>(source.size() <= most_network_text, "network: a text of ", source.size(),
                            " bytes, at most ", most_network_text, " are allowed");
        advance();
    }

    [[nodiscard]] network_description network() {
        network_description all;
        if (word_ == "image") {
            advance();
            const std::size_t c = number("channels, a number", 1, shape::most),
                              h = number("the height, a number", 1, shape::most),
                              w = number("the width, a number", 1, shape::most);
            all.in = shape::image(c, h, w);
        } else {
            all.in = shape::numbers(number("\"image\" or how many numbers go in", 1, shape::most));
            if (word_ == "-") {
                all.layers = widths();
                return finished(std::move(all));
            }
        }
        take(":", "\":\" and the layers");
        all.layers = chain(0);
        return finished(std::move(all));
    }

private:
    // The next word: letters, digits and '_' together, any other character alone; empty at the end.
    void advance() {
        while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\n' || rest_.front() == '\t'))
            rest_.remove_prefix(1);
        std::size_t size = 0;
        while (size < rest_.size() && is_part_of_a_word(rest_[size])) ++size;
        if (size == 0 && !rest_.empty()) size = 1;
        word_ = rest_.substr(0, size);
        rest_.remove_prefix(size);
        ++at_;
    }
    [[nodiscard]] static bool is_part_of_a_word(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }

    [[noreturn]] void refuse(std::string_view expected) const {
        if (word_.empty()) throw data_error(text("network: the text ends where ", expected, " is expected"));
        throw data_error(text("network: word ", at_, " is '", printable(word_, 40), "', expected ", expected));
    }
    void take(std::string_view word, std::string_view expected) {
        if (word_ != word) refuse(expected);
        advance();
    }

    [[nodiscard]] static bool is_number(std::string_view word) {
        return !word.empty() && word.front() >= '0' && word.front() <= '9';
    }
    std::size_t number(std::string_view what, std::size_t least, std::size_t most) {
        std::size_t x = 0;
        const auto* const end = word_.data() + word_.size();
        const auto read = std::from_chars(word_.data(), end, x);
        const bool leading_zero = word_.size() > 1 && word_.front() == '0';
        if (word_.empty() || read.ec != std::errc() || read.ptr != end || leading_zero || x < least || x > most)
            refuse(text(what, " from ", least, " to ", most));
        advance();
        return x;
    }

    // Dense layers of these widths, after the first, with one kind between them.
    std::vector<layer_description> widths() {
        std::vector<std::size_t> all;
        while (word_ == "-") {
            advance();
            all.push_back(number("a width", 1, shape::most));
            require<data_error>(all.size() <= network_description::most_layers, "network: more than ",
                                network_description::most_layers, " layers");
        }
        std::vector<layer_description> between;
        if (!word_.empty() || all.size() > 1) {
            between.push_back(layer(0));
            bool keeps = false;  // a function of single numbers: it has no numbers of its own and keeps any shape
            std::visit(
                [&]<class K>(const K&) {
                    keeps = std::is_base_of_v<kinds::keeps_the_shape, K> && std::is_base_of_v<kinds::no_numbers, K>;
                },
                between.front().kind);
            require<data_error>(keeps, "network: between the widths stands ", show(between.front()),
                                ", expected a function such as tanh or relu");
        }
        std::vector<layer_description> layers;
        for (std::size_t i = 0; i < all.size(); ++i) {
            layers.push_back({kinds::dense{all[i]}});
            if (i + 1 < all.size()) layers.push_back(between.front());
        }
        return layers;
    }

    std::vector<layer_description> chain(std::size_t depth) {
        std::vector<layer_description> all{layer(depth)};
        while (word_ == ",") {
            advance();
            all.push_back(layer(depth));
            require<data_error>(all.size() <= network_description::most_layers, "network: more than ",
                                network_description::most_layers, " layers");
        }
        return all;
    }

    layer_description layer(std::size_t depth) {
        if (word_ == "\"")
            throw data_error(
                "network: what stands in quotation marks is a layer of somebody's own, which only the code "
                "that it was taken from can run");
        if (word_ == kinds::residual::word) {
            require<data_error>(depth < network_description::deepest,
                                "network: residuals stand inside each other more than ", network_description::deepest,
                                " times");
            advance();
            take("(", "\"(\" and layers");
            kinds::residual r{chain(depth + 1)};
            take(")", "\",\" or \")\"");
            return {std::move(r)};
        }
        std::optional<layer_description> found;
        std::string words;
        [&]<class... K>(std::tuple<K...>*) {
            ((words += text(K::word, ", "), found || word_ != K::word || (found = {one<K>()}, true)), ...);
        }(static_cast<kinds::every*>(nullptr));
        if (!found) refuse(text("a layer: ", words, "residual"));
        return *std::move(found);
    }

    template <class K>
    K one() {
        advance();
        K kind{};
        K::for_each_number(kind, [&](std::string_view name, std::size_t& x, number_bounds bounds) {
            x = bounds.usual != number_bounds::must_be_there
                    ? bounds.usual
                    : number(text(K::word, "'s ", name, ", a number"), bounds.least, bounds.most);
        });
        // Those that may be left out: each once, by name, in their order.
        K::for_each_number(kind, [&](std::string_view name, std::size_t& x, number_bounds bounds) {
            if (bounds.usual == number_bounds::must_be_there || word_ != name) return;
            advance();
            x = number(text(K::word, "'s ", name, ", a number"), bounds.least, bounds.most);
        });
        return kind;
    }

    [[nodiscard]] network_description finished(network_description all) const {
        if (!word_.empty()) refuse("\",\" and a layer, or the end");
        const auto fault = all.fault();
        require<data_error>(fault.empty(), "network: ", fault);
        return all;
    }

    std::string_view rest_, word_;
    std::size_t at_ = 0;
};

}  // namespace detail

// The network that the text says; data_error as above.
[[nodiscard]] inline network_description parse_network(std::string_view source) {
    return detail::network_parser(source).network();
}

}  // namespace SPNN_NAMESPACE::nn
