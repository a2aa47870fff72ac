#include "links.hpp"

namespace spnn_party {

namespace {

// A place in an order that all parties know: the coordinator first, then as in a run.
[[nodiscard]] std::pair<int, std::size_t> place_of(const std::string& name) {
    const std::map<std::string, int> places{{"coordinator", 0}, {"server", 1}, {"labeler", 3}, {"dealer", 4}};
    if (const auto found = places.find(name); found != places.end()) return {found->second, 0};
    return {2, party_number(name).value_or(0)};
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
