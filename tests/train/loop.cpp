#include <spnn/train/loop.hpp>

#include <spnn/split/plan.hpp>

#include <doctest/doctest.h>

#include <set>

namespace {

namespace split = spnn::split;

// Writes down what a training loop asks of a role.
struct notes {
    struct seen {
        bool trains;
        spnn::step_id at;
        std::uint32_t table;
        std::vector<std::uint32_t> rows;
        std::size_t epoch, batch, batches;
    };
    void train_step(const spnn::train::step& now) { add(true, now); }
    void infer_step(const spnn::train::step& now) { add(false, now); }
    spnn::train::after_epoch take_up(std::size_t epoch) {
        taken_up.push_back(epoch);
        return after_take_up;
    }
    spnn::train::after_epoch finish_epoch(std::size_t epoch) {
        finished.push_back(epoch);
        return finished.size() < stop_after ? spnn::train::after_epoch::go_on : after_stop;
    }
    void add(bool trains, const spnn::train::step& now) {
        steps.push_back(
            {trains, now.at, now.table, {now.rows.begin(), now.rows.end()}, now.epoch, now.batch, now.batches});
    }

    std::vector<seen> steps;
    std::vector<std::size_t> finished, taken_up;
    std::size_t stop_after = 1000;
    spnn::train::after_epoch after_stop = spnn::train::after_epoch::finish,
                             after_take_up = spnn::train::after_epoch::go_on;
};

split::plan a_plan() {
    split::plan p;
    p.columns = {1, 1};
    p.train_rows = 10;
    p.evaluate_rows = 5;
    p.epochs = 3;
    p.batch = 4;
    return p;
}

TEST_CASE("train/loop: an epoch is all training rows once, in the plan's order, then the rows to evaluate in theirs") {
    const auto plan = a_plan();
    spnn::train::training_loop loop(plan);
    notes role;
    CHECK(loop.train(role) == spnn::train::ending::finished);
    REQUIRE(role.steps.size() == 3 * (3 + 2));
    CHECK(role.finished == std::vector<std::size_t>{0, 1, 2});
    CHECK(role.taken_up.empty());
    for (std::size_t epoch = 0; epoch < 3; ++epoch) {
        std::vector<std::uint32_t> trained, evaluated;
        for (std::size_t i = 5 * epoch; i < 5 * (epoch + 1); ++i) {
            const auto& step = role.steps[i];
            CHECK(step.epoch == epoch);
            CHECK(step.trains == (i % 5 < 3));
            CHECK(step.table == (step.trains ? spnn::train::train_table : spnn::train::evaluate_table));
            CHECK(step.at.purpose == (step.trains ? spnn::purpose::train : spnn::purpose::evaluate));
            CHECK(step.batch == (step.trains ? i % 5 : i % 5 - 3));
            CHECK(step.batches == (step.trains ? 3 : 2));
            auto& rows = step.trains ? trained : evaluated;
            rows.insert(rows.end(), step.rows.begin(), step.rows.end());
        }
        CHECK(trained == spnn::data::permutation(plan.batch_seed, epoch, 10));
        CHECK(evaluated == std::vector<std::uint32_t>{0, 1, 2, 3, 4});
    }
}

TEST_CASE("train/loop: steps count up through the whole session, whatever they are for") {
    const auto plan = a_plan();
    spnn::train::training_loop loop(plan);
    notes role;
    loop.train(role);
    loop.predict(role, loop.new_table(), 9);
    loop.predict(role, loop.new_table(), 4);
    for (std::size_t i = 0; i < role.steps.size(); ++i) {
        CHECK(role.steps[i].at.step == i + 1);
        CHECK(role.steps[i].at.epoch == (i < 15 ? i / 5 : 0));
    }
    CHECK(role.steps.size() == 15 + 3 + 1);
    CHECK(role.steps.back().at.purpose == spnn::purpose::predict);
    CHECK(role.steps[15].table == 2);
    CHECK(role.steps.back().table == 3);
    CHECK(role.steps[17].rows == std::vector<std::uint32_t>{8});
}

TEST_CASE("train/loop: it ends when the role says so, and evaluates only when planned") {
    auto plan = a_plan();
    plan.evaluate_rows = 0;
    spnn::train::training_loop loop(plan);
    notes role;
    role.stop_after = 2;
    CHECK(loop.train(role) == spnn::train::ending::finished);
    CHECK(role.finished == std::vector<std::size_t>{0, 1});
    CHECK(role.steps.size() == 6);
    for (const auto& step : role.steps) CHECK(step.trains);
}

TEST_CASE("train/loop: a pause ends it as paused, at whatever epoch") {
    for (const std::size_t epochs : {1U, 2U}) {
        const auto plan = a_plan();
        spnn::train::training_loop loop(plan);
        notes role;
        role.stop_after = epochs;
        role.after_stop = spnn::train::after_epoch::pause;
        CHECK(loop.train(role) == spnn::train::ending::paused);
        CHECK(role.finished.size() == epochs);
    }
}

TEST_CASE("train/loop: a run that is taken up has the batches of the later epochs, and steps from 1") {
    auto plan = a_plan();
    notes whole, rest;
    spnn::train::training_loop(plan).train(whole);
    plan.first_epoch = 2;
    CHECK(spnn::train::training_loop(plan).train(rest) == spnn::train::ending::finished);
    CHECK(rest.taken_up == std::vector<std::size_t>{1});
    CHECK(rest.finished == std::vector<std::size_t>{2});
    REQUIRE(rest.steps.size() == 5);
    for (std::size_t i = 0; i < 5; ++i) {
        CHECK(rest.steps[i].at.step == i + 1);
        CHECK(rest.steps[i].epoch == 2);
        CHECK(rest.steps[i].rows == whole.steps[10 + i].rows);
        CHECK(rest.steps[i].batch == whole.steps[10 + i].batch);
    }
}

TEST_CASE("train/loop: nothing is trained when there is nothing left, or the run was at its end") {
    auto plan = a_plan();
    plan.first_epoch = 3;
    notes done;
    CHECK(spnn::train::training_loop(plan).train(done) == spnn::train::ending::finished);
    CHECK(done.taken_up == std::vector<std::size_t>{2});
    plan.first_epoch = 1;
    notes stopped;
    stopped.after_take_up = spnn::train::after_epoch::finish;
    CHECK(spnn::train::training_loop(plan).train(stopped) == spnn::train::ending::finished);
    CHECK(done.steps.size() + stopped.steps.size() + done.finished.size() + stopped.finished.size() == 0);
}

TEST_CASE("train/loop: each step is announced before it is done") {
    const auto plan = a_plan();
    notes role;
    std::vector<std::uint64_t> announced;
    spnn::train::training_loop loop(plan, [&](const spnn::train::step& now) {
        CHECK(role.steps.size() == announced.size());
        announced.push_back(now.at.tag());
    });
    loop.train(role);
    loop.predict(role, loop.new_table(), 9);
    REQUIRE(announced.size() == role.steps.size());
    for (std::size_t i = 0; i < announced.size(); ++i) CHECK(announced[i] == role.steps[i].at.tag());
}

TEST_CASE("train/loop: other seeds, other orders; the same seed, the same") {
    const auto rows_with = [](std::uint64_t seed) {
        auto plan = a_plan();
        plan.batch_seed = seed;
        spnn::train::training_loop loop(plan);
        notes role;
        loop.train(role);
        return role.steps[0].rows;
    };
    CHECK(rows_with(1) == rows_with(1));
    CHECK(rows_with(1) != rows_with(2));
}

}  // namespace
