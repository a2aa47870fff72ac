#include "links.hpp"

#include <algorithm>

namespace spnn_party {

namespace {

// A place in an order that all parties know: the coordinator first, then as in a run.
[[nodiscard]] std::pair<int, std::size_t> place_of(const std::string& name) {
    const std::map<std::string, int> places{{"coordinator", 0}, {"server", 1}, {"labeler", 3}, {"dealer", 4}};
    if (const auto found = places.find(name); found != places.end()) return {found->second, 0};
    std::size_t number = 0;
    const bool is_holder = name.starts_with("holder_") && name.size() <= 10 &&
                           std::all_of(name.begin() + 7, name.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (is_holder && name.size() > 7) number = std::stoul(name.substr(7));
    spnn::require<spnn::data_error>(number >= 1, "parties: \"", name, "\" is no party: expected coordinator, server, ",
                                    "holder_1, holder_2, ..., labeler or dealer");
    return {2, number};
}

}  // namespace

spnn::net::expected_calls calls_to(const config& c) {
    const auto own = place_of(c.self);
    spnn::net::expected_calls calls;
    for (const auto& [name, peer] : c.parties) {
        if (!(own < place_of(name))) continue;
        for (const std::string_view what : purpose::all)
            if ((what == purpose::coordination) == (c.self == "coordinator")) calls[name].emplace(what);
    }
    return calls;
}

linker make_linker(const config& c, const refusal_log& on_refusal) {
    switch (c.transport) {
        case transport::tcp: return link_by_tcp(c, on_refusal);
#ifdef SPNN_PARTY_TLS
        case transport::tls: return link_by_tls(c, on_refusal);
#endif
#ifdef SPNN_PARTY_GRPC
        case transport::grpc: return link_by_grpc(c, on_refusal);
#endif
#ifdef SPNN_PARTY_MPI
        case transport::mpi: return link_by_mpi(c);
#endif
        default:
            throw spnn::usage_error("this spnn_party was built without the transport " + name_of(c.transport) +
                                    ": install its library and build again");
    }
}

}  // namespace spnn_party
