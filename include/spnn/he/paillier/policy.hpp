// he/paillier/policy.hpp: what may be traded in Paillier's scheme, each trade under its own name.
//
// constant_time is the default. The others wrap a policy and change one thing, so they compose:
// short_exponent_448<table_read_vartime<>>.
//
// Models: constant_time, short_exponent_448, table_read_vartime, arithmetic_vartime, test_keys_only, all in
// he/paillier/policy.hpp.

#pragma once

#include <spnn/core/abi.hpp>

#include <concepts>
#include <cstddef>

namespace SPNN_NAMESPACE::he {

// Neither time nor look-ups depend on a secret; keys of at least 2048 bits; exponents of half the key's length,
// for which the hiding is proved from Paillier's own assumption (Damgard, Jurik, Nielsen 2010, section 4.2).
struct constant_time {
    static constexpr std::size_t min_key_bits = 2048;
    static constexpr bool reads_table_by_index = false;
    static constexpr bool uses_vartime_arithmetic = false;
    static constexpr std::size_t window = 5;  // measured: reading wider rows costs more than the products saved
    static constexpr std::size_t exponent_bits(std::size_t key_bits) { return key_bits / 2; }
};

// Exponents of 448 bits whatever the key: about twice to four times as fast to encrypt. That short exponents
// look like long ones is an additional assumption.
template <class Base = constant_time>
struct short_exponent_448 : Base {
    static constexpr std::size_t exponent_bits(std::size_t) { return 448; }
};

// Reads one table entry per digit of the exponent: faster, but the cache shows the digits to a neighbour on the
// same machine.
template <class Base = constant_time>
struct table_read_vartime : Base {
    static constexpr bool reads_table_by_index = true;
    static constexpr std::size_t window = 8;
};

// Textbook formulas on the integer type's own functions, whose time depends on secrets. The only way to use
// an integer type other than mpz_int.
template <class Base = constant_time>
struct arithmetic_vartime : Base {
    static constexpr bool uses_vartime_arithmetic = true;
};

// Keys from 256 bits on, which protect nothing: tests only.
template <class Base = constant_time>
struct test_keys_only : Base {
    static constexpr std::size_t min_key_bits = 256;
};

// What a policy decides: the least bits of a key; whether secrets may tell which entry of the table is read, and how
// long arithmetic takes; bits of an exponent that one entry stands for; bits of an exponent for a key.
template <class P>
concept PaillierPolicy = requires(std::size_t bits) {
    { P::min_key_bits } -> std::convertible_to<std::size_t>;
    { P::reads_table_by_index } -> std::convertible_to<bool>;
    { P::uses_vartime_arithmetic } -> std::convertible_to<bool>;
    { P::window } -> std::convertible_to<std::size_t>;
    { P::exponent_bits(bits) } -> std::same_as<std::size_t>;
};

}  // namespace SPNN_NAMESPACE::he
