#include <spnn/he/additive.hpp>
#include <spnn/he/in_the_clear.hpp>

#include <doctest/doctest.h>

namespace he = spnn::he;

namespace {

struct copies_its_secret_key : he::in_the_clear<> {
    using secret_key = he::in_the_clear<>::public_key;
};
struct does_not_say_whether_it_hides : he::in_the_clear<> {
private:
    using he::in_the_clear<>::is_private;
};

}  // namespace

TEST_CASE("he/additive: the concept accepts a model and refuses what lacks a part") {
    CHECK(he::AdditiveHe<he::in_the_clear<>>);
    CHECK_FALSE(he::AdditiveHe<copies_its_secret_key>);
    CHECK_FALSE(he::AdditiveHe<does_not_say_whether_it_hides>);
    CHECK_FALSE(he::AdditiveHe<int>);
}
