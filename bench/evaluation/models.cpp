#include "models.hpp"

#include "split_learning.hpp"

namespace evaluation {

recipe paper_recipe(const dataset& d, bool quick) {
    return {quick ? std::size_t{20} : std::size_t{100}, 5000, {nn::sgd{}, d.name == "distress" ? 0.006 : 0.001}};
}

recipe tuned_recipe(const dataset& d, bool quick) {
    if (d.name == "distress") return {5, 64, {nn::adam{}, 0.001}};  // more epochs only fit the training rows closer
    if (d.labels.size() < 2000) return {quick ? std::size_t{20} : std::size_t{40}, 64, {nn::adam{}, 0.01}};
    return {quick ? std::size_t{6} : std::size_t{20}, 256, {nn::adam{}, 0.005}};
}

split::plan plan_for(const recipe& how, const split::vertical_table& train, std::uint64_t seed) {
    split::plan p;
    for (const auto& x : train.features) p.columns.push_back(spnn::columns(x));
    p.label_holder = 0;
    p.train_rows = spnn::rows(train.targets);
    p.epochs = how.epochs;
    p.batch = std::min(how.batch, p.train_rows);
    p.batch_seed = seed;
    p.rule = how.rule;
    return p;
}

template <class Shape>
trained train_joined(const recipe& how, const split::vertical_table& train, const split::vertical_table& test,
                     std::uint64_t seed) {
    const auto plan = plan_for(how, train, seed);
    split::joined_network<net_of<Shape>> network(plan, split::private_seeds(seed));
    network.train(train);
    return {auc_of(network.predict(test.features), test.targets)};
}

namespace {

template <class Shape, std::size_t Holders, std::size_t UnitsEach>
[[nodiscard]] trained train_bottoms(const recipe& how, const split::vertical_table& train,
                                    const split::vertical_table& test, std::uint64_t seed) {
    split_learning<Shape, Holders, UnitsEach> network(plan_for(how, train, seed), seed);
    network.train(train);
    return {auc_of(network.predict(test.features), test.targets)};
}

}  // namespace

template <class Shape>
trained train_split_learning(bool wide, const recipe& how, const split::vertical_table& train,
                             const split::vertical_table& test, std::uint64_t seed) {
    const auto with = [&]<std::size_t Holders>() {
        constexpr std::size_t narrow = (Shape::first_width + Holders - 1) / Holders;
        return wide ? train_bottoms<Shape, Holders, Shape::first_width>(how, train, test, seed)
                    : train_bottoms<Shape, Holders, narrow>(how, train, test, seed);
    };
    switch (train.features.size()) {
        case 2: return with.template operator()<2>();
        case 3: return with.template operator()<3>();
        case 4: return with.template operator()<4>();
        default:
            spnn::require<spnn::usage_error>(train.features.size() == 5,
                                             "train_split_learning: ", train.features.size(),
                                             " holders, compiled for 2 to 5");
            return with.template operator()<5>();
    }
}

template trained train_joined<fraud_shape>(const recipe&, const split::vertical_table&, const split::vertical_table&,
                                           std::uint64_t);
template trained train_joined<distress_shape>(const recipe&, const split::vertical_table&, const split::vertical_table&,
                                              std::uint64_t);
template trained train_split_learning<fraud_shape>(bool, const recipe&, const split::vertical_table&,
                                                   const split::vertical_table&, std::uint64_t);
template trained train_split_learning<distress_shape>(bool, const recipe&, const split::vertical_table&,
                                                      const split::vertical_table&, std::uint64_t);

}  // namespace evaluation
