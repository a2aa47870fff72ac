#include <spnn/split/receive.hpp>

#include <support/errors.hpp>
#include <support/mesh.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace {

namespace split = spnn::split;
namespace share = spnn::share;
using limits = std::numeric_limits<float>;

TEST_CASE("split/receive: a number that is none ends the run, with peer, step and name") {
    test::mesh links(2);
    const std::vector<std::uint32_t> rows{4, 7};
    const split::step now{{share::purpose::train, 12, 2}, split::train_table, rows};
    auto sent = spnn::make_matrix<float>(2, 3);
    std::fill(sent.data(), sent.data() + sent.size(), 1.5F);
    links.at(0, 1).send<split::last_hidden>(now.at.tag(), sent);
    spnn::matrix<float> came;
    CHECK((split::detail::receive_finite<split::last_hidden>(links.at(1, 0), now, 3, came) == sent));
    sent(1, 2) = limits::quiet_NaN();
    links.at(0, 1).send<split::last_hidden>(now.at.tag(), sent);
    const auto text = test::error_of<spnn::protocol_error>(
        [&] { static_cast<void>(split::detail::receive_finite<split::last_hidden>(links.at(1, 0), now, 3, came)); });
    CHECK(test::contains(
        text, "training, epoch 3, step 12, last hidden activations: holds something that is no finite number"));
}

}  // namespace
