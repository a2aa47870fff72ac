// split/coordination.hpp: what a coordinator and the parties of a run say to each other.
//
// Every party reports several times a second, also while it works, and is told each time where the run stands. So
// either side notices within moments when the other is gone, a stall shows as a party that reports whom it has been
// waiting for, and nothing has to be sent out of turn.
// A report says how far the party is, how many columns and rows it brings, which epochs it can go on from, and at the
// label owner the loss of each finished epoch; never data, labels, weights, masks or keys. An instruction holds the
// proposal and the coordinator's verdict.

#pragma once

#include <spnn/net/message.hpp>
#include <spnn/split/options.hpp>
#include <spnn/split/plan_codec.hpp>

#include <cmath>

namespace spnn::inline SPNN_ABI::split {

// party -> coordinator, in turn with
struct report_message : net::message_kind<0x60, "report", std::byte> {};
// coordinator -> party.
struct instruction_message : net::message_kind<0x61, "instruction", std::byte> {};

// How far a party is, or a run.
enum class stage : std::uint8_t {
    gathering = 0,  // waiting for all parties
    aligning = 1,   // the terms are known; bringing rows into one order
    planning = 2,   // the plan is known with all sizes; finding the epoch to begin with
    running = 3,    // training, then predicting
    finished = 4,   // all is done, or paused
    failed = 5,     // somebody was lost
};

// The stage's name, as it stands above.
[[nodiscard]] constexpr std::string_view name_of(stage s) {
    constexpr std::string_view names[] = {"gathering", "aligning", "planning", "running", "finished", "failed"};
    return names[static_cast<std::size_t>(s)];
}

// What a party brings to a run, once its rows are in the common order.
struct party_facts {
    std::uint64_t columns = 0, train_rows = 0, test_rows = 0;  // zeros for a party without rows

    friend bool operator==(const party_facts&, const party_facts&) = default;
};

// The epochs a party can go on from, of this run's plan; none: it has not been asked to resume. Epoch 0 is the
// beginning: a party that resumes names it while no other can hold more than epoch 1.
struct epochs_held {
    // Numbers of finished epochs.
    std::vector<std::uint64_t> epochs{};
    bool stateless = false;  // it holds no weights and can go on from anywhere

