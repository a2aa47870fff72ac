// error: cipher: this scheme has no add\(public_key, ciphertext, ciphertext\)
#include <spnn/he/in_the_clear.hpp>
#include <spnn/split/first_layer/encrypted.hpp>

struct cipher : spnn::he::in_the_clear<> {
#ifndef CONTROL
    static ciphertext add(const public_key&, const ciphertext&) = delete;
#endif
};

bool hides = spnn::split::encrypted<cipher>::is_private;
