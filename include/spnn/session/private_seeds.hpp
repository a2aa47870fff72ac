// session/private_seeds.hpp: private seeds of all parties from one number, for repeatable runs inside one process.

#pragma once

#include <spnn/crypto/derive.hpp>
#include <spnn/session/party.hpp>

#include <cstdint>

namespace SPNN_NAMESPACE::session {

// Who draws from which seed. Of real parties each has its own, from its operating system.
class private_seeds {
public:
    // All that follows from this number.
    explicit private_seeds(std::uint64_t number) : number_(number) {}

    // The seed of one party.
    [[nodiscard]] crypto::block of(const party& who) const {
        const auto name = who.name();
        return crypto::derive_seed("spnn simulated private seed",
                                   {std::as_bytes(std::span(&number_, 1)), std::as_bytes(std::span(name))})
            .declassify();
    }

private:
    std::uint64_t number_;
};

}  // namespace SPNN_NAMESPACE::session
