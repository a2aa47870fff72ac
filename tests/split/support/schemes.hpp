// split/support/schemes.hpp: encryption fast enough for tests: Paillier with short keys, which protect nothing, and the
// scheme that does not encrypt at all.

#pragma once

#include <spnn/he/in_the_clear.hpp>
#include <spnn/he/paillier/paillier.hpp>
#include <spnn/split/first_layer/encrypted.hpp>

namespace test {

// Keys of four bits for each bit of security that a plan asks for.
struct short_keys {
    static std::size_t key_bits(std::size_t security_bits) { return 4 * security_bits; }
};
using short_paillier = spnn::he::paillier<boost::multiprecision::mpz_int, spnn::he::test_keys_only<>>;
using packed_paillier = spnn::he::packed<short_paillier, short_keys>;

template <class R>
using encrypted = spnn::split::encrypted<packed_paillier, R>;
template <class R>
using not_encrypted = spnn::split::encrypted<spnn::he::packed<spnn::he::in_the_clear<>, short_keys>, R>;

// By lattice encryption, which is fast enough as it is.
template <class R>
using encrypted_by_rlwe = spnn::split::encrypted<spnn::he::rlwe_sum, R>;

}  // namespace test
