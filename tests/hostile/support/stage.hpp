// hostile/support/stage.hpp: a scene of several parties, of which one does not follow the protocol; what became of the
// others.

#pragma once

#include <spnn/net/any_transport.hpp>
#include <spnn/net/transport/memory.hpp>

#include <support/hostile_deeds.hpp>
#include <support/memory.hpp>

#include <chrono>
#include <map>
#include <string>
#include <utility>

namespace hostile_tests {

namespace net = spnn::net;
using std::chrono::milliseconds;
using transport = net::any_transport;

// Who sends to whom.
using lane = std::pair<std::string, std::string>;

// The party that does not follow the protocol, and what it does to one of its links, or to each when `to` is empty.
struct villain {
    std::string who{}, to{};
    test::deed what{};
    bool stays = false;  // its links stay open when it is gone
};

// Makes the links of a scene.
class stage {
public:
    using end = test::hostile_end<net::memory_transport>;

    explicit stage(villain of) : villain_(std::move(of)) {}

    // The ends of a and of b; a comes before b in the order of parties.
    [[nodiscard]] std::pair<transport, transport> link(const std::string& a, const std::string& b);

    // What the villain's ends have seen, by lane; after the scene.
    [[nodiscard]] const std::map<lane, std::shared_ptr<end>>& ends() const { return ends_; }

private:
    [[nodiscard]] transport wrap(const lane& where, net::memory_transport plain, bool is_low);

    static constexpr std::size_t queue_bytes = 1 << 16;

    villain villain_;
    std::map<lane, std::shared_ptr<end>> ends_;
};

// The parties by name, and what each does; one that does more than one thing at once stands here more than once.
using cast = std::vector<std::pair<std::string, std::function<void()>>>;
// Sets a scene up. The second argument bounds every single wait in it.
using scene = std::function<cast(stage&, milliseconds)>;

// How a party ended: null when all went well; most heap that its thread held.
struct party_end {
    std::exception_ptr failure;
    std::ptrdiff_t heap = 0;
};

// What became of a scene.
struct outcome {
    std::multimap<std::string, party_end> ends;         // of the parties
    std::map<lane, std::shared_ptr<stage::end>> links;  // of the villain
    milliseconds took{};
    std::ptrdiff_t heap_of_all = 0;  // most that the whole program held beyond what was there before

    [[nodiscard]] bool has_failed(const std::string& who) const;
};

// Plays a scene to its end. When it does not end within `patience`, names `what` and aborts the program.
[[nodiscard]] outcome perform(const scene& play, const villain& of, milliseconds timeout, const std::string& what,
                              milliseconds patience = std::chrono::minutes(2));

}  // namespace hostile_tests
