// split/plan.hpp: what all parties must agree on before the first number is sent.
//
// The plan is public: everything in it is known to every party. It holds sizes, the network, the protocol and
// the order of batches, and nothing from which data, labels, weights or masks could be found. Its seed decides
// the order of batches only.

#pragma once

#include <spnn/core/fixed_point.hpp>
#include <spnn/core/record.hpp>
#include <spnn/crypto/sha256.hpp>
#include <spnn/nn/optimizer/any.hpp>
#include <spnn/nn/update_rule.hpp>
#include <spnn/split/party.hpp>
#include <spnn/version.hpp>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace spnn::inline SPNN_ABI::split {

// Optimizer, learning rate and regularisation of a run.
using update_rule = nn::update_rule<nn::any_optimizer>;

// What no plan goes beyond, so that sums and products of its sizes fit 64 bits.
namespace most {

inline constexpr std::size_t holders = 255;                        // shares and masks count them in a byte
inline constexpr std::size_t columns = std::size_t{1} << 20;       // of one holder
inline constexpr std::size_t rows = (std::size_t{1} << 32) - 1;    // of a table
inline constexpr std::size_t batch = std::size_t{1} << 24;         // rows of a batch
inline constexpr std::size_t epochs = (std::size_t{1} << 20) - 1;  // share::step_id has room for no more
inline constexpr std::size_t key_bits = 16384;                     // of `encrypted`

}  // namespace most

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

// Equal for equal texts only.
[[nodiscard]] inline crypto::digest digest_of(const record::texts& fields) {
    byte_writer said;
    for (const auto& [name, value] : fields) {
        said.string(name);
        said.string(value);
    }
    return crypto::sha256(said.view());
}

}  // namespace detail

struct plan {
    std::vector<std::size_t> columns;         // features of each holder, in holder order
    std::optional<std::size_t> label_holder;  // the holder that owns the labels; none: a label-only party

    std::size_t train_rows = 0;     // rows of every holder's table for training
    std::size_t evaluate_rows = 0;  // rows scored after every epoch; 0: none
    std::size_t epochs = 10;        // at most: the label owner may stop earlier
    std::size_t first_epoch = 0;    // epochs done in earlier sessions (split/checkpoint.hpp); 0: a fresh run
    std::size_t batch = 256;        // rows of a batch; the last of an epoch may have fewer
    std::uint64_t batch_seed = 1;   // for the order of rows (data/batches.hpp)
    split::update_rule rule{};      // every party updates its own parameters by it

    int fraction_bits = 0;                 // 0: the ring's default
    int range_bits = -1;                   // |h1| <= 2^range_bits; -1: the ring's default
    std::optional<bool> round_products{};  // to fraction_bits before they are hidden; none: as the protocol can
    bool keep_masked_features = true;      // `shared`: open each row once and keep it, or open each batch anew
    std::size_t key_bits = 3072;           // `encrypted`
    std::string terms{};  // what else must be the same at all parties (how rows were chosen, say), as a text

    // All of it, each field once, with its bounds (core/record.hpp): what is checked, proposed, compared in hello and
    // read from a configuration. Sizes are settled once the parties have said what they hold; until then they are 0.
    template <class Self, class F>
    static void for_each_field(Self& p, F&& f) {
        using size = record::number<std::size_t>;
        f("columns", record::later{record::list{1, most::holders, size{0, most::columns}}}, p.columns);
        f("label_owner", detail::owner_of_labels{}, p.label_holder);
        f("train_rows", record::later{size{0, most::rows}}, p.train_rows);
        f("evaluate_rows", size{0, most::rows}, p.evaluate_rows);
        f("epochs", size{0, most::epochs}, p.epochs);
        f("first_epoch", record::later{size{0, most::epochs}}, p.first_epoch);
        f("batch", size{1, most::batch}, p.batch);
        f("batch_seed", record::number<std::uint64_t>{}, p.batch_seed);
        split::update_rule::for_each_field(p.rule, f);
        f("fraction_bits", record::number<int>{0, 62}, p.fraction_bits);
        f("range_bits", record::number<int>{-1, 126}, p.range_bits);
        f("round_products", record::maybe{record::flag{}}, p.round_products);
        f("keep_masked_features", record::flag{}, p.keep_masked_features);
        f("key_bits", size{1, most::key_bits}, p.key_bits);
        f("terms", record::string{4096}, p.terms);
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
    require<usage_error>(p.train_rows > 0, "plan: train_rows is 0");
    require<usage_error>(p.first_epoch <= p.epochs, "plan: first_epoch is ", p.first_epoch, ", but there are only ",
                         p.epochs, " epochs");
}

// Fraction bits and range bits of the plan, or the ring's own where the plan leaves them open.
template <Ring R>
[[nodiscard]] std::pair<int, int> bits_of(const plan& p) {
    const int fraction = p.fraction_bits == 0 ? fixed_point<R>::default_fraction_bits : p.fraction_bits;
    return {fraction, p.range_bits < 0 ? fixed_point<R>::default_range_bits(fraction) : p.range_bits};
}

// The fixed point of the plan in the ring R; usage_error when it does not fit.
template <Ring R>
[[nodiscard]] fixed_point<R> fixed_point_of(const plan& p) {
    const auto [fraction, range] = bits_of<R>(p);
    return fixed_point<R>(fraction, range);
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

// The plan and the types of a run as named texts; two parties compare them one by one.
template <class Net, class First>
[[nodiscard]] record::texts fields_of(plan p) {
    using R = typename First::ring;
    std::tie(p.fraction_bits, p.range_bits) = bits_of<R>(p);  // equal for who leaves them open and who states the same
    p.round_products = rounds_products<First>(p);
    static_cast<void>(fixed_point_of<R>(p));
    record::texts all{{"library version", std::string(version)},
                      {"protocol", std::string(First::name)},
                      {"cipher", std::string(cipher_name<First>())},
                      {"ring", std::string(R::name)},
                      {"network", Net::name()}};
    std::ranges::move(record::texts_of(p), std::back_inserter(all));
    return all;
}

}  // namespace spnn::inline SPNN_ABI::split
