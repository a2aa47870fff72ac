#include <spnn/nn/loss.hpp>

#include <spnn/testing/laws/loss.hpp>

#include <nn/support.hpp>

#include <doctest/doctest.h>

namespace laws = spnn::testing::laws;
using namespace spnn;

namespace {

// A loss of a user's own: the mean over rows of sqrt(1 + (s - t)^2) - 1.
struct pseudo_huber {
    static constexpr std::string_view name = "pseudo_huber";
    static constexpr std::size_t scores = 1, targets = 1;

    template <class T>
    double value(const matrix<T>& s, const matrix<T>& t) const {
        nn::detail::require_loss_shapes<pseudo_huber>(s, t);
        double sum = 0;
        for (std::size_t i = 0; i < s.size(); ++i)
            sum += std::hypot(1, static_cast<double>(s.data()[i]) - static_cast<double>(t.data()[i])) - 1;
        return sum / static_cast<double>(s.size());
    }
    template <class T>
    double gradient(const matrix<T>& s, const matrix<T>& t, matrix<T>& ds) const {
        const double mean = value(s, t);
        resize(ds, rows(s), 1);
        for (std::size_t i = 0; i < s.size(); ++i) {
            const double d = static_cast<double>(s.data()[i]) - static_cast<double>(t.data()[i]);
            ds.data()[i] = static_cast<T>(d / std::hypot(1, d) / static_cast<double>(s.size()));
        }
        return mean;
    }
    template <class T>
    matrix<T> predict(const matrix<T>& s) const {
        return s;
    }
};

struct no_predict {
    static constexpr std::string_view name = "no_predict";
    static constexpr std::size_t scores = 1, targets = 1;
    template <class T>
    double value(const matrix<T>&, const matrix<T>&) const;
    template <class T>
    double gradient(const matrix<T>&, const matrix<T>&, matrix<T>&) const;
};

}  // namespace

static_assert(nn::Loss<pseudo_huber>);
static_assert(!nn::Loss<no_predict> && !nn::Loss<double>);

TEST_CASE("nn/loss: a loss of one's own obeys the laws") {
    laws::loss(pseudo_huber{},
               [](std::size_t m, test::words_from_seed& random) { return test::random_matrix<double>(m, 1, random); });
}

TEST_CASE("nn/loss: the shape error names the loss and all shapes") {
    CHECK_THROWS_WITH_AS((void)pseudo_huber{}.value(zeros<float>(3, 2), zeros<float>(4, 1)),
                         "pseudo_huber: scores are 3x2 and targets 4x1, expected m x 1 and m x 1 with m at least 1",
                         usage_error);
}
