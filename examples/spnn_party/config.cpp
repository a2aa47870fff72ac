#include "config.hpp"

#include "networks.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <set>

namespace spnn_party {

namespace {

using nlohmann::json;
using spnn::data_error;
using spnn::require;
using spnn::text;

// An object of the file. Whatever is asked of it and does not fit is an error that names the entry; done() refuses
// entries that nobody has asked for.
class entries {
public:
    entries(const json& object, std::string where) : object_(object), where_(std::move(where)) {
        require<data_error>(object.is_object(), where_, ": expected an object { ... }");
    }

    [[nodiscard]] bool has(const std::string& key) const { return object_.contains(key); }

    template <class T>
    void read(const std::string& key, T& to) {
        asked_.insert(key);
        if (!has(key)) return;
        to = as<T>(object_.at(key), where_ + "." + key);
    }
    template <class T>
    void demand(const std::string& key, T& to) {
        require<data_error>(has(key), where_, ": has no entry \"", key, "\"");
        read(key, to);
    }
    [[nodiscard]] std::optional<entries> section(const std::string& key) {
        asked_.insert(key);
        if (!has(key)) return std::nullopt;
        return entries(object_.at(key), where_ + "." + key);
    }
    [[nodiscard]] std::vector<std::string> keys() const {
        std::vector<std::string> all;
        for (const auto& [key, value] : object_.items()) all.push_back(key);
        return all;
    }

    void done() const {
        for (const auto& [key, value] : object_.items())
            require<data_error>(asked_.contains(key), where_, ": does not know the entry \"", key, "\"");
    }
    [[nodiscard]] const std::string& where() const { return where_; }

private:
    template <class T>
    static T as(const json& value, const std::string& where) {
        if constexpr (std::is_same_v<T, bool>) {
            require<data_error>(value.is_boolean(), where, ": expected true or false");
        } else if constexpr (std::is_integral_v<T>) {
            require<data_error>(value.is_number_integer(), where, ": expected a whole number");
            const bool fits = value.is_number_unsigned() ? std::in_range<T>(value.get<std::uint64_t>())
                                                         : std::in_range<T>(value.get<std::int64_t>());
            require<data_error>(fits, where, ": ", value.dump(), " is too large or too small");
        } else if constexpr (std::is_floating_point_v<T>) {
            require<data_error>(value.is_number(), where, ": expected a number");
        } else if constexpr (std::is_same_v<T, std::string>) {
            require<data_error>(value.is_string(), where, ": expected a text");
        } else {  // a list
            require<data_error>(value.is_array(), where, ": expected a list [ ... ]");
            T list;
            for (const auto& item : value) list.insert(list.end(), as<typename T::value_type>(item, where));
            return list;
        }
        return value.get<T>();
    }

