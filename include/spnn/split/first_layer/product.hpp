// split/first_layer/product.hpp: a holder's own rows in fixed point, and their checked product with weights.
//
// The sum over k holders must stay within the plan's range. The server cannot see a sum that has wrapped, so
// each holder makes sure, before anything is sent, that its own product stays within range / k. The cheap
// tests bound the product of any row and any unit by (largest sum of |x| of a row) * (largest |t|), and by (longest
// row) * (longest weights of a unit), Euclidean; only when neither is enough the product is computed in double
// precision, whose error is part of the comparison. What is checked is the product before it is rounded, where it is
// (scale.hpp).

#pragma once

#include <spnn/core/fixed_point.hpp>
#include <spnn/core/matmul.hpp>
#include <spnn/core/simd/compute_each.hpp>
#include <spnn/defence/product_noise.hpp>
#include <spnn/split/first_layer/scale.hpp>
#include <spnn/split/plan.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace SPNN_NAMESPACE::split {

// A table of this holder, which must stay as it is while it is bound, and how large its rows are in fixed point. Rows
// are encoded when they are needed, so that no second copy of the table is kept.
template <Ring R>
struct bound_table {
    // x, row by row.
    const matrix<float>* values;
    double largest_row = 0;  // the largest sum of |x^| of a row, at the scale 2^f
    double longest_row = 0;  // the largest Euclidean length of a row, likewise

    // Encodes all of x once; range_error, with `what` in it, for a number that is too large or none.
    bound_table(const matrix<float>& x, const fixed_point<R>& encoding, std::string_view what) : values(&x) {
        const std::size_t d = columns(x), at_once = 1 + 1024 / (1 + d);
        std::vector<element<R>> encoded(at_once * d);
        for (std::size_t from = 0; from < rows(x); from += at_once) {
            const std::size_t count = std::min(at_once, rows(x) - from);
            const auto some = std::span(encoded).first(count * d);
            encoding.encode(elements(x).subspan(from * d, some.size()), some, what);
            for (std::size_t i = 0; i < count; ++i) measure(some.subspan(i * d, d));
        }
    }

private:
    void measure(std::span<const element<R>> row) {
        double sum = 0, squares = 0;
        for (const auto v : row) {
            const double number = static_cast<double>(R::to_signed(v));
            sum += std::abs(number);
            squares += number * number;
        }
        largest_row = std::max(largest_row, sum);
        longest_row = std::max(longest_row, std::sqrt(squares));
    }
};

// Multiplies rows of bound tables by weights, within this holder's part of the range.
template <Ring R>
class checked_product {
public:
    // For a holder that `name` names in errors.
    checked_product(const product_scale<R>& scale, std::string name, spnn::defence::product_noise noise = {})
        : scale_(scale),
          name_(std::move(name)),
          feature_name_(text(name_, ": feature")),
          weight_name_(text(name_, ": weight of the first layer")),
          noise_(std::move(noise)),
          limit_(static_cast<double>(encoding().product_limit()) / static_cast<double>(scale.holders()) -
                 std::ldexp(noise_.bound(), 2 * encoding().fraction_bits())) {
        require<usage_error>(limit_ > 0, name_, ": its noise on the first layer may be as large as ", noise_.bound(),
                             ", which leaves nothing of its part of the range of ", encoding().range(),
                             "; take less noise, or plan more range_bits");
    }

    // The fixed point of the plan; the holder, and a number of its table, in errors.
    [[nodiscard]] const fixed_point<R>& encoding() const { return scale_.encoding(); }
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const std::string& feature_name() const { return feature_name_; }

    // Encodes the weights t (d x h) for the rows `index` of the table, after making sure that their product is within
    // range / k; range_error otherwise. `index` is read again by the first to ask for the rows.
    void prepare(const bound_table<R>& table, row_numbers index, const matrix<float>& t) {
        encoding().encode(t, weights_, weight_name_);
        choose(table, index);
        // Rounding to double and adding d terms errs by at most (d + 2) 2^-52 of the sum of absolute values.
        const double slack = std::ldexp(static_cast<double>(rows(weights_) + 2), -52);
        if (table.largest_row * largest_weight() > limit_ &&
            table.longest_row * longest_weights() * (1 + 2 * slack) > limit_)
            check_exactly(slack);
    }

    // The rows `index` of the table, encoded; what was prepared is forgotten.
    [[nodiscard]] const matrix<element<R>>& encoded(const bound_table<R>& table, row_numbers index) {
        choose(table, index);
        return batch();
    }

