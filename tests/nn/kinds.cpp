#include <spnn/nn/kinds.hpp>

#include <doctest/doctest.h>

#include <set>

using namespace spnn;
namespace kinds = spnn::nn::kinds;

TEST_CASE("nn/kinds: every kind has a word of its own, fit for a text") {
    std::set<std::string_view> words{kinds::residual::word};
    [&]<class... K>(std::tuple<K...>*) { (words.insert(K::word), ...); }(static_cast<kinds::every*>(nullptr));
    CHECK(words.size() == std::tuple_size_v<kinds::every> + 1);
    CHECK_FALSE(words.contains("image"));  // says what goes in
    for (const auto word : words)
        CHECK(word.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos);
}

TEST_CASE("nn/kinds: numbers that must be there come before those that may be left out") {
    [&]<class... K>(std::tuple<K...>*) {
        (
            [] {
                bool left_out = false;
                K kind{};
                K::for_each_number(kind, [&](std::string_view name, const std::size_t&, nn::number_bounds bounds) {
                    const bool may_be = bounds.usual != nn::number_bounds::must_be_there;
                    CHECK_MESSAGE((may_be || !left_out), K::word, " ", name);
                    if (may_be) CHECK((bounds.least <= bounds.usual && bounds.usual <= bounds.most));
                    left_out = may_be;
                });
            }(),
            ...);
    }(static_cast<kinds::every*>(nullptr));
}

TEST_CASE("nn/kinds: layers are equal when their kinds, numbers and insides are") {
    using nn::layer_description;
    CHECK(layer_description{kinds::dense{3}} == layer_description{kinds::dense{3}});
    CHECK_FALSE(layer_description{kinds::dense{3}} == layer_description{kinds::dense{4}});
    CHECK_FALSE(layer_description{kinds::relu{}} == layer_description{kinds::tanh{}});
    const layer_description a{kinds::residual{{{kinds::relu{}}}}}, b{kinds::residual{{{kinds::tanh{}}}}};
    CHECK(a == a);
    CHECK_FALSE(a == b);
}
