#include "report.hpp"

#include "text_table.hpp"

#include <array>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <map>

namespace spnn_train {

namespace {

__attribute__((format(printf, 1, 2))) std::string format(const char* pattern, ...) {
    std::array<char, 256> buffer{};
    va_list values;
    va_start(values, pattern);
    std::vsnprintf(buffer.data(), buffer.size(), pattern, values);
    va_end(values);
    return buffer.data();
}

[[nodiscard]] std::string human_bytes(double bytes) {
    constexpr std::array units = {"B", "kB", "MB", "GB", "TB"};
    std::size_t unit = 0;
    for (; bytes >= 999.5 && unit + 1 < units.size(); ++unit) bytes /= 1000;
    return format(unit == 0 || bytes >= 99.5 ? "%.0f %s" : "%.1f %s", bytes, units[unit]);
}

[[nodiscard]] std::string human_seconds(double seconds) {
    return seconds < 0.0995 ? format("%.1f ms", seconds * 1000) : format(seconds < 9.95 ? "%.2f s" : "%.0f s", seconds);
}

struct spread {
    double mean = 0, deviation = 0;
};

// Over seeds; `value` of one seed's record.
template <class F>
[[nodiscard]] spread over_seeds(const std::vector<seed_record>& records, F&& value) {
    spread s;
    const auto n = static_cast<double>(records.size());
    for (const auto& r : records) s.mean += value(r) / n;
    for (const auto& r : records) s.deviation += (value(r) - s.mean) * (value(r) - s.mean);
    s.deviation = records.size() > 1 ? std::sqrt(s.deviation / (n - 1)) : 0;
    return s;
}

[[nodiscard]] std::string show(const spread& s, std::size_t seeds) {
    return seeds > 1 ? format("%.4f ±%.4f", s.mean, s.deviation) : format("%.4f", s.mean);
}

[[nodiscard]] std::string signed_text(double difference) {
    if (std::abs(difference) < 5e-6) return "0";
    return format(std::abs(difference) < 5e-4 ? "%+.5f" : "%+.4f", difference);
}

// One table line of plaintext training; `of` picks it from a seed's record.
template <class Pick>
void add_plaintext(text_table& table, const std::vector<seed_record>& records, const std::string& name,
                   std::size_t roles, Pick&& of, bool is_reference) {
    const auto metric = [&](const training& t) { return t.metrics[0].second; };
    const auto value = over_seeds(records, [&](const auto& r) { return metric(of(r)); });
    const auto difference = over_seeds(records, [&](const auto& r) { return metric(of(r)) - metric(r.joined); });
    const auto seconds = over_seeds(records, [&](const auto& r) {
        return of(r).result.train_seconds / static_cast<double>(r.joined.result.epochs.size());
    });
    std::vector<std::string> line{name, "1", show(value, records.size()),
                                  is_reference ? "" : signed_text(difference.mean), human_seconds(seconds.mean)};
    line.resize(line.size() + roles);
    table.add(std::move(line));
}

void add_protocol(text_table& table, const std::vector<seed_record>& records, std::size_t index, std::size_t holders,
                  const std::vector<std::string>& roles) {
    const auto run = [&](const seed_record& r) -> const run_record& { return r.runs[index]; };
    const auto metric = [](const training& t) { return t.metrics[0].second; };
    const auto value = over_seeds(records, [&](const auto& r) { return metric(run(r).trained); });
    const auto difference =
        over_seeds(records, [&](const auto& r) { return metric(run(r).trained) - metric(r.joined); });
    const auto seconds = over_seeds(records, [&](const auto& r) {
        const auto& result = run(r).trained.result;
        return result.train_seconds / static_cast<double>(result.epochs.size());
    });
    std::vector<std::string> line{name_of(run(records[0]).protocol), std::to_string(holders),
                                  show(value, records.size()), signed_text(difference.mean),
                                  human_seconds(seconds.mean)};
    for (const auto& role : roles) {
        const auto& sent = run(records[0]).trained.result.sent;
        const auto found = sent.find(role);
        line.push_back(found == sent.end() ? "" : human_bytes(static_cast<double>(found->second.bytes)));
    }
    table.add(std::move(line));
}

// All that send anything, in an order that reads well.
[[nodiscard]] std::vector<std::string> roles_of(const session& s, const std::vector<seed_record>& records) {
    std::vector<std::string> out;
    for (std::size_t j = 0; j < s.plan.holders(); ++j) out.push_back(spnn::split::the_holder(j).name());
    for (const std::string role : {"labeler", "server", "dealer"})
        for (const auto& run : records[0].runs)
            if (run.trained.result.sent.contains(role)) {
                out.push_back(role);
                break;
            }
    return out;
}

void print_table(std::ostream& out, const session& s, const std::vector<seed_record>& records) {
    const auto roles = roles_of(s, records);
    std::vector<std::string> header{records.size() > 1 ? format("mean of %zu seeds", records.size()) : "protocol",
                                    "holders", main_metric_title(s.options.task), "difference", "one epoch"};
    for (const auto& role : roles) header.push_back(role + " sent");
    text_table table(header);
    add_plaintext(
        table, records, "plaintext, all columns", roles.size(),
        [](const seed_record& r) -> const training& { return r.joined; }, true);
    for (std::size_t j = 0; j < s.plan.holders(); ++j)
        add_plaintext(
            table, records, format("plaintext, holder_%zu alone", j + 1), roles.size(),
            [j](const seed_record& r) -> const training& { return r.alone[j]; }, false);
    table.rule();
    for (std::size_t i = 0; i < s.options.protocols.size(); ++i)
        add_protocol(table, records, i, s.plan.holders(), roles);
    table.print(out);
}

void print_equality(std::ostream& out, const std::vector<seed_record>& records) {
    bool equal = true;
    double largest = 0;
    for (const auto& seed : records)
        for (const auto& run : seed.runs) {
            equal = equal && run.equals_in_the_clear;
            largest = std::fmax(largest, run.weight_difference);
        }
    out << "\n  "
        << (equal ? "Every protocol ends with the weights of in_the_clear that rounds as it does, bit for bit."
                  : "NOT every protocol ends with the weights of in_the_clear: that is an error in spnn.")
        << format("\n  No weight is further than %.1g from plaintext training on floats.\n\n", largest);
}

struct lesson {
    const char* server;  // what the server learns of the first layer
    const char* broken;  // who sees a holder's data by pooling views
};

const std::map<protocol, lesson> lessons = {
    {protocol::in_the_clear, {"each holder's part of h1, bare", "the server alone: for tests and baselines"}},
    {protocol::masked, {"h1, summed over all holders", "server + all holders but one"}},
    {protocol::shared, {"h1, summed over all holders", "dealer + any holder; server + all holders but one"}},
    {protocol::encrypted,
     {"h1, summed over all holders", "server + both neighbours of a holder (at the ends: the one)"}},
    {protocol::encrypted_by_paillier,
     {"h1, summed over all holders", "the same, and whoever has a quantum computer one day"}}};

void print_lessons(std::ostream& out, const session& s) {
    text_table table({"who learns what", "the server learns", "a holder's part is seen by pooling the views of"}, 3);
    for (const auto p : s.options.protocols) table.add({name_of(p), lessons.at(p).server, lessons.at(p).broken});
    table.print(out);
    out << "\n  This is what a protocol hides, step by step. What split learning shows by itself remains: from "
           "gradients the\n"
           "  server can tell nearly all labels, and so can holders, unless a defence blurs them; from h1 over many "
           "epochs\n"
           "  the server can tell features up to a linear map; the label owner can work out h1. See "
           "docs/threat_model.md.\n";
}

// The audit of the first seed.
void print_audit(std::ostream& out, const std::vector<seed_record>& records) {
    if (records[0].audit.empty()) return;
    out << "\n  From the gradients of the first epoch:\n";
    for (const auto& finding : records[0].audit) out << "  - " << finding.verdict() << "\n";
}

}  // namespace

void print_title(std::ostream& out, const session& s) {
    out << "\n  " << s.data.title << ": " << s.plan.train_rows << " rows to train on, "
        << spnn::rows(s.data.test.targets) << " to test on\n  ";
    for (std::size_t j = 0; j < s.plan.holders(); ++j)
        out << (j > 0 ? ", " : "") << spnn::split::the_holder(j).name() << " " << s.plan.columns[j] << " columns"
            << (s.plan.label_holder == j ? " and the label" : "");
    if (!s.plan.label_holder) out << ", labeler the label alone";
    out << "\n  network " << s.network.layers << "\n  " << s.plan.epochs << " epochs, batches of " << s.plan.batch
        << ", " << s.options.optimizer << " at " << s.options.learning_rate << "\n";
    if (s.options.narrow)
        out << "  h1 in " << s.plan.fraction_bits << " bits of fraction, up to 2^" << s.plan.range_bits << ", "
            << name_of(s.ring) << "\n";
    if (s.options.product_noise > 0)
        out << "  noise of deviation " << s.options.product_noise
            << " on each holder's part of h1; plaintext has none\n";
    if (s.options.defence.name() != "none")
        out << "  labels defended by " << s.options.defence.describe() << "; plaintext on all columns likewise\n";
    out << "\n" << std::flush;
}

void print_estimates(std::ostream& out, const session& s, const std::vector<spnn::split::run_estimate>& estimates) {
    std::vector<spnn::split::party> parties;
    for (const auto& e : estimates)
        for (const auto& [who, sent] : e.sent)
            if (std::ranges::find(parties, who) == parties.end()) parties.push_back(who);
    std::vector<std::string> header{"protocol", "rounds", "computing", "network", "one epoch", "the run"};
    for (const auto& who : parties) header.push_back(who.name() + " sends");
    text_table table(header);
    for (const auto& e : estimates) {
        std::vector<std::string> line{e.protocol,
                                      std::to_string(e.epoch.rounds),
                                      human_seconds(e.epoch.computing_seconds),
                                      human_seconds(e.epoch.network_seconds),
                                      human_seconds(e.epoch.seconds()),
                                      human_seconds(e.run.seconds())};
        for (const auto& who : parties) {
            const auto sent = e.sent.find(who);
            line.push_back(sent == e.sent.end() ? "" : human_bytes(static_cast<double>(sent->second.bytes)));
        }
        table.add(std::move(line));
    }
    table.print(out);
    out << "\n  Rounds, computing and network: of an epoch. A round is a message for which all wait. What is sent: in "
           "the "
           "run.\n  Bytes and rounds are exact, but for keys, less than a megabyte once. Computing is measured: all "
           "parties "
           "in this\n  process";
    if (s.options.bandwidth > 0 || s.options.latency > 0)
        out << format("; the network is computed: every link %s, %g ms",
                      s.options.bandwidth > 0 ? format("%g Mbit/s", s.options.bandwidth).c_str() : "without limit",
                      s.options.latency);
    out << ".\n" << std::endl;
}

void print_report(std::ostream& out, const session& s, const std::vector<seed_record>& records) {
    print_table(out, s, records);
    print_equality(out, records);
    print_lessons(out, s);
    print_audit(out, records);
    out << std::endl;
}

}  // namespace spnn_train
