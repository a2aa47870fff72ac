// train/loop.hpp: the order of steps that every role walks through, so that all stay together.
//
// Training: per epoch the batches of the plan's order, then, if the plan has rows to evaluate, these in their own
// order, then the end of the epoch, at which the label owner may end the run or the session. Steps are numbered through
// the whole session and never start over, whatever they are for: masks depend on it. A session that takes up a run at
// a later epoch numbers its own steps from 1 again, under keys of its own; the order of an epoch's batches depends on
// the plan and the epoch alone.

#pragma once

#include <spnn/core/step.hpp>
#include <spnn/data/batches.hpp>
#include <spnn/session/party.hpp>
#include <spnn/train/messages.hpp>
#include <spnn/train/terms.hpp>

#include <functional>
#include <numeric>

namespace SPNN_NAMESPACE::train {

// Tables of a session, by number; every prediction takes a new one after these.
inline constexpr std::uint32_t train_table = 0;
inline constexpr std::uint32_t evaluate_table = 1;

// One step as every role sees it.
struct step {
    step_id at;           // its number in the session, its epoch, and what it is for
    std::uint32_t table;  // which table the rows belong to
    row_numbers rows;     // of that table
    // Both counted from 0; batches: of the epoch.
    std::size_t epoch = 0;
    std::size_t batch = 0, batches = 1;
};

// How training ended: after the plan's last epoch or by early stopping; or by the label owner's wish, to be taken up
// again in a later session.
enum class ending { finished, paused };

// One party's way through a session.
class training_loop {
public:
    // on_step is called before each step.
    template <Terms P>
    explicit training_loop(const P& p, std::function<void(const step&)> on_step = {})
        : train_rows_(p.train_rows),
          evaluate_rows_(p.evaluate_rows),
          epochs_(p.epochs),
          first_epoch_(p.first_epoch),
          batch_(p.batch),
          batch_seed_(p.batch_seed),
          on_step_(std::move(on_step)) {}

    // Runs a part of what this party does with others. Once one has thrown, the party no longer knows where its peers
    // are: every later call is refused.
    template <class Part>
    void unbroken(Part&& part) {
        require_sound();
        broken_ = true;
        part();
        broken_ = false;
    }

    // usage_error when `self`, whose loop this is, has trained before; protocol_error when it has failed.
    void require_untrained(const session::party& self) const {
        require_sound();
        require<usage_error>(!trains_, self.name(), ": train was called before on this role, and a role trains once: ",
                             "make new roles over new links; with checkpoints they go on from plan.first_epoch");
    }

    // Role: train_step(step), infer_step(step), finish_epoch(epoch) -> after_epoch; and, once at the start of a session
    // that takes up a run, take_up(epoch) -> after_epoch, which tells anew what followed the last epoch done.
    template <class Role>
    ending train(Role& role) {
        trains_ = true;
        data::batch_order order(batch_seed_, train_rows_, batch_);
        auto next = first_epoch_ == 0 ? after_epoch::go_on : role.take_up(first_epoch_ - 1);
        for (auto epoch = first_epoch_; epoch < epochs_ && next == after_epoch::go_on; ++epoch) {
            for (std::size_t b = 0; b < order.batches(); ++b) {
                const auto rows = order.rows_of(epoch, b);
                const step now{number(purpose::train, epoch), train_table, rows, epoch, b, order.batches()};
                if (on_step_) on_step_(now);
                role.train_step(now);
            }
            if (evaluate_rows_ > 0) infer(role, purpose::evaluate, evaluate_table, evaluate_rows_, epoch);
            next = role.finish_epoch(epoch);
        }
        return next == after_epoch::pause ? ending::paused : ending::finished;
    }

    // Rows 0 .. count - 1 of a new table.
    template <class Role>
    void predict(Role& role, std::uint32_t table, std::size_t count) {
        infer(role, purpose::predict, table, count, 0);
    }

    // The number of the next table to predict.
    [[nodiscard]] std::uint32_t new_table() { return next_table_++; }

private:
    void require_sound() const {
        require<protocol_error>(!broken_, "this party's session has failed before: start a new one");
    }

    template <class Role>
    void infer(Role& role, purpose why, std::uint32_t table, std::size_t count, std::size_t epoch) {
        std::vector<std::uint32_t> rows(std::min(batch_, count));
        const std::size_t batches = batches_of(count);
        for (std::size_t b = 0; b < batches; ++b) {
            const std::size_t from = b * batch_, size = std::min(batch_, count - from);
            std::iota(rows.begin(), rows.end(), static_cast<std::uint32_t>(from));
            const step now{number(why, epoch), table, row_numbers(rows).first(size), epoch, b, batches};
            if (on_step_) on_step_(now);
            role.infer_step(now);
        }
    }

    [[nodiscard]] std::size_t batches_of(std::size_t count) const { return (count + batch_ - 1) / batch_; }

    [[nodiscard]] step_id number(purpose why, std::size_t epoch) { return {why, next_step_++, epoch}; }

    std::size_t train_rows_, evaluate_rows_, epochs_, first_epoch_, batch_;
    std::uint64_t batch_seed_;
    std::function<void(const step&)> on_step_;
    bool broken_ = false, trains_ = false;
    std::uint64_t next_step_ = 1;
    std::uint32_t next_table_ = evaluate_table + 1;
};

}  // namespace SPNN_NAMESPACE::train
