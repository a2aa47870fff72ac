#include <hostile/support/matrix.hpp>

#include <spnn/session/messages.hpp>
#include <spnn/train/messages.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <iomanip>
#include <mutex>
#include <sstream>
#include <thread>

namespace hostile_tests {

namespace {

using test::act;

// Heap that the others may take beyond what they take in a sound run. Everything that a message may bring is far less.
constexpr std::ptrdiff_t most_heap_beyond = 4 << 20;

struct tally {
    std::size_t trials = 0, done = 0, faults = 0;
};

std::string_view kind_name(std::uint16_t kind) {
    namespace split = spnn::split;
    using R = spnn::z2k<64>;
    static const std::map<std::uint16_t, std::string_view> names{
        {spnn::session::hello::id, spnn::session::hello::name},
        {spnn::session::run_nonces::id, spnn::session::run_nonces::name},
        {spnn::session::agreement::id, spnn::session::agreement::name},
        {spnn::session::key_half::id, spnn::session::key_half::name},
        {split::public_key::id, split::public_key::name},
        {split::first_layer_part<R>::id, split::first_layer_part<R>::name},
        {split::running_sum::id, split::running_sum::name},
        {split::masked_features<R>::id, split::masked_features<R>::name},
        {split::masked_weights<R>::id, split::masked_weights<R>::name},
        {spnn::share::triple_seed::id, spnn::share::triple_seed::name},
        {spnn::share::triple_correction<R>::id, spnn::share::triple_correction<R>::name},
        {split::last_hidden::id, split::last_hidden::name},
        {split::last_hidden_gradient::id, split::last_hidden_gradient::name},
        {split::first_layer_gradient::id, split::first_layer_gradient::name},
        {spnn::train::verdict::id, spnn::train::verdict::name},
        {spnn::train::prediction_rows::id, spnn::train::prediction_rows::name},
        {split::pace::id, split::pace::name},
        {0x60, "report"},
        {0x61, "instruction"},
        {0x50, "greeting before alignment"},
        {0x51, "nonce of the order of rows"},
        {0x52, "digest of the order of rows"},
        {0x54, "blinded points"},
        {0x55, "evaluated points"},
        {0x56, "tags of all ids"},
        {0x57, "seed of the store"},
        {0x58, "table of the store"},
        {0x59, "number of common ids"},
        {0x5a, "tags of common ids"},
        {0x5b, "at work"}};
    const auto found = names.find(kind);
    return found == names.end() ? "other" : found->second;
}

// Whether the receiver must notice.
bool must_be_noticed(const test::possible_deed& d, const net::traced_message& m, std::size_t said_on_link,
                     const matrix_options& options) {
    if (d.deed.message >= options.early) return false;
    const bool is_last = d.deed.message + 1 == said_on_link;
    const auto what = d.deed.what;
    if (is_last && (what == act::repeat || what == act::flood || what == act::flood_on)) return false;  // nobody looks
    if (!d.is_legal) return true;
    if (!options.is_field || test::content_of(m.header.kind) != test::content::elements) return false;
    return d.deed.name.starts_with("2^61 - 1") || d.deed.name.starts_with("2^63") ||
           d.deed.name.starts_with("all ones");
}

// `count` of the numbers below `size`, spread evenly from a place that follows from the name.
std::vector<std::size_t> sample(std::size_t size, std::size_t count, const std::string& name) {
    std::vector<std::size_t> picked;
    std::size_t start = 14695981039346656037U;
    for (const char c : name) start = (start ^ static_cast<unsigned char>(c)) * 1099511628211U;
    count = std::min(size, count);
    for (std::size_t i = 0; i < count; ++i) picked.push_back((start % size + i * size / count) % size);
    return picked;
}

struct trial {
    lane where;
    test::possible_deed deed;
    std::uint16_t kind;
    bool is_noticed;
};

class matrix_run {
public:
    matrix_run(const scene& play, const matrix_options& options) : play_(play), options_(options) {}

