// What a unit computes with the library, in a type that no instruction set changes.

#pragma once

#include <cstddef>
#include <cstdint>

namespace two_units {

struct results {
    static constexpr std::size_t size = 64;
    std::uint64_t ring_product[size];
    std::uint64_t field_product[size];
    std::uint64_t encoded[size];
    std::uint8_t stream[size];
    float product[size];
};

void baseline(results& out);
void sse42(results& out);
void avx2(results& out);
void native(results& out);

}  // namespace two_units
