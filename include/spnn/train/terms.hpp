// train/terms.hpp: the part of a plan that every wing has: rows, epochs, the order of batches, the rule of learning,
// the fixed point.
//
// A plan is a struct of its wing (split/plan.hpp) with these members among its own, so that it can be written down in
// one place; `Terms` is what the training loop, checkpoints and the coordinator ask of it. Everything is public.

#pragma once

#include <spnn/core/fixed_point.hpp>
#include <spnn/core/most.hpp>
#include <spnn/core/record.hpp>
#include <spnn/nn/optimizer/any.hpp>
#include <spnn/nn/update_rule.hpp>

#include <concepts>
#include <string>
#include <utility>

namespace SPNN_NAMESPACE::train {

// Optimizer, learning rate and regularisation of a run.
using update_rule = nn::update_rule<nn::any_optimizer>;

template <class P>
concept Terms = requires(P& p) {
    { p.train_rows } -> std::same_as<std::size_t&>;     // rows of every table for training
    { p.evaluate_rows } -> std::same_as<std::size_t&>;  // rows scored after every epoch; 0: none
    { p.epochs } -> std::same_as<std::size_t&>;         // at most: the label owner may stop earlier
    { p.first_epoch } -> std::same_as<std::size_t&>;    // epochs done in earlier sessions; 0: a fresh run
    { p.batch } -> std::same_as<std::size_t&>;          // rows of a batch; the last of an epoch may have fewer
    { p.batch_seed } -> std::same_as<std::uint64_t&>;   // for the order of rows (data/batches.hpp)
    { p.rule } -> std::same_as<update_rule&>;           // every party updates its own parameters by it
    { p.fraction_bits } -> std::same_as<int&>;          // 0: the ring's default
    { p.range_bits } -> std::same_as<int&>;             // largest magnitude 2^range_bits; -1: the ring's default
    { p.terms } -> std::same_as<std::string&>;          // what else must be the same at all parties, as a text
};

// f(name, kind, member) for each of them (core/record.hpp). Sizes are settled once the parties have said what they
// hold; until then they are 0.
template <class P, class F>
void for_each_term(P& p, F&& f) {
    using size = record::number<std::size_t>;
    f("train_rows", record::later{size{0, most::rows}}, p.train_rows);
    f("evaluate_rows", size{0, most::rows}, p.evaluate_rows);
    f("epochs", size{0, most::epochs}, p.epochs);
    f("first_epoch", record::later{size{0, most::epochs}}, p.first_epoch);
    f("batch", size{1, most::batch}, p.batch);
    f("batch_seed", record::number<std::uint64_t>{}, p.batch_seed);
    update_rule::for_each_field(p.rule, f);
    f("fraction_bits", record::number<int>{0, 62}, p.fraction_bits);
    f("range_bits", record::number<int>{-1, 126}, p.range_bits);
    f("terms", record::string{4096}, p.terms);
}

// Refuses terms that no run can follow, naming the field: usage_error.
template <Terms P>
void check_terms(const P& p) {
    require<usage_error>(p.train_rows > 0, "plan: train_rows is 0");
    require<usage_error>(p.first_epoch <= p.epochs, "plan: first_epoch is ", p.first_epoch, ", but there are only ",
                         p.epochs, " epochs");
}

// Fraction bits and range bits of the plan, or the ring's own where the plan leaves them open.
template <Ring R, Terms P>
[[nodiscard]] std::pair<int, int> bits_of(const P& p) {
    const int fraction = p.fraction_bits == 0 ? fixed_point<R>::default_fraction_bits : p.fraction_bits;
    return {fraction, p.range_bits < 0 ? fixed_point<R>::default_range_bits(fraction) : p.range_bits};
}

// The fixed point of the plan in the ring R; usage_error when it does not fit.
template <Ring R, Terms P>
[[nodiscard]] fixed_point<R> fixed_point_of(const P& p) {
    const auto [fraction, range] = bits_of<R>(p);
    return fixed_point<R>(fraction, range);
}

}  // namespace SPNN_NAMESPACE::train
