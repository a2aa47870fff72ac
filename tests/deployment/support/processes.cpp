#include "processes.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <thread>

namespace {

std::atomic<bool> stop = false;  // set by a signal, in a process of its own

extern "C" void on_signal(int number) {
    stop = true;
    std::signal(number, SIG_DFL);
}

void redirect(int stream, const std::filesystem::path& to) {
    const int file = ::open(to.c_str(), O_WRONLY | O_CREAT | O_APPEND, S_IRUSR | S_IWUSR);
    if (file < 0 || ::dup2(file, stream) < 0) ::_exit(99);
    ::close(file);
}

// The whole life of a party, as the program's main has it.
int live(const test::deployment& d, const std::string& name, bool resume, const test::harm& what,
         const std::shared_ptr<test::witness[]>& pages, std::size_t page) {
    using namespace spnn_party;
    try {
        const auto own = d.parsed(name);
        const logger log(own.self);
        auto link = make_linker(own, [&](const std::string& why) { log.error("refused", {{"why", why}}); });
        link = test::observe(std::move(link), what, pages, page);
        const bool coordinates = own.self == "coordinator";
        return static_cast<int>(coordinates ? run_coordinator(own, false, link, log)
                                            : run_party(own, resume, link, log));
    } catch (const spnn::error& e) {
        std::cerr << "spnn_party: " << e.what() << std::endl;
        return static_cast<int>(exit_code::usage);
    } catch (const std::exception& e) {
        std::cerr << "spnn_party: " << e.what() << std::endl;
        return static_cast<int>(exit_code::unexpected);
    }
}

std::string content_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

const std::atomic<bool>& spnn_party::stop_wanted() { return stop; }

namespace test {

processes::~processes() {
    for (const auto& [party, pid] : running_) {
        ::kill(pid, SIGKILL);
        ::waitpid(pid, nullptr, 0);
    }
}

std::size_t processes::number_of(const std::string& party) const {
    const auto& all = deployment_.parties();
    const auto at = std::ranges::find(all, party);
    spnn::require<spnn::usage_error>(at != all.end(), "processes: there is no ", party);
    return static_cast<std::size_t>(at - all.begin());
}

fs::path processes::file_of(const std::string& party, const std::string& kind) const {
    return deployment_.folder() / "log" / (party + "." + session_ + "." + kind);
}

void processes::start(const std::string& party, bool resume, const harm& what) {
    const auto page = number_of(party);
    const auto parent = ::getpid();
    std::cout.flush();
    const auto pid = ::fork();
    spnn::require<spnn::usage_error>(pid >= 0, "processes: cannot fork");
    if (pid == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent) ::_exit(99);
        redirect(STDOUT_FILENO, file_of(party, "shown"));
        redirect(STDERR_FILENO, file_of(party, "log"));
        std::signal(SIGTERM, on_signal);
        ::_exit(live(deployment_, party, resume, what, pages_, page));
    }
    running_[party] = pid;
}

void processes::start_all(bool resume, const std::map<std::string, harm>& harms) {
    for (const auto& party : deployment_.parties()) {
        const auto found = harms.find(party);
        start(party, resume, found == harms.end() ? harm{} : found->second);
    }
}

void processes::signal(const std::string& party, int number) const {
    if (const auto found = running_.find(party); found != running_.end()) ::kill(found->second, number);
}

void processes::reap() {
    std::erase_if(running_, [&](const auto& entry) {
        int status = 0;
        if (::waitpid(entry.second, &status, WNOHANG) != entry.second) return false;
        auto& how = over_[entry.first];
        if (WIFSIGNALED(status))
            how.signal = WTERMSIG(status);
        else
            how.code = WEXITSTATUS(status);
        return true;
    });
}

bool processes::is_over(const std::string& party) {
    reap();
    return !running_.contains(party);
}

void processes::await_epoch(std::size_t epoch) {
    for (const auto until = spnn::deadline::after(std::chrono::seconds(60)); !until.passed();) {
        reap();
        if (epochs_shown() >= epoch || !over_.empty()) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

const std::map<std::string, ended>& processes::wait(std::chrono::seconds bound) {
    const auto until = spnn::deadline::after(bound);
    for (reap(); !running_.empty() && !until.passed(); reap())
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    for (const auto& [party, pid] : running_) {
        ::kill(pid, SIGKILL);
        ::waitpid(pid, nullptr, 0);
        over_[party].hung = true;
    }
    running_.clear();
    return over_;
}

const witness& processes::saw(const std::string& party) const { return pages_.get()[number_of(party)]; }

logged processes::log_of(const std::string& party) const {
    logged out;
    std::ifstream in(file_of(party, "log"));
    for (std::string line; std::getline(in, line);) {
        out.all += line + "\n";
        const auto said = nlohmann::json::parse(line, nullptr, false);
        if (!said.is_object()) {
            out.verdict = line;  // of main: it ends the process
            continue;
        }
        if (said.value("event", "") == "failed") out.verdict = said.at("verdict");
        if (said.value("event", "") == "start") out.begins = said.at("first_epoch");
        if (said.value("event", "") == "refused") out.refusals += said.at("why").get<std::string>() + "\n";
    }
    return out;
}

std::size_t processes::epochs_shown() const {
    std::size_t shown = 0;
    std::istringstream in(content_of(file_of("coordinator", "shown")));
    for (std::string line; std::getline(in, line);) shown += line.starts_with("epoch ");
    return shown;
}

}  // namespace test
