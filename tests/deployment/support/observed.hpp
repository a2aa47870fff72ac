// deployment/support/observed.hpp: what a process does on its links, kept where it survives the process; and links that
// go wrong at a stated place.

#pragma once

#include "deployment.hpp"

#include <links.hpp>

#include <spnn/net/decorator/faulty.hpp>

#include <atomic>
#include <memory>
#include <mutex>
#include <set>

namespace test {

// Written by one process, read by the one that started it: plain memory that both share.
struct witness {
    struct link {
        char peer[24], purpose[24];
        std::uint64_t bytes_sent, messages_sent;
    };
    static constexpr std::size_t most_links = 16, most_keys = 64;

    std::uint64_t calls;    // send, receive and flush, over all links
    char doing[64];         // "epoch 1 step 3", at the last call
    char struck_while[64];  // the same when the fault struck
    bool struck;
    link links[most_links];
    std::size_t link_count;
    std::uint64_t keys[most_keys];  // digests of the key material it has sent, and its session's numbers
    std::size_t key_count;
};

// A page of them, for each of `count` processes; zeros.
[[nodiscard]] std::shared_ptr<witness[]> shared_witnesses(std::size_t count);

// What befalls a process; by default nothing.
struct harm {
    std::uint64_t dies_at_call = 0;  // counted from 1 over all its links; 0: never
    std::string peer, purpose;       // the link whose sending is at fault
    spnn::net::fault_plan fault{};
    std::chrono::milliseconds pace{};  // added to each message sent for training
};

// The links of `inside`, watched and harmed.
[[nodiscard]] spnn_party::linker observe(spnn_party::linker inside, const harm& what,
                                         const std::shared_ptr<witness[]>& pages, std::size_t page);

}  // namespace test