    const json& object_;
    std::string where_;
    std::set<std::string> asked_;
};

template <class T>
[[nodiscard]] T choose(const std::string& word, const std::map<std::string, T>& choices, const std::string& where) {
    std::string all;
    for (const auto& [name, value] : choices) all += (all.empty() ? "" : ", ") + name;
    const auto found = choices.find(word);
    require<data_error>(found != choices.end(), where, ": \"", word, "\" is none of ", all);
    return found->second;
}

void read_path(entries& from, const std::string& key, const std::filesystem::path& folder, std::filesystem::path& to) {
    std::string path;
    from.read(key, path);
    if (!path.empty()) to = folder / path;
}

void read_seconds(entries& from, const std::string& key, std::chrono::milliseconds& to) {
    double seconds = std::chrono::duration<double>(to).count();
    from.read(key, seconds);
    require<data_error>(seconds >= 0.001 && seconds <= 1e6, from.where(), ".", key,
                        ": expected 0.001 to 1000000 seconds");
    to = std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

[[nodiscard]] peer_config read_peer(entries from) {
    peer_config peer;
    from.read("address", peer.address);
    from.read("certificate_name", peer.certificate_name);
    from.read("certificate_sha256", peer.certificate_sha256);
    from.read("rank", peer.rank);
    from.done();
    return peer;
}

[[nodiscard]] table_config read_table(entries from, const std::filesystem::path& folder) {
    table_config table;
    std::string file;
    from.demand("file", file);
    table.file = folder / file;
    from.read("id_column", table.id_column);
    from.read("label_column", table.label_column);
    from.read("drop", table.drop);
    from.done();
    return table;
}

// Reads every entry that is there into the field of its name (core/record.hpp), within the field's bounds. What is
// settled later, when the parties have met, stands in no configuration.
class reader_of_fields {
public:
    explicit reader_of_fields(entries& from) : from_(&from) {}

    template <class Kind, class T>
    void operator()(std::string_view field, const Kind& kind, T& value) const {
        namespace record = spnn::record;
        if constexpr (!record::is_later<Kind>) {
            const std::string key(field);
            if constexpr (requires { kind.names; })
                read_choice(key, kind, value);
            else if constexpr (std::is_same_v<T, std::optional<std::size_t>>)
                read_owner(key, value);
            else if constexpr (std::is_same_v<T, std::optional<bool>>)
                read_choice_left_open(key, value);
            else
                from_->read(key, value);
            const auto fault = kind.wrong(value);
            require<data_error>(fault.empty(), from_->where(), ".", key, ": ", fault);
        }
    }

private:
    template <class Kind, class T>
    void read_choice(const std::string& key, const Kind& kind, T& value) const {
        std::map<std::string, T> choices;
        for (std::size_t i = 0; i < kind.names.size(); ++i) choices[std::string(kind.names[i])] = static_cast<T>(i);
        auto word = kind.show(value);
        from_->read(key, word);
        value = choose(word, choices, from_->where() + "." + key);
    }
    void read_choice_left_open(const std::string& key, std::optional<bool>& value) const {
        bool chosen = false;
        from_->read(key, chosen);
        if (from_->has(key)) value = chosen;
    }
    void read_owner(const std::string& key, std::optional<std::size_t>& holder) const {
        namespace split = spnn::split;
        auto word = (holder ? split::the_holder(*holder) : split::the_labeler).name();
        from_->read(key, word);
        const auto owner = split::party_named(word);
        require<data_error>(owner == split::the_labeler || (owner && split::is_holder(*owner)), from_->where(), ".",
                            key, ": \"", word, "\" is none of holder_1, holder_2, ..., labeler");
        holder = owner == split::the_labeler ? std::nullopt : std::optional(owner->number);
    }

    entries* from_;
};

// A network as plans name it, of the name or text in an entry.
[[nodiscard]] std::string read_network(const std::string& asked_for, const std::string& where) {
    try {
        return network_in_plan(asked_for);
    } catch (const data_error& e) {
        throw data_error(text(where, ": ", e.what()));
    }
}

void read_policy(entries from, spnn::split::policy& rules) {
    spnn::split::policy::for_each_field(rules, reader_of_fields(from));
    std::set<std::string> networks;
    for (const auto& asked_for : rules.networks) networks.insert(read_network(asked_for, from.where() + ".networks"));
    rules.networks = std::move(networks);
    from.done();
}

[[nodiscard]] spnn::align::alignment_policy read_alignment(entries from) {
    spnn::align::alignment_policy rules;
    from.read("max_rows", rules.max_rows);
    from.read("min_common_rows", rules.min_common_rows);
    from.read("max_size_ratio", rules.max_size_ratio);
    if (from.has("max_queried_ids")) from.read("max_queried_ids", rules.max_queried_ids.emplace());
    read_seconds(from, "within_seconds", rules.within);
    from.done();
    try {
        require_possible(rules);
    } catch (const data_error& e) {
        throw data_error(text(from.where(), ".", e.what()));
    }
    return rules;
}

[[nodiscard]] spnn::defence::any_defence read_defence(entries from) {
    using spnn::defence::any_defence;
    std::string name;
    spnn::defence::marvell marvell;
    from.demand("name", name);
    require<data_error>(name == "marvell" || !from.has("power"), from.where(), ".power: is for marvell");
    from.read("power", marvell.power);
    from.done();
    require<data_error>(marvell.power > 0 && marvell.power <= 1e9, from.where(),
                        ".power: expected above 0, at most 1000000000");
    return choose<any_defence>(name, {{"none", {}}, {"max_norm", spnn::defence::max_norm{}}, {"marvell", marvell}},
                               from.where() + ".name");
}

[[nodiscard]] spnn::split::proposal read_plan(entries from) {
    spnn::split::proposal p;
    p.protocol = "masked";
    p.plan.network = named_networks().front().name;
    p.plan.rule = {spnn::nn::adam{}, 0.01};
    std::size_t holders = 2;
    from.read("holders", holders);
    require<data_error>(holders >= 2 && holders <= spnn::most::holders, from.where(), ".holders: expected 2 to ",
                        spnn::most::holders);
    p.plan.columns.assign(holders, 0);
    p.plan.label_holder = 0;
    spnn::split::proposal::for_each_field(p, reader_of_fields(from));
    p.plan.network = read_network(p.plan.network, from.where() + ".network");
    if (const auto* chosen = std::get_if<spnn::nn::sgd>(&p.plan.rule.optimizer.chosen());
        chosen && !from.has("momentum"))
        p.plan.rule.optimizer = spnn::nn::sgd{.momentum = 0.9, .nesterov = chosen->nesterov};
    from.done();
    require<data_error>(!p.predict_only, from.where(), ".predict_only: start the coordinator with --predict instead");
    require<data_error>(p.plan.evaluate_rows == 0, from.where(),
                        ".evaluate_rows: this program scores no rows between epochs");
    require<data_error>(p.protocol == "masked" || p.protocol == "shared" || p.protocol == "encrypted", from.where(),
                        ".protocol: \"", p.protocol, "\" is none of encrypted, masked, shared");
    require<data_error>(p.test_fraction > 0 && p.test_fraction < 1, from.where(),
                        ".test_fraction: expected a number between 0 and 1");
    require<data_error>(p.plan.epochs > 0, from.where(), ".epochs: expected at least 1");
    require<data_error>(!p.plan.label_holder || *p.plan.label_holder < holders, from.where(),
                        ".label_owner: ", p.plan.label_owner().name(), ", but there are only ", holders, " holders");
    return p;
}

void require_party_name(const std::string& name, const std::string& where) {
    const std::set<std::string> others{"coordinator", "server", "labeler", "dealer"};
    require<data_error>(others.contains(name) || party_number(name), where, ": \"", name,
                        "\" is no party: expected coordinator, server, holder_1, holder_2, ..., labeler or dealer");
}

// What cannot be known from one entry alone.
void check(const config& c, const std::string& where) {
    require_party_name(c.self, where + ".self");
    require<data_error>(!c.run.empty() && c.run.size() <= 100, where, ".run: expected 1 to 100 characters");
    require<data_error>(!c.parties.contains(c.self), where, ".parties: names ", c.self, ", which is this party");
    const bool authenticated = c.transport == transport::tls || c.transport == transport::grpc;
    require<data_error>(c.transport == transport::mpi || !c.listen.empty(), where, ": has no entry \"listen\"");
    require<data_error>(!authenticated || !(c.certificate.empty() || c.private_key.empty() || c.authorities.empty()),
                        where, ": ", name_of(c.transport), " needs certificate, private_key and authorities");
    for (const auto& [name, peer] : c.parties) {
        require_party_name(name, where + ".parties");
        require<data_error>(c.transport == transport::mpi || !peer.address.empty(), where, ".parties.", name,
                            ": has no entry \"address\"");
        require<data_error>(!authenticated || peer.certificate_name.empty() != peer.certificate_sha256.empty(), where,
                            ".parties.", name, ": needs either certificate_name or certificate_sha256");
        require<data_error>(c.transport != transport::mpi || peer.rank >= 0, where, ".parties.", name,
                            ": has no entry \"rank\"");
    }
    const bool coordinates = c.self == "coordinator";
    require<data_error>(coordinates == c.plan.has_value(), where,
                        coordinates ? ": the coordinator needs a plan" : ".plan: only the coordinator has one");
    require<data_error>(coordinates || c.parties.contains("coordinator"), where, ".parties: has no coordinator");
    require<data_error>(!c.defence || c.self.starts_with("holder_") || c.self == "labeler", where,
                        ".defence: only the label owner has one");
    require<data_error>(c.product_noise >= 0 && std::isfinite(c.product_noise), where,
                        ".product_noise: expected at least 0");
    require<data_error>(c.product_noise == 0 || c.self.starts_with("holder_"), where,
                        ".product_noise: only a holder has any");
    for (const double weight : c.class_weights)
        require<data_error>(weight > 0 && std::isfinite(weight), where, ".class_weights: expected numbers above 0");
    require<data_error>(!c.state.empty(), where, ": has no entry \"state\"");
    require<data_error>(c.threads >= 1 && c.threads <= 1024, where, ".threads: expected 1 to 1024");
}

}  // namespace

std::string name_of(transport t) {
    constexpr const char* names[] = {"tcp", "tls", "grpc", "mpi"};
    return names[static_cast<std::size_t>(t)];
}

std::optional<std::size_t> party_number(const std::string& name) {
    const auto party = spnn::split::party_named(name);
    const bool is_one = party && spnn::split::is_holder(*party) && party->number < spnn::most::holders;
    return is_one ? std::optional(party->number + 1) : std::nullopt;
}

config parse_config(const std::string& content, const std::string& name, const std::filesystem::path& folder) {
    json parsed;
    try {
        parsed = json::parse(content, nullptr, true, true);  // comments are allowed
    } catch (const json::exception& e) {
        throw data_error(text(name, ": is no JSON: ", e.what()));
    }
    entries all(parsed, name);
    config c;
    c.source = name;
    std::string transport_name;
    all.demand("run", c.run);
    all.demand("self", c.self);
    all.demand("transport", transport_name);
    c.transport = choose<spnn_party::transport>(
        transport_name,
        {{"tcp", transport::tcp}, {"tls", transport::tls}, {"grpc", transport::grpc}, {"mpi", transport::mpi}},
        name + ".transport");
    all.read("listen", c.listen);
    read_path(all, "certificate", folder, c.certificate);
    read_path(all, "private_key", folder, c.private_key);
    read_path(all, "authorities", folder, c.authorities);
    if (auto others = all.section("parties")) {
        for (const auto& party : others->keys()) c.parties[party] = read_peer(*others->section(party));
        others->done();
    }
    read_path(all, "state", folder, c.state);
    read_seconds(all, "timeout_seconds", c.timeout);
    read_seconds(all, "start_within_seconds", c.start_within);
    read_seconds(all, "silence_seconds", c.silence);
    read_seconds(all, "patience_seconds", c.patience);
    all.read("threads", c.threads);
    if (all.has("private_seed")) all.read("private_seed", c.private_seed.emplace());
    if (auto rules = all.section("policy")) read_policy(*rules, c.policy);
    if (auto rules = all.section("alignment")) c.alignment = read_alignment(*rules);
    if (auto table = all.section("data")) c.data = read_table(*table, folder);
    if (auto table = all.section("new_rows")) c.new_rows = read_table(*table, folder);
    if (auto plan = all.section("plan")) c.plan = read_plan(*plan);
    all.read("early_stopping", c.early_stopping);
    all.read("product_noise", c.product_noise);
    all.read("class_weights", c.class_weights);
    if (auto defence = all.section("defence")) c.defence = read_defence(*defence);
    all.done();
    check(c, name);
    return c;
}

config load_config(const std::filesystem::path& file) {
    std::ifstream in(file);
    require<data_error>(in.is_open(), file.string(), ": cannot be opened");
    const std::string content((std::istreambuf_iterator<char>(in)), {});
    return parse_config(content, file.filename().string(), file.parent_path());
}

}  // namespace spnn_party
