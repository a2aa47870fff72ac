#include <spnn/net/stepped_kind.hpp>

#include <support/errors.hpp>

#include <doctest/doctest.h>

namespace {

namespace net = spnn::net;
using spnn::purpose;
using spnn::step_id;

struct numbers : net::stepped_kind<0x70, "numbers", float> {};

TEST_CASE("net/stepped_kind: what a channel says of a stepped kind reads so, whatever step came") {
    const auto& form = net::form_of<numbers>;
    const step_id at{purpose::train, 57, 2};
    CHECK(form.step_text(at.tag()) == "training, epoch 3, step 57");
    net::message_header expected, got;
    expected.step = at.tag();
    got.step = step_id{purpose::evaluate, 58, 2}.tag();
    CHECK(net::header_difference(got, expected, form) ==
          "is of evaluation, epoch 3, step 58, expected training, epoch 3, step 57");
    got = expected;
    got.rows = 3;
    CHECK(net::header_difference(got, expected, form) == "rows is 3, expected 0");
}

}  // namespace
