// split/protocols.hpp: the list of first layers, for programs that choose one at run time.
//
// Includes them all, and with `encrypted` all of Paillier: a program that knows its protocol includes that one alone.

#pragma once

#include <spnn/split/first_layer/encrypted.hpp>
#include <spnn/split/first_layer/in_the_clear.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/first_layer/shared.hpp>

#include <array>
#include <utility>

namespace SPNN_NAMESPACE::split {

// Their names; all but the first are private.
inline constexpr std::array protocol_names{in_the_clear<>::name, masked<>::name, shared<>::name, encrypted<>::name};

// Whether what is sent by the protocol of that name is elements of a ring that the plan may choose.
[[nodiscard]] constexpr bool has_choice_of_ring(std::string_view protocol) { return protocol != encrypted<>::name; }

// f.operator()<First>() for the first layer of that name over the ring of that name, one of R and More. usage_error for
// a name that there is none of, and for a ring that the protocol is not compiled over here; `encrypted` has its own.
//
//     split::with_protocol<z2k<32>, z2k<64>>(p.protocol, p.ring, [&]<class First>() { return run<First>(plan); });
template <Ring R, Ring... More, class F>
decltype(auto) with_protocol(std::string_view protocol, std::string_view ring, F&& f) {
    if (protocol == encrypted<>::name && ring == encrypted<>::ring::name)
        return std::forward<F>(f).template operator()<encrypted<>>();
    if (ring == R::name) {
        if (protocol == masked<R>::name) return std::forward<F>(f).template operator()<masked<R>>();
        if (protocol == shared<R>::name) return std::forward<F>(f).template operator()<shared<R>>();
        if (protocol == in_the_clear<R>::name) return std::forward<F>(f).template operator()<in_the_clear<R>>();
    }
    if constexpr (sizeof...(More) > 0) {
        return with_protocol<More...>(protocol, ring, std::forward<F>(f));
    } else {
        std::string known;
        for (const auto name : protocol_names) known += text(known.empty() ? "" : ", ", name);
        throw usage_error(text("there is no protocol ", protocol, " over ", ring, " in this program; protocols are ",
                               known, ", and ", encrypted<>::name, " computes in ", encrypted<>::ring::name));
    }
}

}  // namespace SPNN_NAMESPACE::split
