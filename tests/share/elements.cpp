#include <spnn/share/elements.hpp>

#include <spnn/core/ring/mersenne61.hpp>

#include <support/errors.hpp>
#include <support/mesh.hpp>

#include <doctest/doctest.h>

namespace {

namespace share = spnn::share;
using spnn::make_matrix;
using spnn::mersenne61;

struct values : spnn::net::message_kind<0x7002, "values", std::uint64_t> {};

// What a receiver over R says of one word.
template <class R>
std::string said_of(std::uint64_t word) {
    test::mesh links(2);
    auto sent = make_matrix<std::uint64_t>(1, 2);
    sent(0, 0) = 5;
    sent(0, 1) = word;
    links.at(0, 1).send<values>(9, sent);
    return test::error_of<spnn::protocol_error>([&] {
        spnn::matrix<std::uint64_t> came;
        share::receive_elements<R, values>(links.at(1, 0), 9, 1, 2, came);
        CHECK((came == sent));
    });
}

TEST_CASE("share/elements: a word that is no element of the field is refused, by peer, step and name") {
    CHECK(said_of<mersenne61>(mersenne61::modulus - 1).empty());
    for (const auto word : {mersenne61::modulus, mersenne61::modulus + 1, ~std::uint64_t{0}}) {
        const auto text = said_of<mersenne61>(word);
        CHECK(test::contains(text, "step 9, values: holds a word that is no element of mersenne61"));
        CHECK_FALSE(test::contains(text, std::to_string(word)));
    }
}

TEST_CASE("share/elements: every word is an element of Z_2^64") {
    CHECK(said_of<spnn::z2k<64>>(~std::uint64_t{0}).empty());
}

}  // namespace
