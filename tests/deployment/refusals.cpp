// What a party, or the coordinator, will not take part in, and the sentence with which it says so.

#include "support/tables.hpp"

#include <doctest/doctest.h>

#include <fstream>

namespace {

namespace fs = std::filesystem;
using spnn_party::exit_code;
using test::deployment;
using test::processes;

constexpr std::chrono::seconds bound{60};

void expect(const processes& run, const std::string& party, const std::string& sentence) {
    const auto said = run.log_of(party);
    CHECK_MESSAGE(said.verdict.find(sentence) != std::string::npos, party, " says: ", said.verdict);
}

// Nobody succeeds, and everybody is told.
void expect_of_all(processes& run, const std::string& sentence) {
    for (const auto& [party, how] : run.wait(bound)) {
        test::require_end(run, party, how, exit_code::failed);
        expect(run, party, sentence);
    }
}

TEST_CASE("deployment/refusals: another name of the run") {
    deployment d({.start_within = 1.5});
    d.config("holder_2")["run"] = "another";
    processes run(d);
    run.start_all(false);
    const auto ends = run.wait(bound);
    CHECK(ends.at("holder_2").with(exit_code::failed));
    expect(run, "holder_2",
           "this is coordinator of run \"fault test\", the call is for run \"another\": give all parties the same run "
           "name");
    CHECK(run.log_of("coordinator").refusals.find("for run \"another\"") != std::string::npos);
    for (const auto* party : {"coordinator", "server", "holder_1"})
        expect(run, party, "not all parties have come in time; missing: holder_2");
}

TEST_CASE("deployment/refusals: a party that the run does not have") {
    deployment d({.start_within = 3});
    auto stranger = d.config("holder_2");
    stranger["self"] = "holder_3";
    stranger["listen"] = deployment::new_address();
    stranger["parties"].erase("holder_3");
    d.add("holder_3", stranger);
    processes run(d);
    run.start_all(false);
    const auto ends = run.wait(bound);
    CHECK(ends.at("holder_3").with(exit_code::failed));
    expect(run, "holder_3", "coordinator expects no call from holder_3: check the roles of both parties");
    for (const auto* party : {"coordinator", "server", "holder_1", "holder_2"})
        test::require_end(run, party, ends.at(party), exit_code::done);
}

TEST_CASE("deployment/refusals: a party that is here twice") {
    deployment d({.start_within = 6});
    auto twin = d.config("holder_1");
    d.add("the same again", twin);
    twin["listen"] = deployment::new_address();
    twin["state"] = "state/twin";
    d.add("twin", twin);
    processes run(d);
    for (const auto* party : {"coordinator", "server", "holder_1"}) run.start(party, false);
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    run.start("the same again", false);
    run.start("twin", false);
    while (!run.is_over("twin")) std::this_thread::sleep_for(std::chrono::milliseconds(10));  // it has a deadline
    run.start("holder_2", false);
    const auto ends = run.wait(bound);
    CHECK(ends.at("the same again").with(exit_code::usage));
    expect(run, "the same again", "cannot listen at " + d.config("holder_1")["listen"].get<std::string>());
    CHECK(ends.at("twin").with(exit_code::failed));
    expect(run, "twin", "holder_1 is connected already for coordination: is it running twice?");
    for (const auto* party : {"coordinator", "server", "holder_1", "holder_2"})
        test::require_end(run, party, ends.at(party), exit_code::done);
}

TEST_CASE("deployment/refusals: a protocol, a number of epochs or a sort of alignment that a party does not allow") {
    struct rule {
        const char* name;
        nlohmann::json value;
        std::string sentence;
    };
    const std::vector<rule> rules{
        {"protocols", {"encrypted"}, "policy: protocols allows encrypted; the run proposes masked"},
        {"max_epochs", 1, "policy: max_epochs is 1; the run proposes 2 epochs"},
        {"intersection_only", true,
         "policy: intersection_only is set; the run proposes rows that are in order already"}};
    std::vector<std::unique_ptr<deployment>> deployments;
    std::vector<std::unique_ptr<processes>> runs;
    for (const auto& [name, value, sentence] : rules) {
        auto& d = *deployments.emplace_back(std::make_unique<deployment>(test::setting{}));
        d.config("holder_2")["policy"][name] = value;
        runs.emplace_back(std::make_unique<processes>(d))->start_all(false);
    }
    for (std::size_t i = 0; i < rules.size(); ++i)
        expect_of_all(*runs[i], "holder_2 has failed before the first step: " + rules[i].sentence);
}

TEST_CASE("deployment/refusals: other rows") {
    deployment d({});
    std::ofstream(d.folder() / "holder_2.csv", std::ios::app) << "one more,1,2,3\n";
    processes run(d);
    run.start_all(false);
    const auto ends = run.wait(bound);
    for (const auto& [party, how] : ends) {
        test::require_end(run, party, how, exit_code::failed);
        expect(run, party, "rows in order: ");
        expect(run, party, "; bring the files into one order first, or use private set intersection");
    }
}

TEST_CASE("deployment/refusals: the same ids in another order") {
    deployment d({});
    std::vector<std::string> lines;
    std::ifstream in(d.folder() / "holder_2.csv");
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    in.close();
    std::swap(lines[3], lines[4]);
    std::ofstream out(d.folder() / "holder_2.csv");
    for (const auto& line : lines) out << line << '\n';
    out.close();
    processes run(d);
    run.start_all(false);
    expect_of_all(run, "are not those here in the same order; sort both files by the same id column");
}

TEST_CASE("deployment/refusals: checkpoints of another plan or of no common epoch, and some only that resume") {
    deployment d({});
    {
        processes run(d);
        run.start_all(false);
        for (const auto& [party, how] : run.wait(bound)) test::require_end(run, party, how, exit_code::done);
    }
    const auto left = test::results_of(d);
    {
        processes run(d);
        for (const auto& party : d.parties()) run.start(party, party != "holder_2");
        expect_of_all(run,
                      "these parties can resume: holder_1 server; these cannot: holder_2. "
                      "Start all with --resume, or all without it");
    }
    fs::remove_all(d.state_of("holder_2") / "checkpoints");
    {
        processes run(d);
        run.start_all(true);
        expect_of_all(run,
                      "the parties hold checkpoints, but of no common epoch: holder_1 1 2, holder_2 0, server 1 "
                      "2. Start all without --resume");
    }
    d.config("coordinator")["plan"]["learning_rate"] = 0.5;
    for (const bool resume : {true, false}) {
        processes run(d);
        run.start_all(resume);
        expect_of_all(run, " has failed before the first step: its own files or rows are at fault; its log says which");
        std::string logs;
        for (const auto& party : d.parties()) logs += run.log_of(party).all;
        CHECK(logs.find("was made by a run with another plan. Use that plan (only epochs may change), or another "
                        "folder, or remove the checkpoints to begin anew") != std::string::npos);
    }
    CHECK((test::results_of(d) == left));
}

}  // namespace
