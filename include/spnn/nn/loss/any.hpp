// nn/loss/any.hpp: one of binary_cross_entropy, softmax_cross_entropy and mean_squared_error, chosen at run time by its
// name and the columns of the scores, for networks that are (nn/any_network.hpp). Itself a loss: it computes, bit for
// bit, what the chosen one does.

#pragma once

#include <spnn/nn/loss/binary_cross_entropy.hpp>
#include <spnn/nn/loss/mean_squared_error.hpp>
#include <spnn/nn/loss/softmax_cross_entropy.hpp>

#include <span>
#include <variant>
#include <vector>

namespace spnn::inline SPNN_ABI::nn {

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
        : name(), scores(columns), targets(1), chosen_(detail::squared_error{columns}) {
        for (const auto known : names)
            if (known == chosen) name = known;
        require<usage_error>(!name.empty(), "loss: there is none named ", printable(chosen, 40), ", expected ",
                             names[0], ", ", names[1], " or ", names[2]);
        std::size_t weights = 0;
        if (name == binary_cross_entropy::name) {
            require_columns(columns == 1, "1");
            chosen_ = binary_cross_entropy{.positive_weight = class_weights.empty() ? 1 : class_weights[0]};
            weights = 1;
        } else if (name == softmax::name) {
            require_columns(columns >= 2, "at least 2");
            std::vector<float> each(columns, 1.0F);
            for (std::size_t j = 0; j < class_weights.size() && j < columns; ++j)
                each[j] = static_cast<float>(class_weights[j]);
            chosen_ = std::move(each);
            weights = columns;
        } else {
            require_columns(columns >= 1, "at least 1");
            targets = columns;
        }
        require<usage_error>(class_weights.empty() || class_weights.size() == weights, name, ": ", class_weights.size(),
                             " class weights, expected ", weights);
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
    void require_columns(bool fit, std::string_view expected) const {
        require<usage_error>(fit, name, ": the network gives ", scores, " scores a row, expected ", expected);
    }
    template <class F>
    auto visit(F&& f) const {
        if (const auto* weights = std::get_if<std::vector<float>>(&chosen_)) return f(softmax(*weights));
        if (const auto* binary = std::get_if<binary_cross_entropy>(&chosen_)) return f(*binary);
        return f(*std::get_if<detail::squared_error>(&chosen_));
    }

    std::variant<binary_cross_entropy, std::vector<float>, detail::squared_error> chosen_;
};

static_assert(Loss<any_loss>);

}  // namespace spnn::inline SPNN_ABI::nn
