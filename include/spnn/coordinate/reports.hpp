// coordinate/reports.hpp: what a coordinator and the parties of a run say to each other.
//
// Every party reports several times a second, also while it works, and is told each time where the run stands. So
// either side notices within moments when the other is gone, a stall shows as a party that reports whom it has been
// waiting for, and nothing has to be sent out of turn.
// A report says how far the party is, how many columns and rows it brings, which epochs it can go on from, and at the
// label owner the loss of each finished epoch; never data, labels, weights, masks or keys. An instruction holds the
// proposal and the coordinator's verdict.

#pragma once

#include <spnn/core/most.hpp>
#include <spnn/core/record.hpp>
#include <spnn/net/message.hpp>
#include <spnn/train/options.hpp>

#include <optional>
#include <string>
#include <vector>

namespace SPNN_NAMESPACE::coordinate {

// party -> coordinator, in turn with
struct report_message : net::message_kind<net::first_kind::coordinate, "report", std::byte> {};
// coordinator -> party.
struct instruction_message : net::message_kind<net::first_kind::coordinate + 1, "instruction", std::byte> {};

// How far a party is, or a run.
enum class stage : std::uint8_t {
    gathering = 0,  // waiting for all parties
    aligning = 1,   // the terms are known; bringing rows into one order
    planning = 2,   // the plan is known with all sizes; finding the epoch to begin with
    running = 3,    // training, then predicting
    finished = 4,   // all is done, or paused
    failed = 5,     // somebody was lost
};

// Their names.
inline constexpr auto stages =
    record::one_of<stage>("gathering", "aligning", "planning", "running", "finished", "failed");
[[nodiscard]] inline std::string name_of(stage s) { return stages.show(s); }

// What a party brings to a run, once its rows are in the common order.
struct party_facts {
    std::uint64_t columns = 0, train_rows = 0, test_rows = 0;  // zeros for a party without rows

    friend bool operator==(const party_facts&, const party_facts&) = default;

    // What crosses the wire, with its bounds (core/record.hpp).
    template <class Self, class F>
    static void for_each_field(Self& x, F&& f) {
        f("columns", record::number<std::uint64_t>{0, most::columns}, x.columns);
        f("train_rows", record::number<std::uint64_t>{0, most::rows}, x.train_rows);
        f("test_rows", record::number<std::uint64_t>{0, most::rows}, x.test_rows);
    }
};

// The epochs a party can go on from, of this run's plan; none: it has not been asked to resume. Epoch 0 is the
// beginning: a party that resumes names it while no other can hold more than epoch 1.
struct epochs_held {
    // Numbers of finished epochs.
    std::vector<std::uint64_t> epochs{};
    bool stateless = false;  // it holds no weights and can go on from anywhere

    friend bool operator==(const epochs_held&, const epochs_held&) = default;

    // What crosses the wire, with its bounds (core/record.hpp).
    template <class Self, class F>
    static void for_each_field(Self& x, F&& f) {
        f("epochs held", record::list{0, 1024, record::number<std::uint64_t>{0, most::epochs}}, x.epochs);
        f("stateless", record::flag{}, x.stateless);
    }
};

// One finished epoch.
struct epoch_news {
    // Its number, counted from 0, and its losses.
    std::uint64_t epoch = 0;
    train::epoch_record losses{};

    // What crosses the wire, with its bounds (core/record.hpp).
    template <class Self, class F>
    static void for_each_field(Self& x, F&& f) {
        const record::number<double> loss;  // finite
        f("epoch", record::number<std::uint64_t>{0, most::epochs}, x.epoch);
        f("loss", loss, x.losses.train_loss);
        f("evaluated loss", record::maybe{loss}, x.losses.evaluate_loss);
    }
};

// What a party says of itself.
struct party_report {
    // How far it is.
    stage at = stage::gathering;
    std::uint64_t epoch = 0, step = 0;   // the plan's number of epochs: it is predicting
    std::string waiting_for{};           // a peer; empty: at work
    std::uint32_t waiting_ms = 0;        // how long it has been waiting
    bool wants_pause = false;            // its operator asks for one
    bool paused = false;                 // with stage::finished: by a pause, to be resumed
    std::optional<party_facts> facts{};  // once it is aligned
    std::optional<epochs_held> held{};   // once it knows the plan
    std::vector<epoch_news> news{};      // the next epochs finished, one after the other
    std::string failure{};               // with stage::failed: what happened, as others may be told
    std::string failed_peer{};           // and the peer whose link it was; empty: nobody's

    // Words and epochs that one report has room for.
    static constexpr std::size_t most_words = 2000, most_news = 1024;

    // What crosses the wire, with its bounds (core/record.hpp).
    template <class Self, class F>
    static void for_each_field(Self& x, F&& f) {
        f("stage", stages, x.at);
        f("epoch", record::number<std::uint64_t>{0, most::epochs}, x.epoch);
        f("step", record::number<std::uint64_t>{0, step_id::step_limit}, x.step);
        f("waiting for", record::remark{64}, x.waiting_for);
        f("waiting time", record::number<std::uint32_t>{}, x.waiting_ms);
        f("pause", record::flag{}, x.wants_pause);
        f("paused", record::flag{}, x.paused);
        f("facts", record::maybe{record::part<party_facts>{}}, x.facts);
        f("epochs held", record::maybe{record::part<epochs_held>{}}, x.held);
        f("news", record::list{0, most_news, record::part<epoch_news>{}}, x.news);
        f("failure", record::remark{most_words}, x.failure);
        f("failed peer", record::remark{64}, x.failed_peer);
    }
};

// What the coordinator answers. P: the wing's proposal.
template <class P>
struct instruction {
    // How far the run is.
    stage at = stage::gathering;
    bool pause = false;     // end training after this epoch
    std::string verdict{};  // with stage::failed: who was lost, and when
    P proposal{};           // as far as it is known

    // What crosses the wire, with its bounds (core/record.hpp).
    template <class Self, class F>
    static void for_each_field(Self& x, F&& f) {
        f("stage", stages, x.at);
        f("pause", record::flag{}, x.pause);
        f("verdict", record::remark{party_report::most_words}, x.verdict);
        f("proposal", record::part<P>{}, x.proposal);
    }
};

namespace detail {

inline constexpr std::size_t max_report_bytes = 64 * 1024;
inline constexpr std::size_t max_proposal_bytes = 16 * 1024;
inline constexpr std::size_t max_instruction_bytes = max_proposal_bytes + 4096;

}  // namespace detail

// As bytes, and back: data_error for bytes that are none.
[[nodiscard]] inline bytes store(const party_report& r) { return record::stored(r); }
[[nodiscard]] inline party_report load_report(std::span<const std::byte> raw) {
    return record::loaded<party_report>(raw, "report");
}
template <class P>
[[nodiscard]] bytes store(const instruction<P>& i) {
    return record::stored(i);
}
template <class P>
[[nodiscard]] instruction<P> load_instruction(std::span<const std::byte> raw) {
    return record::loaded<instruction<P>>(raw, "instruction");
}

}  // namespace SPNN_NAMESPACE::coordinate
