#include "../links.hpp"

#include <spnn/net/introduction.hpp>
#include <spnn/net/transport/mpi.hpp>

namespace spnn_party {

namespace net = spnn::net;

linker link_by_mpi(const config& c) {
    static const net::mpi_session session;  // until the process ends
    const std::map<std::string, int> tags{{"coordination", 1}, {"alignment", 2}, {"training", 3}};
    const auto link = [c, tags, callers = callers_of(c)](const std::string& party, const std::string& purpose,
                                                         spnn::deadline until) -> net::any_transport {
        const auto found = c.parties.find(party);
        spnn::require<spnn::usage_error>(found != c.parties.end(), "parties: names no ", party);
        net::mpi_transport made(MPI_COMM_WORLD, found->second.rank, tags.at(purpose));
        const net::introduction expected{c.run, party, c.self, purpose};
        if (!callers.contains(party)) {
            net::introduce(made, {c.run, c.self, party, purpose}, until);
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