    friend bool operator==(const epochs_held&, const epochs_held&) = default;
};

// One finished epoch.
struct epoch_news {
    // Its number, counted from 0, and its losses.
    std::uint64_t epoch = 0;
    epoch_record losses{};
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
    std::vector<epoch_news> news{};      // epochs finished since the last report
    std::string failure{};               // with stage::failed: what happened
    std::string failed_peer{};           // and the peer whose link it was; empty: nobody's
};

// What the coordinator answers.
struct instruction {
    // How far the run is.
    stage at = stage::gathering;
    bool pause = false;          // end training after this epoch
    std::string verdict{};       // with stage::failed: who was lost, and when
    split::proposal proposal{};  // as far as it is known
};

namespace detail {

inline constexpr std::size_t max_report_bytes = 64 * 1024;
inline constexpr std::size_t max_instruction_bytes = max_proposal_bytes + 4096;
inline constexpr std::size_t max_report_text = 2000;

inline void store_optional(byte_writer& out, const std::optional<double>& x) {
    out.scalar(static_cast<std::uint8_t>(x.has_value()));
    out.scalar(x.value_or(0));
}

}  // namespace detail

// As bytes, for load_report.
[[nodiscard]] inline bytes store(const party_report& r) {
    byte_writer out;
    out.scalar(static_cast<std::uint8_t>(r.at));
    out.scalar(r.epoch);
    out.scalar(r.step);
    out.string(r.waiting_for);
    out.scalar(r.waiting_ms);
    out.scalar(static_cast<std::uint8_t>(r.wants_pause));
    out.scalar(static_cast<std::uint8_t>(r.paused));
    out.scalar(static_cast<std::uint8_t>(r.facts.has_value()));
    if (r.facts) {
        for (const auto x : {r.facts->columns, r.facts->train_rows, r.facts->test_rows}) out.scalar(x);
    }
    out.scalar(static_cast<std::uint8_t>(r.held.has_value()));
    if (r.held) {
        out.scalar(static_cast<std::uint8_t>(r.held->stateless));
        out.scalar(static_cast<std::uint32_t>(r.held->epochs.size()));
        out.array(std::span<const std::uint64_t>(r.held->epochs));
    }
    out.scalar(static_cast<std::uint32_t>(r.news.size()));
    for (const auto& [epoch, losses] : r.news) {
        out.scalar(epoch);
        out.scalar(losses.train_loss);
        detail::store_optional(out, losses.evaluate_loss);
    }
    out.string(printable(r.failure, detail::max_report_text));
    out.string(r.failed_peer);
    return out.take();
}

// data_error for bytes that are no report.
[[nodiscard]] inline party_report load_report(std::span<const std::byte> raw) {
    byte_reader in(raw);
    party_report r;
    r.at = static_cast<stage>(detail::load_choice(in, 6, "stage"));
    r.epoch = in.scalar<std::uint64_t>("epoch");
    r.step = in.scalar<std::uint64_t>("step");
    r.waiting_for = printable(in.string(64, "waiting for"));
    r.waiting_ms = in.scalar<std::uint32_t>("waiting time");
    r.wants_pause = detail::load_choice(in, 2, "pause") == 1;
    r.paused = detail::load_choice(in, 2, "paused") == 1;
    if (detail::load_choice(in, 2, "facts") == 1) {
        auto& facts = r.facts.emplace();
        for (auto* x : {&facts.columns, &facts.train_rows, &facts.test_rows}) *x = in.scalar<std::uint64_t>("size");
    }
    if (detail::load_choice(in, 2, "epochs held") == 1) {
        auto& held = r.held.emplace();
        held.stateless = detail::load_choice(in, 2, "stateless") == 1;
        const auto count = in.scalar<std::uint32_t>("epochs held");
        require<data_error>(count <= in.left() / sizeof(std::uint64_t), "epochs held: ", count, " do not fit");
        held.epochs.resize(count);
        in.array(std::span<std::uint64_t>(held.epochs), "epochs held");
    }
    const auto news = in.scalar<std::uint32_t>("news");
    for (std::uint32_t i = 0; i < news; ++i) {  // each takes bytes that must be there
        epoch_news one;
        one.epoch = in.scalar<std::uint64_t>("epoch");
        one.losses.train_loss = in.scalar<double>("loss");
        const bool evaluated = detail::load_choice(in, 2, "evaluated") == 1;
        const auto loss = in.scalar<double>("evaluated loss");
        if (evaluated) one.losses.evaluate_loss = loss;
        r.news.push_back(one);
    }
    r.failure = printable(in.string(detail::max_report_text, "failure"), detail::max_report_text);
    r.failed_peer = printable(in.string(64, "failed peer"));
    in.finish("report");
    return r;
}

// As bytes, for load_instruction.
[[nodiscard]] inline bytes store(const instruction& i) {
    byte_writer out;
    out.scalar(static_cast<std::uint8_t>(i.at));
    out.scalar(static_cast<std::uint8_t>(i.pause));
    out.string(printable(i.verdict, detail::max_report_text));
    const auto proposed = store(i.proposal);
    out.scalar(static_cast<std::uint32_t>(proposed.size()));
    out.array(std::span<const std::byte>(proposed));
    return out.take();
}

// data_error for bytes that are no instruction.
[[nodiscard]] inline instruction load_instruction(std::span<const std::byte> raw) {
    byte_reader in(raw);
    instruction i;
    i.at = static_cast<stage>(detail::load_choice(in, 6, "stage"));
    i.pause = detail::load_choice(in, 2, "pause") == 1;
    i.verdict = printable(in.string(detail::max_report_text, "verdict"), detail::max_report_text);
    i.proposal = load_proposal(in.take(in.scalar<std::uint32_t>("proposal"), "proposal"));
    in.finish("instruction");
    return i;
}

}  // namespace spnn::inline SPNN_ABI::split
