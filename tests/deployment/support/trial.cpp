#include "trial.hpp"

#include <spnn/store/checkpoint.hpp>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <fstream>
#include <thread>

namespace test {

namespace {

namespace split = spnn::split;
using spnn::text;
using spnn_party::exit_code;

constexpr std::chrono::seconds patience{90};  // no wait of a party takes as long, nor do two together

std::string content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

bool contains(const std::string& words, const std::string& part) { return words.find(part) != std::string::npos; }

// Epochs of a party's checkpoints; a complaint for a file that is not sound.
std::vector<std::size_t> epochs_kept(const deployment& d, const std::string& party, std::string& complaints) {
    std::vector<std::size_t> epochs;
    const auto folder = d.state_of(party) / "checkpoints";
    if (!fs::exists(folder)) return epochs;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() != ".checkpoint") continue;  // one that was being written
        if (!spnn::store::is_sound(spnn::store::read_file(entry.path()), spnn::store::checkpoint_kind))
            complaints += text(entry.path().filename().string(), " is not sound\n");
        const auto stem = entry.path().stem().string();
        epochs.push_back(std::stoul(stem.substr(stem.rfind('-') + 1)));
    }
    return epochs;
}

// The epoch to go on from, by what is on the disk; a complaint when an epoch that was over everywhere is lost.
std::size_t last_epoch_of_all(const deployment& d, const processes& before, std::string& complaints) {
    std::vector<std::vector<std::size_t>> held;
    std::size_t newest = 0;
    for (const auto& party : d.parties()) {
        if (party == "coordinator" || party == "dealer") continue;
        held.push_back(epochs_kept(d, party, complaints));
        for (const auto epoch : held.back()) newest = std::max(newest, epoch);
    }
    const auto last = spnn::store::last_common(held);
    if (newest > last + 1) complaints += text("a party has saved epoch ", newest, ", all only ", last, "\n");
    const auto shown = before.epochs_shown();
    if (shown > last + 1) complaints += text("epoch ", shown, " was over, but all have only saved ", last, "\n");
    return last;
}

std::string describe(const std::string& party, const ended& how) {
    return text(party,
                how.hung     ? " was hung"
                : how.signal ? text(" died by signal ", how.signal)
                             : text(" ended with ", how.code),
                "\n");
}

// How the processes of a disturbed run may end, and what they must say.
void judge(const processes& run, const std::map<std::string, ended>& ends, const blow& b, const std::string& doing,
           std::string& complaints) {
    bool someone_failed = false;
    for (const auto& [party, how] : ends) {
        const auto log = run.log_of(party);
        if (how.signal == SIGKILL && !how.hung && party == b.party) continue;
        const bool failed = how.with(exit_code::failed);
        someone_failed = someone_failed || failed;
        if (!failed && !how.with(exit_code::done)) complaints += describe(party, how);
        const bool was_late = contains(log.verdict, "no link to the coordinator");  // when the run was over already
        if (failed && party != b.party && !was_late &&
            std::ranges::none_of(b.suspects, [&](const auto& who) { return contains(log.verdict, who); }))
            complaints += text(party, " says: ", log.verdict, "\n");
    }
    const bool killed = ends.at(b.party).signal == SIGKILL;
    if (!killed) return;
    // The run is over for good once the coordinator has said so to all.
    if (doing != "finished" && !someone_failed) complaints += b.party + " was killed, and nobody minded\n";
    // The step that the verdict names is the one at which the party was, or one beside it: not all are at the
    // same. Only a dealer runs ahead.
    const auto step_in = [](const std::string& words) {
        const auto at = words.rfind("step ");
        return at == std::string::npos ? 0L : std::atol(words.c_str() + at + 5);
    };
    const auto verdict = run.log_of("coordinator").verdict;
    if (b.party != "dealer" && doing.starts_with("epoch ") && verdict.starts_with(b.party + " was lost ")) {
        const auto said = verdict.substr(0, verdict.find('('));
        if (std::abs(step_in(doing) - step_in(said)) > 1) complaints += doing + " is called: " + said + "\n";
    }
}

