// hostile/support/matrix.hpp: the matrix of a scene: every party in turn does every deed at each of its messages, or a
// sample of them, and nobody else may crash, take more memory than stated, wait without end, or go on.

#pragma once

#include <hostile/support/stage.hpp>

#include <limits>
#include <set>

namespace hostile_tests {

struct matrix_options {
    std::string name;                   // of the scene
    std::vector<std::string> villains;  // who is hostile, in turn
    std::size_t per_cell = 1;           // deeds for each link, kind of message and sort of deed
    bool is_field = false;              // the ring is a prime field: not every word is an element
    std::size_t messages = std::numeric_limits<std::size_t>::max();  // of a link, at most: the first ones
    // Messages of a link that come before its scene can be over, whatever the timing: a deed on these is noticed.
    std::size_t early = std::numeric_limits<std::size_t>::max();
    milliseconds timeout{150};  // of every single wait
    // Trials at the same time. With one at a time heap counts over all threads, else over the thread of each party.
    std::size_t at_once = 8;
    std::size_t waits = 40;  // that one party may have to go through, one after the other
    std::function<bool(const lane&)> is_meant = [](const lane&) { return true; };  // which links to look at
};

// Checks the matrix, and prints what has been tried: by hostile party and kind of message, how often, how many faults.
void check_matrix(const scene& play, const matrix_options& options);

// Time that a busy machine or a sanitizer may add to any scene.
inline constexpr milliseconds slack{20'000};

// What must hold at the end of a trial for those that were not hostile.
struct expectation {
    std::string must_notice{};           // who has to fail; empty: nobody
    milliseconds most_time = slack;      // for all of it
    std::ptrdiff_t most_heap = 4 << 20;  // of each party's own thread, or of the whole program
    bool counts_all_threads = false;
};

// What is wrong with the way a trial ended; empty when nothing is.
[[nodiscard]] std::string fault_of(const outcome& of, const std::set<std::string>& villains, const expectation& e);

}  // namespace hostile_tests
