// he/batch.hpp: many plaintexts or ciphertexts of an AdditiveHe at a time, on any number of threads.
//
// Every function here gives exactly what one call per item gives, in the same order, and throws what one of these calls
// throws. A scheme that is faster on several items says so by any of these members, each of which takes any number of
// items; without them the items are done one by one:
//   S::batch_size()                     how many items are done best together;
//   encryptor.encrypt_all(m, random)    -> std::vector<ciphertext>, m[i] with randomness from random[i];
//   S::decrypt_all(sec, c)              -> std::vector<plaintext>;
//   S::load_all(pub, in)                -> std::vector<ciphertext>, stored one behind the other.
// he::paillier has all of them: on a machine with AVX-512 IFMA eight powers cost little more than one.

#pragma once

#include <spnn/core/error.hpp>
#include <spnn/core/parallel.hpp>
#include <spnn/he/additive.hpp>

#include <algorithm>
#include <iterator>
#include <vector>

namespace SPNN_NAMESPACE::he {

// How many items S does best together; 1 when it does not say.
template <AdditiveHe S>
[[nodiscard]] std::size_t batch_size() {
    if constexpr (requires { S::batch_size(); })
        return S::batch_size();
    else
        return 1;
}

namespace detail {

// The results of items 0 to count - 1 in order, by body(from, n) for consecutive runs of whole batches, one a thread.
template <class S, class Result, class Body>
[[nodiscard]] std::vector<Result> in_batches(const workers& threads, std::size_t count, Body&& body) {
    const auto batch = batch_size<S>(), batches = (count + batch - 1) / batch;
    std::vector<std::vector<Result>> parts(std::max<std::size_t>(1, std::min(threads.size(), batches)));
    parallel_for(threads, parts.size(), [&](std::size_t i) {
        const auto from = batches * i / parts.size() * batch, to = batches * (i + 1) / parts.size() * batch;
        parts[i] = body(from, std::min(to, count) - from);
    });
    auto all = std::move(parts.front());
    for (std::size_t i = 1; i < parts.size(); ++i) std::ranges::move(parts[i], std::back_inserter(all));
    return all;
}

}  // namespace detail

// Fresh encryptions, of m[i] with randomness from random[i]. usage_error: not as many sources as plaintexts, or a
// plaintext out of range.
template <AdditiveHe S, class G>
[[nodiscard]] std::vector<typename S::ciphertext> encrypt_all(const typename S::encryptor& encryptor,
                                                              std::span<const typename S::plaintext> m,
                                                              std::span<G> random, const workers& threads = {}) {
    static_assert(may_hide_secrets<G>());
    require<usage_error>(m.size() == random.size(), "encrypt_all: ", m.size(), " plaintexts with ", random.size(),
                         " sources of randomness");
    return detail::in_batches<S, typename S::ciphertext>(threads, m.size(), [&](std::size_t from, std::size_t n) {
        const auto plain = m.subspan(from, n);
        const auto sources = random.subspan(from, n);
        if constexpr (requires { encryptor.encrypt_all(plain, sources); }) {
            return encryptor.encrypt_all(plain, sources);
        } else {
            std::vector<typename S::ciphertext> out;
            for (std::size_t i = 0; i < n; ++i) out.push_back(encryptor.encrypt(plain[i], sources[i]));
            return out;
        }
    });
}

// The sums a[i] + b[i]. usage_error: not as many a as b, or one that belongs to another key.
template <AdditiveHe S>
[[nodiscard]] std::vector<typename S::ciphertext> add_all(const typename S::public_key& pub,
                                                          std::span<const typename S::ciphertext> a,
                                                          std::span<const typename S::ciphertext> b,
                                                          const workers& threads = {}) {
    require<usage_error>(a.size() == b.size(), "add_all: ", a.size(), " ciphertexts and ", b.size());
    return detail::in_batches<S, typename S::ciphertext>(threads, a.size(), [&](std::size_t from, std::size_t n) {
        std::vector<typename S::ciphertext> out;
        for (std::size_t i = from; i < from + n; ++i) out.push_back(S::add(pub, a[i], b[i]));
        return out;
    });
}

// The plaintexts. usage_error: a ciphertext belongs to another key.
template <AdditiveHe S>
[[nodiscard]] std::vector<typename S::plaintext> decrypt_all(const typename S::secret_key& sec,
                                                             std::span<const typename S::ciphertext> c,
                                                             const workers& threads = {}) {
    return detail::in_batches<S, typename S::plaintext>(threads, c.size(), [&](std::size_t from, std::size_t n) {
        const auto ciphertexts = c.subspan(from, n);
        if constexpr (requires { S::decrypt_all(sec, ciphertexts); }) {
            return S::decrypt_all(sec, ciphertexts);
        } else {
            std::vector<typename S::plaintext> out;
            for (const auto& one : ciphertexts) out.push_back(S::decrypt(sec, one));
            return out;
        }
    });
}

// The ciphertexts that stand in `in` one behind the other. protocol_error: no whole number of them, or one is none.
template <AdditiveHe S>
[[nodiscard]] std::vector<typename S::ciphertext> load_all(const typename S::public_key& pub,
                                                           std::span<const std::byte> in, const workers& threads = {}) {
    const auto size = pub.ciphertext_bytes();
    require<protocol_error>(in.size() % size == 0, "load_all: ", in.size(), " bytes came, a ciphertext has ", size);
    return detail::in_batches<S, typename S::ciphertext>(
        threads, in.size() / size, [&](std::size_t from, std::size_t n) {
            const auto part = in.subspan(from * size, n * size);
            if constexpr (requires { S::load_all(pub, part); }) {
                return S::load_all(pub, part);
            } else {
                std::vector<typename S::ciphertext> out;
                for (std::size_t i = 0; i < n; ++i) out.push_back(S::load(pub, part.subspan(i * size, size)));
                return out;
            }
        });
}

// Stores them one behind the other. usage_error: `out` has not c.size() pub.ciphertext_bytes() bytes.
template <AdditiveHe S>
void store_all(const typename S::public_key& pub, std::span<const typename S::ciphertext> c, std::span<std::byte> out) {
    const auto size = pub.ciphertext_bytes();
    require<usage_error>(out.size() == c.size() * size, "store_all: ", c.size(), " ciphertexts of ", size,
                         " bytes into ", out.size(), " bytes");
    for (std::size_t i = 0; i < c.size(); ++i) S::store(pub, c[i], out.subspan(i * size, size));
}

}  // namespace SPNN_NAMESPACE::he
