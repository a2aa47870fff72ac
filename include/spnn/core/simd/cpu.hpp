// core/simd/cpu.hpp: which instruction sets this machine has and this operating system lets us use.
//
// Our own read of CPUID and XGETBV (Clang 14 does not know every name that a kernel needs). A flag is set
// only if the processor has the instructions and the system saves the registers they use, so a set flag
// means: safe to run. On machines that are not x86 no flag is set.
//
// The environment variable SPNN_CPU asks for less, for runs that shall give the same floating-point bits on unequal
// machines, and for tests: "portable" (no special instructions), "avx2" (no more than AES-NI, AVX2 and FMA) or
// "avx512".

#pragma once

#include <spnn/core/abi.hpp>
#include <spnn/core/error.hpp>

#include <cstdlib>
#include <string_view>

#if defined(__x86_64__) || defined(__i386__)
#define SPNN_X86 1
#include <cpuid.h>
#else
#define SPNN_X86 0
#endif

namespace SPNN_NAMESPACE::detail {

struct cpu_features {
    bool aes = false;  // AES-NI, with SSE4.1
    bool avx2 = false;
    bool fma = false;
    bool vaes = false;  // AES on 256-bit registers; together with avx512f, on 512-bit ones
    bool avx512f = false;
    bool avx512dq = false;
    bool avx512vl = false;
    bool avx512ifma = false;
    bool avx512vbmi = false;
    bool avx512vnni = false;
    bool slow_vpmullq = false;  // it has three multiplications inside; so processors by Intel
};

#if SPNN_X86

inline cpu_features read_cpu_features() {
    const auto bit = [](unsigned word, int i) { return ((word >> i) & 1u) != 0; };
    cpu_features found;
    unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
    if (__get_cpuid(0, &eax, &ebx, &ecx, &edx) == 0) return found;
    found.slow_vpmullq = ebx == signature_INTEL_ebx && ecx == signature_INTEL_ecx && edx == signature_INTEL_edx;
    if (__get_cpuid(1, &eax, &ebx, &ecx, &edx) == 0) return found;
    found.aes = bit(ecx, 25) && bit(ecx, 19);
    const bool has_fma = bit(ecx, 12);

    unsigned state = 0;  // the register files the system saves, from XCR0
    if (bit(ecx, 27)) {
        unsigned high = 0;
        __asm__ volatile("xgetbv" : "=a"(state), "=d"(high) : "c"(0));
    }
    const bool ymm = (state & 0x06u) == 0x06u;
    const bool zmm = (state & 0xe6u) == 0xe6u;
    if (__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) == 0) return found;
    found.avx2 = ymm && bit(ebx, 5);
    found.fma = ymm && has_fma;
    found.vaes = ymm && bit(ecx, 9);
    found.avx512f = zmm && bit(ebx, 16);
    found.avx512dq = zmm && bit(ebx, 17);
    found.avx512vl = zmm && bit(ebx, 31);
    found.avx512ifma = zmm && bit(ebx, 21);
    found.avx512vbmi = zmm && bit(ecx, 1);
    found.avx512vnni = zmm && bit(ecx, 11);
    return found;
}

#else

inline cpu_features read_cpu_features() { return {}; }

#endif

// What of these features `wish` allows, the value of SPNN_CPU; usage_error for a word that it does not know.
[[nodiscard]] inline cpu_features allowed_features(const cpu_features& found, std::string_view wish) {
    if (wish.empty() || wish == "avx512") return found;
    if (wish == "avx2") return {.aes = found.aes, .avx2 = found.avx2, .fma = found.fma};
    require<usage_error>(wish == "portable", "SPNN_CPU is ", wish, ", expected portable, avx2 or avx512");
    return {};
}

// The features of this machine that are to be used, read once.
[[nodiscard]] inline const cpu_features& cpu() {
    static const cpu_features features = [] {
        const char* const wish = std::getenv("SPNN_CPU");
        return allowed_features(read_cpu_features(), wish == nullptr ? "" : wish);
    }();
    return features;
}

}  // namespace SPNN_NAMESPACE::detail
