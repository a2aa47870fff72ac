#include <spnn/train/loss_history.hpp>

#include <spnn/store/archive.hpp>

#include <support/errors.hpp>

#include <doctest/doctest.h>

namespace {

namespace train = spnn::train;

spnn::bytes stored(train::loss_history& history) {
    spnn::byte_writer out;
    spnn::store::state_writer to(out);
    history.archive_state(to);
    return out.take();
}

void load(const spnn::bytes& raw, train::loss_history& history) {
    spnn::byte_reader in(raw, "file");
    spnn::store::state_reader from(in, "file");
    history.archive_state(from);
    in.finish("file");
}

TEST_CASE("train/loss_history: a kept history goes on as it would have, under the rule of the new session") {
    train::loss_history history({.patience = 2});
    history.add({1.0, 0.9});
    history.add({0.8, 0.95});
    CHECK(history.goes_on());
    const auto raw = stored(history);

    train::loss_history same({.patience = 2}), patient({.patience = 3});
    load(raw, same);
    load(raw, patient);
    REQUIRE(same.epochs().size() == 2);
    CHECK(same.epochs()[1].train_loss == 0.8);
    CHECK(same.epochs()[1].evaluate_loss == 0.95);
    for (auto* each : {&history, &same, &patient}) each->add({0.7, 0.91});
    CHECK_FALSE(history.goes_on());
    CHECK_FALSE(same.goes_on());
    CHECK(patient.goes_on());
}

TEST_CASE("train/loss_history: without evaluation the second list is empty; half of one is refused") {
    train::loss_history history({});
    history.add({1.0, {}});
    history.add({0.5, {}});
    train::loss_history back({});
    load(stored(history), back);
    CHECK_FALSE(back.epochs()[1].evaluate_loss.has_value());

    spnn::byte_writer out;
    spnn::store::state_writer to(out);
    to.numbers("train", {1.0, 0.5});
    to.numbers("evaluate", {1.0});
    CHECK(test::contains(test::error_of<spnn::data_error>([&] { load(out.take(), back); }), "for different epochs"));
}

}  // namespace