    void run() {
        for (const auto& who : options_.villains) {
            const auto sound = perform(play_, {who}, std::chrono::minutes(1), options_.name + ": sound run");
            auto heap = sound.heap_of_all;
            for (const auto& [name, end] : sound.ends) {
                if (end.failure) std::rethrow_exception(end.failure);
                if (options_.at_once > 1) heap = std::max(heap, end.heap);
            }
            most_heap_ = std::max(most_heap_, heap + most_heap_beyond);
            for (const auto& [where, end] : sound.links) {
                REQUIRE_MESSAGE(end->knows_the_checksum, "hostile.hpp derives another key than session/session.hpp");
                if (options_.is_meant(where)) choose(where, *end);
            }
        }
        {
            std::atomic<std::size_t> next = 0;
            std::vector<std::jthread> threads;
            for (std::size_t i = 0; i < options_.at_once; ++i)
                threads.emplace_back([&] {
                    for (std::size_t n = 0; (n = next++) < trials_.size();) carry_out(n);
                });
        }
        print();
    }

private:
    void choose(const lane& where, const stage::end& sound) {
        const auto& said = sound.said;
        std::map<std::pair<std::uint16_t, test::sort>, std::vector<trial>> cells;
        for (std::size_t n = 0; n < std::min(said.size(), options_.messages); ++n)
            for (auto& d : test::deeds_for(n, said[n])) {
                const bool is_noticed = must_be_noticed(d, said[n], sound.count, options_);
                const auto kind = said[n].header.kind;
                cells[{kind, d.sort}].push_back({where, std::move(d), kind, is_noticed});
            }
        for (const auto& [cell, trials] : cells) {
            const auto name = spnn::text(where.first, " > ", where.second, " ", cell.first, name_of(cell.second));
            const bool is_talk = cell.second == test::sort::conversation;
            for (const auto i : sample(trials.size(), (is_talk ? 2 : 1) * options_.per_cell, name))
                trials_.push_back(trials[i]);
        }
    }

    void carry_out(std::size_t number) {
        const auto& t = trials_[number];
        const auto& deed = t.deed.deed;
        const auto what = spnn::text(options_.name, ": ", t.where.first, " -> ", t.where.second, ", message ",
                                     deed.message, " (", kind_name(t.kind), "), ", deed.name);
        const bool stays = number % 8 == 0;
        const auto result = perform(play_, {t.where.first, t.where.second, deed, stays}, options_.timeout, what);
        const bool was_done = result.links.at(t.where)->was_done;
        const auto fault = fault_of(result, {t.where.first},
                                    {was_done && t.is_noticed ? t.where.second : "",
                                     options_.timeout * options_.waits + slack, most_heap_, options_.at_once == 1});

        const std::lock_guard lock(mutex_);
        auto& at = tallies_[{t.where.first, std::string(kind_name(t.kind))}];
        ++at.trials;
        if (was_done) ++at.done;
        if (fault.empty()) return;
        ++at.faults;
        if (++shown_[fault.substr(0, 60)] <= 8) FAIL_CHECK(what, ": ", fault);
    }

    void print() const {
        std::ostringstream table;
        const auto line = [&table](const auto&... cells) {
            constexpr std::array widths{14, 42, 8, 8, 8};
            std::size_t i = 0;
            table << "\n" << std::left;
            ((table << (i >= 2 ? std::right : std::left) << std::setw(widths[i]) << cells, ++i), ...);
        };
        table << options_.name;
        line("hostile", "message", "trials", "done", "faults");
        std::size_t faults = 0;
        for (const auto& [cell, of] : tallies_) {
            line(cell.first, cell.second, of.trials, of.done, of.faults);
            faults += of.faults;
        }
        MESSAGE(table.str());
        CHECK(faults == 0);
    }

    const scene& play_;
    const matrix_options& options_;
    std::ptrdiff_t most_heap_ = 0;
    std::vector<trial> trials_;
    std::mutex mutex_;
    std::map<std::pair<std::string, std::string>, tally> tallies_;
    std::map<std::string, std::size_t> shown_;
};

}  // namespace

std::string fault_of(const outcome& of, const std::set<std::string>& villains, const expectation& e) {
    for (const auto& [who, end] : of.ends) {
        if (villains.contains(who)) continue;
        try {
            if (end.failure) std::rethrow_exception(end.failure);
        } catch (const spnn::error&) {
        } catch (const std::exception& other) {
            return spnn::text(who, " ends with an exception that is none of the library: ", other.what());
        }
        if (!e.counts_all_threads && end.heap > e.most_heap)
            return spnn::text(who, " took ", end.heap, " bytes of heap, at most ", e.most_heap, " allowed");
    }
    if (e.counts_all_threads && of.heap_of_all > e.most_heap)
        return spnn::text("all took ", of.heap_of_all, " bytes of heap, at most ", e.most_heap, " allowed");
    if (!e.must_notice.empty() && !of.has_failed(e.must_notice)) return e.must_notice + " has not noticed";
    if (of.took > e.most_time)
        return spnn::text("took ", of.took.count(), " ms, at most ", e.most_time.count(), " allowed");
    return {};
}

void check_matrix(const scene& play, const matrix_options& options) { matrix_run(play, options).run(); }

}  // namespace hostile_tests
