// Whether the package can be used: a matrix of xtensor, a stream of AES, a number of GMP encrypted and back.

#include <spnn/core/tensor.hpp>
#include <spnn/crypto/os_random.hpp>
#include <spnn/he/paillier/paillier.hpp>
#include <spnn/version.hpp>

#include <cstdio>
#include <string>

using cipher = spnn::he::paillier<boost::multiprecision::mpz_int, spnn::he::test_keys_only<>>;

int main() {
    spnn::crypto::os_random random;
    const auto keys = cipher::generate_keys(256, random);
    const auto hidden = cipher::encryptor(keys.pub).encrypt(42, random);
    const bool good = cipher::decrypt(keys.sec, hidden) == 42 && spnn::columns(spnn::zeros<float>(2, 3)) == 3;
    std::printf("spnn %s %s\n", std::string(spnn::version).c_str(), good ? "works" : "FAILS");
    return good ? 0 : 1;
}
