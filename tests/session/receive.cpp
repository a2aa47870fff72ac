#include <spnn/session/receive.hpp>

#include <spnn/split/messages.hpp>

#include <support/errors.hpp>
#include <support/mesh.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace {

namespace split = spnn::split;
using limits = std::numeric_limits<float>;

TEST_CASE("session/receive: a number that is none ends the run, with peer, step and name") {
    test::mesh links(2);
    const spnn::step_id at{spnn::purpose::train, 12, 2};
    auto sent = spnn::make_matrix<float>(2, 3);
    std::fill(sent.data(), sent.data() + sent.size(), 1.5F);
    links.at(0, 1).send<split::last_hidden>(at.tag(), sent);
    spnn::matrix<float> came;
    CHECK((spnn::session::receive_finite<split::last_hidden>(links.at(1, 0), at, 2, 3, came) == sent));
    sent(1, 2) = limits::quiet_NaN();
    links.at(0, 1).send<split::last_hidden>(at.tag(), sent);
    const auto text = test::error_of<spnn::protocol_error>(
        [&] { static_cast<void>(spnn::session::receive_finite<split::last_hidden>(links.at(1, 0), at, 2, 3, came)); });
    CHECK(test::contains(
        text, "training, epoch 3, step 12, last hidden activations: holds something that is no finite number"));
}

}  // namespace
