// Links to other parties by name, over the transport that the configuration names.

#pragma once

#include "config.hpp"

#include <spnn/net/any_transport.hpp>
#include <spnn/net/guest_list.hpp>

#include <array>
#include <functional>

namespace spnn_party {

// What the links between two parties are for.
struct purpose {
    static constexpr const char* coordination = "coordination";
    static constexpr const char* alignment = "alignment";
    static constexpr const char* training = "training";
    static constexpr std::array all{coordination, alignment, training};
};

// How this party comes to its links.
struct linker {
    std::function<spnn::net::any_transport(const std::string& party, const std::string& purpose, spnn::deadline until)>
        link;
    spnn::net::link_cutter stop = [](const std::string&) {};  // ends calls of link that wait

    spnn::net::any_transport operator()(const std::string& party, const std::string& purpose,
                                        spnn::deadline until) const {
        return link(party, purpose, until);
    }
};
using refusal_log = std::function<void(const std::string&)>;

// The parties that call this one, and what for; the others it calls. The coordinator is called by all, for coordination
// alone, which is nobody else's.
[[nodiscard]] spnn::net::expected_calls calls_to(const config& c);

// Starts listening. spnn::usage_error when this program was built without the transport.
[[nodiscard]] linker make_linker(const config& c, const refusal_log& on_refusal);

// One for each transport, in a file of its own.
[[nodiscard]] linker link_by_tcp(const config& c, const refusal_log& on_refusal);
[[nodiscard]] linker link_by_tls(const config& c, const refusal_log& on_refusal);
[[nodiscard]] linker link_by_grpc(const config& c, const refusal_log& on_refusal);
[[nodiscard]] linker link_by_mpi(const config& c);

}  // namespace spnn_party
