#include <spnn/train/view.hpp>

#include <doctest/doctest.h>

namespace {

namespace train = spnn::train;

enum class sound { loud, soft };

TEST_CASE("train/view: what is seen is told with its step, whatever kinds of it a wing has") {
    const std::vector<std::uint32_t> rows{3, 1};
    const train::step at{{spnn::purpose::train, 5, 2}, train::train_table, rows};
    const auto values = spnn::zeros<float>(2, 1);
    std::string told;
    const train::view_function<sound> onlooker = [&](const train::view<sound>& seen) {
        told = spnn::text(seen.what == sound::soft ? "soft" : "loud", ", ", seen.at.at, ", ", spnn::rows(seen.values));
    };
    onlooker({sound::soft, at, values});
    CHECK(told == "soft, training, epoch 3, step 5, 2");
}

}  // namespace