    // What was prepared: the rows, m x d, taken from the table by the first call, and encoded by the first; and the
    // weights, d x h.
    [[nodiscard]] const matrix<float>& taken() {
        require<usage_error>(table_ != nullptr, name_, ": asked for rows of a batch before there was one");
        if (!is_taken_) take_rows(*table_->values, index_, taken_);
        is_taken_ = true;
        return taken_;
    }
    [[nodiscard]] const matrix<element<R>>& batch() {
        if (!is_encoded_) encoding().encode(taken(), batch_, feature_name_);
        is_encoded_ = true;
        return batch_;
    }
    [[nodiscard]] const matrix<element<R>>& weights() const { return weights_; }

    // The product of what was prepared, m x h, with this holder's noise, rounded where products are.
    [[nodiscard]] matrix<element<R>>& product() {
        multiply<R>(batch(), weights_, product_);
        add_noise(product_);
        scale_.apply_to(product_);
        return product_;
    }
    // Adds this holder's noise to z, the product of what was prepared or a share of it; not rounded.
    void add_noise(matrix<element<R>>& z) {
        if (noise_.is_on()) noise_.add_to_product<R>(batch(), weights_, encoding(), z);
    }

private:
    void choose(const bound_table<R>& table, row_numbers index) {
        table_ = &table;
        index_ = index;
        is_taken_ = is_encoded_ = false;
    }

    [[nodiscard]] double largest_weight() const {
        double largest = 0;
        for (const auto w : elements(weights_)) largest = std::max(largest, std::abs(to_double(w)));
        return largest;
    }
    // The largest Euclidean length of a unit's weights.
    [[nodiscard]] double longest_weights() {
        squares_.assign(columns(weights_), 0.0);
        for (std::size_t p = 0; p < rows(weights_); ++p)
            std::ranges::transform(row(weights_, p), squares_, squares_.begin(),
                                   [](element<R> w, double sum) { return sum + to_double(w) * to_double(w); });
        return std::sqrt(std::ranges::max(squares_));
    }

    // The product, and the sums of absolute values that bound its rounding: a row by a block of columns at a time.
    void check_exactly(double slack) {
        constexpr std::size_t block = spnn::detail::block_size;
        const auto& taken = batch();
        const std::size_t m = rows(taken), d = columns(taken), h = columns(weights_),
                          width = (h + block - 1) / block * block;
        std::vector<double> t(d * width, 0.0);
        for (std::size_t p = 0; p < d; ++p)
            std::ranges::transform(row(weights_, p), t.begin() + static_cast<std::ptrdiff_t>(p * width), to_double);
        bool fits = true;
        spnn::detail::run_on_best_tier([=, &fits, x = taken.data(), t = t.data(), limit = limit_] {
            bool all = true;
            for (std::size_t i = 0; i < m; ++i)
                for (std::size_t first = 0; first < width; first += block) {
                    std::array<double, block> sum{}, abs_sum{};
                    for (std::size_t p = 0; p < d; ++p) {
                        const double factor = to_double(x[i * d + p]);
                        for (std::size_t j = 0; j < block; ++j) {
                            const double term = factor * t[p * width + first + j];
                            sum[j] += term;
                            abs_sum[j] += std::abs(term);
                        }
                    }
                    for (std::size_t j = 0; j < block; ++j) all &= std::abs(sum[j]) + slack * abs_sum[j] <= limit;
                }
            fits = all;
        });
        require<range_error>(fits, name_, ": a product of the first layer is beyond ",
                             encoding().range() / static_cast<double>(scale_.holders()),
                             ", this holder's part of the range of ", encoding().range(),
                             noise_.is_on() ? " less its noise" : "",
                             "; scale the features, lower the learning rate, or plan more range_bits");
    }

    [[nodiscard]] static double to_double(element<R> x) { return static_cast<double>(R::to_signed(x)); }

    product_scale<R> scale_;
    std::string name_, feature_name_, weight_name_;
    spnn::defence::product_noise noise_;
    double limit_;
    const bound_table<R>* table_ = nullptr;  // which rows are meant
    row_numbers index_;
    bool is_taken_ = false, is_encoded_ = false;
    matrix<float> taken_;
    matrix<element<R>> batch_, weights_, product_;
    std::vector<double> squares_;  // of the weights, by unit
};

// The tables of a holder, by number.
template <Ring R>
class bound_tables {
public:
    // Takes note of x under a number that is new in the session; forgets it; gives it back.
    void bind(std::uint32_t table, const matrix<float>& x, const checked_product<R>& arithmetic) {
        const bool fresh = tables_.try_emplace(table, x, arithmetic.encoding(), arithmetic.feature_name()).second;
        require<usage_error>(fresh, arithmetic.name(), ": table ", table, " is bound twice in one session");
    }
    void unbind(std::uint32_t table) { tables_.erase(table); }
    [[nodiscard]] const bound_table<R>& at(std::uint32_t table) const { return tables_.at(table); }

private:
    std::map<std::uint32_t, bound_table<R>> tables_;
};

}  // namespace SPNN_NAMESPACE::split
