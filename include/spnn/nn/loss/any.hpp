// nn/loss/any.hpp: one of binary_cross_entropy, softmax_cross_entropy and mean_squared_error, chosen at run time by its
// name and the columns of the scores, for networks that are (nn/any_network.hpp). Itself a loss: it computes, bit for
// bit, what the chosen one does.

#pragma once

#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/nn/loss/mean_squared_error.hpp>
#include <spnn/nn/loss/softmax_cross_entropy.hpp>

#include <algorithm>
#include <span>
#include <variant>
#include <vector>

namespace SPNN_NAMESPACE::nn {

class any_loss {
    using softmax = detail::softmax_of<std::vector<float>>;

public:
    // What there is to choose from.
    static constexpr std::array names{binary_cross_entropy::name, softmax::name, detail::squared_error::name};

    // Known once there is a value.
    std::string_view name;
    std::size_t scores, targets;

    // The loss of that name for so many columns of scores. Class weights: none, or for binary_cross_entropy the weight
    // of positives, for softmax_cross_entropy one for each class. usage_error for a name that is none of `names`, and
    // for columns or weights that the loss does not take.
    any_loss(std::string_view chosen, std::size_t columns, std::span<const double> class_weights = {})
        : name(checked_name(chosen, columns)), scores(columns), targets(1), chosen_(detail::squared_error{columns}) {
        std::size_t weights = 0;
        if (name == binary_cross_entropy::name) {
            weights = 1;
            chosen_ = binary_cross_entropy{.positive_weight = class_weights.empty() ? 1 : class_weights[0]};
        } else if (name == softmax::name) {
            weights = columns;
            std::vector<float> each(columns, 1.0F);
            for (std::size_t j = 0; j < class_weights.size() && j < columns; ++j)
                each[j] = static_cast<float>(class_weights[j]);
            chosen_ = std::move(each);
        } else {
            targets = columns;
        }
        require<usage_error>(class_weights.empty() || class_weights.size() == weights, name, ": ", class_weights.size(),
                             " class weights, expected ", weights);
    }

    // The name as `names` has it, once the loss is found to take so many columns; errors as above.
    [[nodiscard]] static std::string_view checked_name(std::string_view chosen, std::size_t columns) {
        const auto known = std::ranges::find(names, chosen);
        require<usage_error>(known != names.end(), "loss: there is none named ", printable(chosen, 40), ", expected ",
                             names[0], ", ", names[1], " or ", names[2]);
        const bool is_binary = *known == binary_cross_entropy::name;
        const std::size_t least = *known == softmax::name ? 2 : 1;
        require<usage_error>(is_binary ? columns == 1 : columns >= least, *known, ": the network gives ", columns,
                             " scores a row, expected ", is_binary ? "" : "at least ", least);
        return *known;
    }

    template <class T>
    [[nodiscard]] double value(const matrix<T>& s, const matrix<T>& t) const {
        return visit([&](const auto& loss) { return loss.value(s, t); });
    }
    template <class T>
    double gradient(const matrix<T>& s, const matrix<T>& t, matrix<T>& ds) const {
        return visit([&](const auto& loss) { return loss.gradient(s, t, ds); });
    }
    // Probabilities, or with mean_squared_error the scores themselves.
    template <class T>
    [[nodiscard]] matrix<T> predict(const matrix<T>& s) const {
        return visit([&](const auto& loss) {
            if constexpr (requires { loss.predict(s); })
                return loss.predict(s);
            else
                return s;
        });
    }
    // usage_error for targets that the chosen one cannot mean, and for a weight that is none.
    template <class T>
    void check_targets(const matrix<T>& t) const {
        visit([&](const auto& loss) { nn::check_targets(loss, t); });
    }

private:
    template <class F>
    auto visit(F&& f) const {
        if (const auto* weights = std::get_if<std::vector<float>>(&chosen_)) return f(softmax(*weights));
        if (const auto* binary = std::get_if<binary_cross_entropy>(&chosen_)) return f(*binary);
        return f(*std::get_if<detail::squared_error>(&chosen_));
    }

    std::variant<binary_cross_entropy, std::vector<float>, detail::squared_error> chosen_;
};

static_assert(Loss<any_loss>);

}  // namespace SPNN_NAMESPACE::nn
