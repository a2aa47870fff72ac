// Does it matter among how many holders the columns are split?

#include "models.hpp"
#include "options.hpp"

namespace {

using namespace evaluation;

template <class Shape>
void one(const options& o, raw_rows& rows, const dataset& d, std::size_t holders, std::uint64_t seed) {
    const auto how = tuned_recipe(d, o.quick);
    const auto parts = prepare(d, even_deal(d, holders, seed), train_and_test(d, seed));
    const auto &train = parts[0], &test = parts[1];
    const auto add = [&](std::string_view method, const trained& result) {
        rows.add(d.name, method, std::to_string(holders), "auc", seed, result.test_auc);
    };
    add("plain", train_joined<Shape>(how, train, test, seed));
    add("masked", train_masked<Shape>(how, train, test, seed));
    add("split_narrow", train_split_learning<Shape>(false, how, train, test, seed));
    add("split_wide", train_split_learning<Shape>(true, how, train, test, seed));
}

void holders(const options& o, raw_rows& rows) {
    for (const auto* name : {"breast_shipped", "simulated", "creditcard", "handbook", "distress"}) {
        if (o.quick && std::string_view(name) == "handbook") continue;
        const auto d = load(name, o.from);
        if (!d) continue;
        for (const auto seed : seeds_of(o))
            for (std::size_t k = 2; k <= 5; ++k) {
                say(spnn::text("holders: ", name, ", ", k, " holders, seed ", seed));
                with_shape(*d, [&]<class Shape>(Shape) { one<Shape>(o, rows, *d, k, seed); });
            }
    }
}

}  // namespace

int main(int argc, char** argv) {
    return evaluation::run(argc, argv, "Test AUC with the columns split among two to five holders", "holders", holders);
}
