// share/elements.hpp: ring elements from a peer, checked to be elements.
//
// In Z_2^k every word is one; in a prime field some words are not, and arithmetic on them goes wrong without a sign.

#pragma once

#include <spnn/core/random.hpp>
#include <spnn/net/channel.hpp>

namespace SPNN_NAMESPACE::share {

// x = the m x n elements of R in the next message of kind M. protocol_error when a word is no element.
template <Ring R, net::Message M, class Channel>
void receive_elements(Channel& from, std::uint64_t step, std::size_t m, std::size_t n, matrix<element<R>>& x) {
    from.template receive<M>(step, m, n, x);
    if constexpr (!R::every_word_is_an_element)
        for (const auto word : elements(x))
            require<protocol_error>(R::is_element(word), from.peer(), ", ", net::form_of<M>.step_text(step), ", ",
                                    M::name, ": holds a word that is no element of ", R::name);
}

}  // namespace SPNN_NAMESPACE::share