outcome try_one(const setting& s, const reference& sound, const blow& b) {
    deployment d(s);
    processes run(d);
    outcome out;
    run.start_all(false, {{b.party, b.on_links}});
    const auto& saw = run.saw(b.party);
    if (b.signal != 0) {
        std::this_thread::sleep_for(b.after);
        out.struck = !run.is_over(b.party);
        run.signal(b.party, b.signal);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));  // it may take a moment to arrive
        out.doing = saw.doing;
    }
    if (b.then != 0) {
        std::this_thread::sleep_for(b.later);
        run.signal(b.party, b.then);
    }
    const auto ends = run.wait(patience);
    if (saw.struck) {
        out.struck = true;
        out.doing = saw.struck_while;
    }
    out.verdict = run.log_of(b.party == "coordinator" ? "server" : "coordinator").verdict;
    judge(run, ends, b, out.doing, out.complaints);
    out.went_on = resume_and_compare(d, sound, run, out.complaints);
    if (!out.complaints.empty())
        for (const auto& party : d.parties()) out.complaints += run.log_of(party).all;
    return out;
}

// A process for itself that leaves text for the one that started it.
void in_a_process(const std::function<std::string()>& work, const fs::path& answer) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    std::string said;
    try {
        said = work();
    } catch (const std::exception& e) {
        said = nlohmann::json{{"complaints", e.what()}}.dump();
    }
    std::ofstream(answer, std::ios::binary) << said;
    ::_exit(0);
}

// How many trials at a time: they mostly wait, but for those that encrypt.
std::size_t at_once(const setting& s) {
    const char* const wish = std::getenv("SPNN_TEST_JOBS");
    if (s.protocol == "encrypted") return std::max(2U, std::thread::hardware_concurrency());
    return wish != nullptr ? std::max(1UL, std::strtoul(wish, nullptr, 10))
                           : std::max<std::size_t>(16, 2 * std::thread::hardware_concurrency());
}

// A model file without what no two runs have in common: the id of its run, and the digest over all of it.
std::string without_run(std::string model) {
    std::size_t at = 8 + sizeof(std::uint32_t);  // what it is, and its format
    for (int texts = 0; texts < 2; ++texts) {    // party and network
        std::uint32_t size = 0;
        if (at + sizeof size > model.size()) return "no model file";
        std::memcpy(&size, model.data() + at, sizeof size);
        at += sizeof size + size;
    }
    if (at + sizeof(spnn::run_id) + sizeof(spnn::crypto::digest) > model.size()) return "no model file";
    model.resize(model.size() - sizeof(spnn::crypto::digest));
    return model.erase(at, sizeof(spnn::run_id));
}

}  // namespace

results results_of(const deployment& d) {
    results all;
    for (const auto& party : d.parties()) {
        const auto kept = [&](const std::string& file) { return d.state_of(party) / file; };
        if (fs::exists(kept("model"))) all[party + "/model"] = without_run(content_of(kept("model")));
        for (const std::string file : {"predictions.csv", "history.csv"})
            if (fs::exists(kept(file))) all[text(party, "/", file)] = content_of(kept(file));
    }
    return all;
}

std::size_t resume_and_compare(deployment& d, const reference& sound, const processes& before,
                               std::string& complaints) {
    const auto last = last_epoch_of_all(d, before, complaints);
    for (const auto& party : d.parties())
        for (const auto* wait : {"timeout_seconds", "silence_seconds", "start_within_seconds"})
            d.config(party)[wait] = 40;  // nothing befalls this run, on however busy a machine
    processes again(d);
    again.start_all(true);
    std::string wrong;
    for (const auto& [party, how] : again.wait(patience)) {
        if (!how.with(exit_code::done)) wrong += "resumed: " + describe(party, how);
        const auto begins = again.log_of(party).begins;
        if (party != "coordinator" && begins != last + 1)
            wrong += text("resumed: ", party, " begins with epoch ", begins, ", all hold ", last, "\n");
        const auto &old = before.saw(party), &fresh = again.saw(party);
        for (std::size_t i = 0; i < fresh.key_count; ++i)
            if (std::find(old.keys, old.keys + old.key_count, fresh.keys[i]) != old.keys + old.key_count)
                wrong += text("resumed: ", party, " uses a key or a session number again\n");
    }
    const auto left = results_of(d);
    for (const auto& [file, content] : sound.left) {
        const auto found = left.find(file);
        if (found == left.end() || found->second != content) wrong += text("resumed: ", file, " is another\n");
    }
    if (!wrong.empty())
        for (const auto& party : d.parties()) wrong += again.log_of(party).all;
    complaints += wrong;
    return last + 1;
}

