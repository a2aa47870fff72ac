// What main.cpp knows of a unit, in types that no instruction set changes.

#pragma once

#include "ring_buffer.hpp"

// The links between server, holder_1 (with the labels) and holder_2.
struct wiring {
    ring_pair server_first, server_second, first_second;
};

struct outcome {
    double loss = -1;
    bool failed = false;
};

namespace baseline {
void play(int party, wiring& links, outcome& out);
}
namespace wide {
void play(int party, wiring& links, outcome& out);
}
