// One program for every role of a run: holders, label owner, server, dealer and coordinator, each with its own
// configuration file. docs/deployment.md shows a whole deployment; examples/deployment.sh runs one on this machine.

#include "party.hpp"

#include "networks.hpp"
#include "startup.hpp"

#include <CLI/CLI.hpp>

#include <sys/stat.h>

#include <csignal>
#include <iostream>

namespace {

std::atomic<bool> stop = false;  // set by a signal
static_assert(std::atomic<bool>::is_always_lock_free);

// The first signal asks for a pause after this epoch, the second one ends the process.
extern "C" void on_signal(int number) {
    stop = true;
    std::signal(number, SIG_DFL);
}

int run(const std::vector<std::string>& files, bool resume, bool predict, bool compare) {
    using namespace spnn_party;
    std::vector<config> all;
    for (const auto& file : files) all.push_back(load_config(file));
    if (compare) return static_cast<int>(compare_with_simulation(all));
    spnn::require<spnn::usage_error>(all.size() == 1, "one --config expected, ", all.size(), " given");
    const auto& own = all[0];
    check_startup(own);
    const bool coordinates = own.self == "coordinator";
    spnn::require<spnn::usage_error>(coordinates || !predict,
                                     "--predict is for the coordinator; the others hear of it");
    const logger log(own.self);
    const auto link = make_linker(own, [&](const std::string& why) { log.error("refused", {{"why", why}}); });
    log.info("listening", {{"transport", name_of(own.transport)}, {"at", own.listen}});
    const auto code = coordinates ? run_coordinator(own, predict, link, log) : run_party(own, resume, link, log);
    return static_cast<int>(code);
}

}  // namespace

const std::atomic<bool>& spnn_party::stop_wanted() { return stop; }

int main(int argc, char** argv) {
    CLI::App app("Takes part in training one network on columns that several parties keep to themselves.");
    std::vector<std::string> files;
    bool resume = false, predict = false, compare = false, networks = false;
    app.add_option("--config", files, "the configuration of this party (JSON)")->check(CLI::ExistingFile);
    app.add_flag("--resume", resume, "go on from the last epoch that all parties have saved");
    app.add_flag("--predict", predict, "coordinator: no training, predictions for the parties' new_rows");
    app.add_flag("--compare", compare,
                 "with the configurations of all parties: compares a finished run with a simulation");
    app.add_flag("--networks", networks, "lists the networks that have a name, and says how any other is written");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : static_cast<int>(spnn_party::exit_code::usage);
    }
    ::umask(S_IRWXG | S_IRWXO);  // predictions and history are as private as the rest
    std::signal(SIGTERM, on_signal);
    std::signal(SIGINT, on_signal);
    try {
        if (networks) {
            for (const auto& network : spnn_party::named_networks())
                std::cout << network.name << "   " << network.text << "\n";
            std::cout << "or a text, such as d-16-8-1 relu or d: dense 16, relu, dropout 20, dense 1\n";
            return 0;
        }
        return run(files, resume, predict, compare);
    } catch (const spnn::error& e) {
        std::cerr << "spnn_party: " << e.what() << std::endl;
        return static_cast<int>(spnn_party::exit_code::usage);
    } catch (const std::exception& e) {
        std::cerr << "spnn_party: " << e.what() << std::endl;
        return static_cast<int>(spnn_party::exit_code::unexpected);
    }
}
