// split/plan.hpp: what all parties must agree on before the first number is sent.
//
// The plan is public: everything in it is known to every party. It holds sizes, the network, the protocol and
// the order of batches, and nothing from which data, labels, weights or masks could be found. Its seed decides
// the order of batches only.

#pragma once

#include <spnn/split/parties.hpp>
#include <spnn/train/terms.hpp>
#include <spnn/version.hpp>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace SPNN_NAMESPACE::split {

using train::bits_of;
using train::fixed_point_of;
using train::update_rule;

namespace detail {

// The kind (core/record.hpp) of a holder's number where none stands for the label-only party.
struct owner_of_labels {
    using number = std::optional<std::size_t>;

    [[nodiscard]] static std::string wrong(const number& x) {
        return !x || *x < most::holders ? std::string() : text("is ", *x, ", expected less than ", most::holders);
    }
    [[nodiscard]] static std::string show(const number& x) { return (x ? the_holder(*x) : the_labeler).name(); }
    static void store(byte_writer& out, const number& x) {
        out.scalar(x ? static_cast<std::int32_t>(*x) : std::int32_t{-1});
    }
    static void load(byte_reader& in, std::string_view field, number& x) {
        const auto raw = in.whole<std::int32_t>(field, -1, static_cast<std::int32_t>(most::holders) - 1);
        x = raw < 0 ? number() : number(static_cast<std::size_t>(raw));
    }
};

}  // namespace detail

// What every party knows of a network: its name, equal at two parties only for equal networks, and how many numbers of
// a row cross from zone to zone.
struct network_outline {
    std::string name;             // the canonical text of its zones (split/description.hpp)
    std::size_t first_width = 0;  // columns of h1
    std::size_t last_width = 0;   // columns of the last hidden activations
};

// Bytes of such a name.
inline constexpr std::size_t most_network_name = 8 * 1024;

// What can be broken with less work than 2^112 protects nothing any more (NIST SP 800-57 part 1).
inline constexpr std::size_t least_security_bits = 112;

struct plan {
    std::vector<std::size_t> columns;         // features of each holder, in holder order
    std::optional<std::size_t> label_holder;  // the holder that owns the labels; none: a label-only party

    std::size_t train_rows = 0;     // rows of every holder's table for training
    std::size_t evaluate_rows = 0;  // rows scored after every epoch; 0: none
    std::size_t epochs = 10;        // at most: the label owner may stop earlier
    std::size_t first_epoch = 0;    // epochs done in earlier sessions (store/checkpoint.hpp); 0: a fresh run
    std::size_t batch = 256;        // rows of a batch; the last of an epoch may have fewer
    std::uint64_t batch_seed = 1;   // for the order of rows (data/batches.hpp)
    split::update_rule rule{};      // every party updates its own parameters by it

    int fraction_bits = 0;                 // 0: the ring's default
    int range_bits = -1;                   // |h1| <= 2^range_bits; -1: the ring's default
    std::optional<bool> round_products{};  // to fraction_bits before they are hidden; none: as the protocol can
    bool keep_masked_features = true;      // `shared`: open each row once and keep it, or open each batch anew
    std::size_t security_bits = 128;       // `encrypted`: the work to break it is 2^this, or more
    std::string network{};  // its name (network_outline); empty: that of the network in each party's code
    std::string terms{};    // what else must be the same at all parties (how rows were chosen, say), as a text

    // All of it, each field once, with its bounds (core/record.hpp): what is checked, proposed, compared in hello and
    // read from a configuration; what every wing's plan has is in train/terms.hpp.
    template <class Self, class F>
    static void for_each_field(Self& p, F&& f) {
        using size = record::number<std::size_t>;
        f("network", record::string{most_network_name}, p.network);
        f("columns", record::later{record::list{1, most::holders, size{0, most::columns}}}, p.columns);
        f("label_owner", detail::owner_of_labels{}, p.label_holder);
        train::for_each_term(p, f);
        f("round_products", record::maybe{record::flag{}}, p.round_products);
        f("keep_masked_features", record::flag{}, p.keep_masked_features);
        f("security_bits", size{least_security_bits, most::security_bits}, p.security_bits);
    }

    // How many parties hold features.
    [[nodiscard]] std::size_t holders() const { return columns.size(); }
    // Columns of all holders together; usage_error for more than a plan may have.
    [[nodiscard]] std::size_t total_columns() const {
        std::size_t sum = 0;
        for (const auto c : columns) {
            require<usage_error>(c <= most::columns && sum <= most::holders * most::columns, "plan: columns name ", c,
                                 " of one holder, at most ", most::columns, " allowed");
            sum += c;
        }
        return sum;
    }
    // The holder that owns the labels, or the label-only party.
    [[nodiscard]] party label_owner() const { return label_holder ? the_holder(*label_holder) : the_labeler; }
};

// Refuses a plan that no run can follow, naming the field: usage_error.
inline void check(const plan& p) {
    record::check(p, "plan");
    for (std::size_t j = 0; j < p.holders(); ++j)
        require<usage_error>(p.columns[j] > 0, "plan: ", the_holder(j).name(), " has no columns");
    require<usage_error>(!p.label_holder || *p.label_holder < p.holders(), "plan: label_owner is ",
                         p.label_owner().name(), ", but there are only ", p.holders(), " holders");
    train::check_terms(p);
}

// The encryption scheme of a protocol that has one.
template <class First>
[[nodiscard]] constexpr std::string_view cipher_name() {
    if constexpr (requires { typename First::scheme; })
        return First::scheme::name;
    else
        return "none";
}

// Whether each holder rounds its product before it hides it (split/first_layer/scale.hpp). usage_error when the plan
// asks for it, but nobody has a product to round.
template <class First>
[[nodiscard]] bool rounds_products(const plan& p) {
    require<usage_error>(First::can_round_products || !p.round_products.value_or(false), First::name,
                         " computes products on shares, so no holder can round its own: leave round_products out of "
                         "the plan, or set it to false");
    return p.round_products.value_or(First::can_round_products);
}

// usage_error unless the plan leaves the network open, or names this one.
inline void require_network(const plan& p, std::string_view name) {
    require<usage_error>(p.network.empty() || p.network == name, "plan: network is ", printable(p.network, 200),
                         ", and this party's is ", name, ": write it as here, or leave it out of the plan");
}

// The plan and the types of a run as named texts; two parties compare them one by one.
template <class First>
[[nodiscard]] record::texts fields_of(plan p, const network_outline& network) {
    require_network(p, network.name);
    p.network = network.name;  // equal for who leaves it open and who states the same
    require<usage_error>(p.network.size() <= most_network_name, "plan: the network's name has ", p.network.size(),
                         " bytes, at most ", most_network_name, " are allowed");
    using R = typename First::ring;
    std::tie(p.fraction_bits, p.range_bits) = bits_of<R>(p);  // equal for who leaves them open and who states the same
    p.round_products = rounds_products<First>(p);
    static_cast<void>(fixed_point_of<R>(p));
    record::texts all{{"wire version", text(wire_version)},
                      {"protocol", std::string(First::name)},
                      {"cipher", std::string(cipher_name<First>())},
                      {"ring", std::string(R::name)}};
    std::ranges::move(record::texts_of(p), std::back_inserter(all));
    all.emplace_back("first width", text(network.first_width));
    all.emplace_back("last width", text(network.last_width));
    return all;
}

static_assert(train::Terms<plan>);

}  // namespace SPNN_NAMESPACE::split
