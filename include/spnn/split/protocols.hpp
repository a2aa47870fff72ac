// split/protocols.hpp: the list of first layers, and of the ciphers of `encrypted`, for programs that choose one at run
// time.
//
// Includes them all, Paillier too: a program that knows its protocol includes that one alone.

#pragma once

#include <spnn/he/paillier/paillier.hpp>
#include <spnn/split/first_layer/encrypted.hpp>
#include <spnn/split/first_layer/in_the_clear.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/first_layer/shared.hpp>

#include <array>
#include <utility>

namespace SPNN_NAMESPACE::split {

// Their names; all but the first are private.
inline constexpr std::array protocol_names{in_the_clear<>::name, masked<>::name, shared<>::name, encrypted<>::name};

// The ciphers of `encrypted`, the default first.
inline constexpr std::array cipher_names{he::rlwe_sum::name, he::paillier<>::name};

// Whether what is sent by the protocol of that name is elements of a ring that the plan may choose.
[[nodiscard]] constexpr bool has_choice_of_ring(std::string_view protocol) { return protocol != encrypted<>::name; }

namespace detail {

template <class Names>
[[nodiscard]] std::string listed(const Names& names) {
    std::string all;
    for (const auto name : names) all += text(all.empty() ? "" : ", ", name);
    return all;
}

}  // namespace detail

// f.operator()<First>() for the first layer of that name over the ring of that name, one of R and More. usage_error for
// a name that there is none of, and for a ring that the protocol is not compiled over here; `encrypted` has its own,
// and it alone has the cipher of that name.
//
//     split::with_protocol<z2k<32>, z2k<64>>(p.protocol, p.ring, p.cipher,
//                                            [&]<class First>() { return run<First>(plan); });
template <Ring R, Ring... More, class F>
decltype(auto) with_protocol(std::string_view protocol, std::string_view ring, std::string_view cipher, F&& f) {
    if (protocol == encrypted<>::name && ring == encrypted<>::ring::name) {
        using by_paillier = encrypted<he::paillier<>>;
        if (cipher == he::rlwe_sum::name) return std::forward<F>(f).template operator()<encrypted<>>();
        if (cipher == he::paillier<>::name) return std::forward<F>(f).template operator()<by_paillier>();
        throw usage_error(
            text("there is no cipher ", cipher, " in this program; ciphers are ", detail::listed(cipher_names)));
    }
    if (ring == R::name) {
        if (protocol == masked<R>::name) return std::forward<F>(f).template operator()<masked<R>>();
        if (protocol == shared<R>::name) return std::forward<F>(f).template operator()<shared<R>>();
        if (protocol == in_the_clear<R>::name) return std::forward<F>(f).template operator()<in_the_clear<R>>();
    }
    if constexpr (sizeof...(More) > 0) {
        return with_protocol<More...>(protocol, ring, cipher, std::forward<F>(f));
    } else {
        throw usage_error(text("there is no protocol ", protocol, " over ", ring, " in this program; protocols are ",
                               detail::listed(protocol_names), ", and ", encrypted<>::name, " computes in ",
                               encrypted<>::ring::name));
    }
}

}  // namespace SPNN_NAMESPACE::split
