// How accurate is the network that several parties train together? Beside it: the same network on all columns in one
// place, ordinary split learning, and each party by itself.

#include "models.hpp"
#include "options.hpp"

#include <spnn/he/paillier/paillier.hpp>
#include <spnn/split/first_layer/encrypted.hpp>
#include <spnn/split/first_layer/in_the_clear.hpp>
#include <spnn/split/first_layer/shared.hpp>

namespace {

using namespace evaluation;

// Keys of 512 bits protect nothing and are enough to be right or wrong: the size of a key does not change a number.
struct short_keys {
    static std::size_t key_bits(std::size_t) { return 512; }
};
using encrypted = split::encrypted<
    spnn::he::packed<spnn::he::paillier<boost::multiprecision::mpz_int, spnn::he::test_keys_only<>>, short_keys>>;

struct cell {
    const options& o;
    raw_rows& rows;
    const dataset& d;
    std::string setting;
    recipe how;
    std::uint64_t seed;

    void add(std::string_view method, std::string_view metric, double value) const {
        rows.add(d.name, method, setting, metric, seed, value);
    }
};

template <class Shape, split::FirstLayer First>
[[nodiscard]] trained train_by(const recipe& how, const split::vertical_table& train, const split::vertical_table& test,
                               std::uint64_t seed, std::optional<bool> round_products = {}) {
    auto plan = plan_for(how, train, seed);
    plan.round_products = round_products;
    return train_simulated(std::move(plan), test, [&](const auto& p, const auto& options) {
        return split::simulate<net_of<Shape>, First>(p, train, {}, {}, options);
    });
}

// The protocols, and whether their weights are those of the same run in the clear, bit for bit: of one that does not
// round products beside `shared`, which cannot.
template <class Shape>
void protocols(const cell& c, const split::vertical_table& train, const split::vertical_table& test) {
    const auto clear = train_by<Shape, split::in_the_clear<>>(c.how, train, test, c.seed);
    const auto add = [&](std::string_view method, const trained& result, const trained& reference) {
        c.add(method, "weights_equal", result.weights == reference.weights ? 1 : 0);
        return result.test_auc;
    };
    c.add("in_the_clear", "auc", clear.test_auc);
    c.add("masked", "auc", add("masked", train_masked<Shape>(c.how, train, test, c.seed), clear));
    c.add("shared", "auc",
          add("shared", train_by<Shape, split::shared<>>(c.how, train, test, c.seed),
              train_by<Shape, split::in_the_clear<>>(c.how, train, test, c.seed, false)));
    // `encrypted` to the end where that takes minutes; elsewhere its first epoch, on fewer rows, compared bit by bit.
    const double values = static_cast<double>(spnn::rows(train.targets) * c.how.epochs * Shape::first_width);
    if (values < (c.o.quick ? 2e5 : 2e6)) {
        c.add("encrypted", "auc", add("encrypted", train_by<Shape, encrypted>(c.how, train, test, c.seed), clear));
        return;
    }
    auto shorter = c.how;
    shorter.epochs = 1;
    const std::size_t most_values = c.o.quick ? 16'000 : 64'000;
    std::vector<std::uint32_t> some(std::min(spnn::rows(train.targets), most_values / Shape::first_width));
    for (std::size_t i = 0; i < some.size(); ++i) some[i] = static_cast<std::uint32_t>(i);
    split::vertical_table part;
    for (const auto& x : train.features) spnn::take_rows(x, some, part.features.emplace_back());
    spnn::take_rows(train.targets, some, part.targets);
    static_cast<void>(add("encrypted", train_by<Shape, encrypted>(shorter, part, part, c.seed),
                          train_by<Shape, split::in_the_clear<>>(shorter, part, part, c.seed)));
}

// One holder's columns alone, with the labels.
[[nodiscard]] split::vertical_table only(const split::vertical_table& all, std::size_t holder) {
    return {{all.features.at(holder)}, all.targets};
}

template <class Shape>
void methods(const cell& c) {
    const auto parts = prepare(c.d, natural_deal(c.d, c.seed), train_and_test(c.d, c.seed));
    const auto &train = parts[0], &test = parts[1];
    c.add("plain", "auc", train_joined<Shape>(c.how, train, test, c.seed).test_auc);
    for (std::size_t j = 0; j < train.features.size(); ++j)
        c.add(spnn::text("alone_", j + 1), "auc",
              train_joined<Shape>(c.how, only(train, j), only(test, j), c.seed).test_auc);
    c.add("split_narrow", "auc", train_split_learning<Shape>(false, c.how, train, test, c.seed).test_auc);
    c.add("split_wide", "auc", train_split_learning<Shape>(true, c.how, train, test, c.seed).test_auc);
    protocols<Shape>(c, train, test);
}

void describe(raw_rows& rows, const dataset& d) {
    rows.add(d.name, "data", "", "rows", 0, static_cast<double>(d.labels.size()));
    rows.add(d.name, "data", "", "columns", 0, static_cast<double>(d.features.names.size()));
    rows.add(d.name, "data", "", "positives", 0, static_cast<double>(std::ranges::count(d.labels, 1.0F)));
}

void accuracy(const options& o, raw_rows& rows) {
    for (const auto* name :
         {"breast_shipped", "simulated", "breast", "creditcard", "default_credit", "handbook", "distress"}) {
        const auto d = load(name, o.from);
        if (!d) continue;
        describe(rows, *d);
        for (const auto seed : seeds_of(o)) {
            say(spnn::text("accuracy: ", name, ", seed ", seed));
            with_shape(*d, [&]<class Shape>(Shape) {
                methods<Shape>({o, rows, *d, "paper", paper_recipe(*d, o.quick), seed});
                methods<Shape>({o, rows, *d, "tuned", tuned_recipe(*d, o.quick), seed});
            });
        }
    }
}

}  // namespace

int main(int argc, char** argv) {
    return evaluation::run(argc, argv, "Test AUC of every method on every data set", "accuracy", accuracy);
}
