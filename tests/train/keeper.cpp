#include <spnn/train/keeper.hpp>

#include <support/errors.hpp>
#include <support/matrices.hpp>
#include <support/scratch.hpp>

#include <doctest/doctest.h>

namespace {

namespace session = spnn::session;
namespace store = spnn::store;
namespace train = spnn::train;
using spnn::matrix;
using test::contains;
using test::error_of;

// A party with one matrix.
struct someone {
    matrix<float> x = test::random_reals(2, 3, 1);
    template <class Archive>
    void archive_state(Archive& a) {
        a.values("x", x);
    }
    template <class F>
    void for_each_weight(F&& f) {
        f("x", x);
    }
    template <class F>
    void for_each_weight(F&& f) const {
        f("x", x);
    }
};

const store::checkpoint_owner whose{"client", "net", {}};

session::state state_of_client() {
    session::state s;
    s.self = {"client"};
    return s;
}

constexpr spnn::crypto::block own_seed{std::byte{3}};

TEST_CASE("train/keeper: a run that is taken up has its state, its seed and its run again") {
    const test::scratch here;
    const spnn::run_id run{{std::byte{9}}};
    someone self;
    {
        auto s = state_of_client();
        s.run = run;
        const train::keeper keeper(s, whose, 0, store::checkpoint_store(here.folder / "c"), own_seed);
        keeper.start_training();
        keeper.save(0, self);
    }
    auto s = state_of_client();
    train::keeper keeper(s, whose, 1, store::checkpoint_store(here.folder / "c"), {});
    CHECK(s.run == run);
    CHECK(keeper.run() == run);
    CHECK(contains(s.run_source, "client-epoch-1"));
    CHECK(keeper.private_seed().declassify() == own_seed);
    someone back;
    back.x = spnn::zeros<float>(2, 3);
    keeper.restore(back);
    CHECK(test::same(back.x, self.x));
}

TEST_CASE("train/keeper: who has kept nothing cannot go on") {
    const test::scratch here;
    auto s = state_of_client();
    CHECK(contains(error_of<spnn::usage_error>([&] { const train::keeper none(s, whose, 2, {}, {}); }),
                   "first_epoch is 2, but client has no checkpoints to go on from"));
    CHECK_THROWS_AS(train::keeper(s, whose, 2, store::checkpoint_store(here.folder / "c"), {}), spnn::data_error);
}

TEST_CASE("train/keeper: loaded weights say which run they are of") {
    const test::scratch here;
    someone self;
    auto s = state_of_client();
    s.run = spnn::run_id{{std::byte{1}}};
    const train::keeper keeper(s, whose, 0, {}, {});
    keeper.save_weights(here.folder / "model", self);

    auto later = state_of_client();
    later.run = spnn::run_id{{std::byte{2}}};
    train::keeper loading(later, whose, 0, {}, {});
    someone back;
    back.x = spnn::zeros<float>(2, 3);
    loading.load_weights(here.folder / "model", back);
    CHECK(test::same(back.x, self.x));
    CHECK(later.run == s.run);
    CHECK(later.run_source == (here.folder / "model").string());
}

}  // namespace
