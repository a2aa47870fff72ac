// A run whose parties were compiled for unequal machines: first all for the oldest, then holder_2 for a newer one.

#include "unit.hpp"

#include <cstdio>
#include <memory>

namespace {

using role = void (*)(int, wiring&, outcome&);

outcome run(role server, role first, role second) {
    const auto links = std::make_unique<wiring>();
    outcome of_server, of_first, of_second;
    std::thread serving(server, 0, std::ref(*links), std::ref(of_server));
    std::thread labelling(first, 1, std::ref(*links), std::ref(of_first));
    std::thread holding(second, 2, std::ref(*links), std::ref(of_second));
    for (auto* thread : {&serving, &labelling, &holding}) thread->join();
    return {of_first.loss, of_server.failed || of_first.failed || of_second.failed};
}

bool learned(const char* name, const outcome& found) {
    const bool good = !found.failed && found.loss >= 0 && found.loss < 0.1;
    std::printf("%s: loss %.4f: %s\n", name, found.loss, good ? "works" : "FAILS");
    return good;
}

}  // namespace

int main() {
    const auto all_baseline = run(baseline::play, baseline::play, baseline::play);
    bool good = learned("all for the baseline", all_baseline);
    if (__builtin_cpu_supports("avx2") != 0) {
        const auto mixed = run(baseline::play, baseline::play, wide::play);
        good = learned("holder_2 for a newer one", mixed) && good;
        good = learned("the server for a newer one", run(wide::play, baseline::play, baseline::play)) && good;
    } else {
        std::puts("this machine has no AVX2");
    }
    return good ? 0 : 1;
}
