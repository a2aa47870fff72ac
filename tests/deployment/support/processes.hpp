// deployment/support/processes.hpp: the roles of a deployment as processes of their own, as the program runs them; how
// each ended and what it logged.

#pragma once

#include "observed.hpp"

#include <party.hpp>

#include <sys/types.h>

namespace test {

struct ended {
    bool hung = false;  // had to be killed at the end of the time it was given
    int signal = 0;
    int code = -1;  // an exit_code

    [[nodiscard]] bool with(spnn_party::exit_code c) const {
        return !hung && signal == 0 && code == static_cast<int>(c);
    }
};

// What a process has logged.
struct logged {
    std::string verdict;     // of its failure; empty: it has not failed
    std::size_t begins = 0;  // the epoch it began with, counted from 1; 0: it did not come to that
    std::string refusals;    // of callers
    std::string all;
};

class processes {
public:
    explicit processes(const deployment& of) : deployment_(of), pages_(shared_witnesses(of.parties().size())) {}
    processes(const processes&) = delete;
    processes& operator=(const processes&) = delete;
    ~processes();  // ends those that are left

    // Starts a party. The calling process has one thread.
    void start(const std::string& party, bool resume, const harm& what = {});
    void start_all(bool resume, const std::map<std::string, harm>& harms = {});

    void signal(const std::string& party, int number) const;
    // Waits until the coordinator has shown that epoch, counted from 1, or any process is over.
    void await_epoch(std::size_t epoch);
    [[nodiscard]] bool is_over(const std::string& party);
    // Waits until all have ended by themselves; those that have not after `bound` are killed and called hung.
    const std::map<std::string, ended>& wait(std::chrono::seconds bound);

    [[nodiscard]] const witness& saw(const std::string& party) const;
    [[nodiscard]] logged log_of(const std::string& party) const;
    // Epochs that the coordinator has shown as finished.
    [[nodiscard]] std::size_t epochs_shown() const;

private:
    [[nodiscard]] std::size_t number_of(const std::string& party) const;
    [[nodiscard]] fs::path file_of(const std::string& party, const std::string& kind) const;
    void reap();

    const deployment& deployment_;
    std::shared_ptr<witness[]> pages_;
    std::string session_ = spnn::text(next_session_++);
    std::map<std::string, pid_t> running_;
    std::map<std::string, ended> over_;

    static inline std::size_t next_session_ = 1;
};

}  // namespace test
