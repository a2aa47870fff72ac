// split/support/schemes.hpp: encryption fast enough for tests: Paillier with short keys, which protect nothing, and the
// scheme that does not encrypt at all.

#pragma once

#include <spnn/he/in_the_clear.hpp>
#include <spnn/he/paillier/paillier.hpp>
#include <spnn/split/first_layer/encrypted.hpp>

namespace test {

using short_paillier = spnn::he::paillier<boost::multiprecision::mpz_int, spnn::he::test_keys_only<>>;

template <class R>
using encrypted = spnn::split::encrypted<short_paillier, R>;
template <class R>
using not_encrypted = spnn::split::encrypted<spnn::he::in_the_clear<>, R>;

}  // namespace test
