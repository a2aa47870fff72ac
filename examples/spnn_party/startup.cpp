#include "startup.hpp"

#include "roles.hpp"

#include <spnn/data/gzip.hpp>
#include <spnn/store/sealed_file.hpp>

#include <unistd.h>

#include <algorithm>

namespace spnn_party {

namespace {

namespace data = spnn::data;
namespace split = spnn::split;
using spnn::data_error;
using spnn::require;
using spnn::text;

void require_party(const config& c, const std::string& name, const std::string& why) {
    require<data_error>(c.parties.contains(name), c.source, ".parties: has no ", name, ": ", why);
}

// Why a run of these terms needs that party, or has none of that name.
[[nodiscard]] std::string part_of(const std::string& name, const split::proposal& terms) {
    if (name == split::the_server.name()) return "every run has one";
    if (name == split::the_dealer.name())
        return text("the plan's protocol \"", terms.protocol, "\"",
                    terms.protocol == "shared" ? " needs one" : " has none");
    if (name == split::the_labeler.name()) return text("the plan's label_owner is ", terms.plan.label_owner().name());
    return text("the plan has ", terms.plan.holders(), " holders");
}

// The coordinator knows who takes part.
void check_plan(const config& c, const split::proposal& terms) {
    try {
        const auto parties = split::parties_of(links_of(terms), terms.plan);
        for (const auto& party : parties) require_party(c, party.name(), part_of(party.name(), terms));
        for (const auto& entry : c.parties) {
            const auto& name = entry.first;
            require<data_error>(std::ranges::any_of(parties, [&](const auto& p) { return p.name() == name; }), c.source,
                                ".parties: names ", name, ", which takes no part: ", part_of(name, terms));
        }
        if (terms.ring == spnn::z2k<32>::name)
            static_cast<void>(split::fixed_point_of<spnn::z2k<32>>(terms.plan));
        else
            static_cast<void>(split::fixed_point_of<spnn::z2k<64>>(terms.plan));
        require_cipher(terms);
    } catch (const spnn::usage_error& e) {
        throw data_error(text(c.source, ".plan: ", e.what()));
    }
}

// The others hear of the plan later. What every plan asks for is known: two holders and a server.
void check_peers(const config& c) {
    const bool is_server = c.self == split::the_server.name(), is_dealer = c.self == split::the_dealer.name();
    if (!is_server && !is_dealer)
        require_party(c, split::the_server.name(), text(c.self, " is linked with it in every run"));
    const auto number = party_number(c.self).value_or(0);
    const auto why = number > 0 ? text(c.self, " has a link with every other holder")
                                : text(c.self, " has a link with every holder, and there are at least two");
    for (std::size_t j = 0; j < std::max<std::size_t>(2, number); ++j)
        if (const auto name = split::the_holder(j).name(); name != c.self) require_party(c, name, why);
}

// The header alone is read: it says whether the file is there, and its columns.
void check_table(const config& c, const std::string& entry, const std::optional<table_config>& table,
                 bool labels_are_needed) {
    if (!table) return;
    const auto where = c.source + "." + entry;
    const auto columns = [&] {
        try {
            return data::read_csv_header_from(data::gzip_source(table->file), table->file.string());
        } catch (const data_error& e) {
            throw data_error(text(where, ".file: ", e.what()));
        }
    }();
    const auto require_column = [&](const std::string& of, const std::string& name) {
        require<data_error>(std::ranges::find(columns, name) != columns.end(), where, ".", of, ": ",
                            table->file.string(), " has no column '", name, "'");
    };
    require_column("id_column", table->id_column);
    if (labels_are_needed && !table->label_column.empty()) require_column("label_column", table->label_column);
    for (const auto& name : table->drop) require_column("drop", name);
}

void check_state(const config& c) {
    try {
        spnn::store::make_private_folder(c.state);
    } catch (const data_error& e) {
        throw data_error(text(c.source, ".state: ", e.what()));
    }
    require<data_error>(::access(c.state.c_str(), W_OK | X_OK) == 0, c.source, ".state: ", c.state.string(),
                        ": this folder cannot be written to");
}

}  // namespace

void check_startup(const config& c) {
    if (c.plan)
        check_plan(c, *c.plan);
    else
        check_peers(c);
    const bool has_rows = party_number(c.self) || c.self == split::the_labeler.name();
    require<data_error>(!has_rows || c.data || c.new_rows, c.source, ": ", c.self, " needs an entry \"data\"");
    check_table(c, "data", c.data, true);
    check_table(c, "new_rows", c.new_rows, false);  // of new rows nobody may know the labels
    check_state(c);
}

}  // namespace spnn_party
