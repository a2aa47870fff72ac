#include "../links.hpp"

#include <spnn/net/introduction.hpp>
#include <spnn/net/transport/mpi.hpp>

#include <algorithm>

namespace spnn_party {

namespace net = spnn::net;

namespace {

// Links for different purposes have different tags.
[[nodiscard]] int tag_of(const std::string& what) {
    const auto found = std::find(purpose::all.begin(), purpose::all.end(), what);
    spnn::require<spnn::usage_error>(found != purpose::all.end(), "links: no link is for ", what);
    return static_cast<int>(found - purpose::all.begin()) + 1;
}

}  // namespace

linker link_by_mpi(const config& c) {
    static const net::mpi_session session;  // until the process ends
    const auto link = [c, calls = calls_to(c)](const std::string& party, const std::string& what,
                                               spnn::deadline until) -> net::any_transport {
        const auto found = c.parties.find(party);
        spnn::require<spnn::usage_error>(found != c.parties.end(), "parties: names no ", party);
        net::mpi_transport made(MPI_COMM_WORLD, found->second.rank, tag_of(what));
        const net::introduction expected{c.run, party, c.self, what};
        if (!calls.contains(party)) {
            net::introduce(made, {c.run, c.self, party, what}, until);
            return made;
        }
        const auto refusal = net::answer_introduction(
                                 made,
                                 [&](const net::introduction& caller) -> std::string {
                                     return caller == expected ? ""
                                                               : c.self + " expects " + party + " of run \"" + c.run +
                                                                     "\" there: check ranks and run names";
                                 },
                                 until)
                                 .second;
        spnn::require<spnn::protocol_error>(refusal.empty(), party, ": ", refusal);
        return made;
    };
    return {.link = link};
}

}  // namespace spnn_party