std::vector<reference> run_all_undisturbed(const std::vector<setting>& all) {
    std::vector<std::unique_ptr<deployment>> deployments;
    std::vector<std::unique_ptr<processes>> runs;
    for (const auto& s : all) {
        deployments.push_back(std::make_unique<deployment>(s));
        runs.push_back(std::make_unique<processes>(*deployments.back()));
        runs.back()->start_all(false);
    }
    std::vector<reference> sound;
    for (std::size_t i = 0; i < all.size(); ++i) {
        std::string wrong;
        for (const auto& [party, how] : runs[i]->wait(patience))
            if (!how.with(exit_code::done)) wrong += describe(party, how) + runs[i]->log_of(party).all;
        spnn::require<spnn::protocol_error>(wrong.empty(), "a run that nothing befell has failed: ", wrong);
        auto& one = sound.emplace_back(reference{results_of(*deployments[i]), {}});
        for (const auto& party : deployments[i]->parties()) one.saw[party] = runs[i]->saw(party);
    }
    return sound;
}

reference run_undisturbed(const setting& s) { return run_all_undisturbed({s}).front(); }

std::vector<outcome> carry_out(const setting& s, const reference& sound, const std::vector<blow>& blows) {
    auto pattern = (fs::temp_directory_path() / "spnn outcomes XXXXXX").string();
    spnn::require<spnn::usage_error>(::mkdtemp(pattern.data()) != nullptr, "no temporary folder at ", pattern);
    const fs::path folder = pattern;
    const auto answer_of = [&](std::size_t i) { return folder / std::to_string(i); };
    std::map<pid_t, std::size_t> working;
    std::cout.flush();
    for (std::size_t next = 0; next < blows.size() || !working.empty();) {
        if (next < blows.size() && working.size() < at_once(s)) {
            const auto pid = ::fork();
            spnn::require<spnn::usage_error>(pid >= 0, "carry_out: cannot fork");
            if (pid == 0)
                in_a_process(
                    [&] {
                        const auto o = try_one(s, sound, blows[next]);
                        return nlohmann::json{{"complaints", o.complaints},
                                              {"doing", o.doing},
                                              {"verdict", o.verdict},
                                              {"struck", o.struck},
                                              {"went_on", o.went_on}}
                            .dump();
                    },
                    answer_of(next));
            working[pid] = next++;
            continue;
        }
        int status = 0;
        working.erase(::waitpid(-1, &status, 0));  // it has deadlines of its own
    }
    std::vector<outcome> all(blows.size());
    for (std::size_t i = 0; i < blows.size(); ++i) {
        auto& o = all[i];
        const auto said = nlohmann::json::parse(content_of(answer_of(i)), nullptr, false);
        if (!said.is_object()) {
            o.complaints = "the trial came to no end";
            continue;
        }
        o.complaints = said.at("complaints");
        o.doing = said.value("doing", "");
        o.verdict = said.value("verdict", "");
        o.struck = said.value("struck", false);
        o.went_on = said.value("went_on", std::size_t{0});
        if (!o.complaints.empty()) o.complaints = blows[i].name + " at " + blows[i].party + ":\n" + o.complaints;
    }
    fs::remove_all(folder);
    return all;
}

}  // namespace test
