#include <spnn/store/checkpoint.hpp>

#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/zone/features.hpp>

#include <split/support/runs.hpp>
#include <support/errors.hpp>
#include <support/scratch.hpp>

#include <doctest/doctest.h>

#include <sys/stat.h>

namespace {

using namespace test;
using spnn::data_error;
using epochs = std::vector<std::size_t>;

// A stand-in for a party: one field of each kind.
struct thing {
    std::uint64_t count = 0;
    std::vector<double> list;
    matrix<float> shaped = constant(2, 3, 0.0F), free;

    template <class Archive>
    void archive_state(Archive& a) {
        a.counter("count", count);
        a.numbers("list", list);
        a.values("shaped", shaped);
        a.values("free", free);
    }
    friend bool operator==(const thing& a, const thing& b) {
        return a.count == b.count && a.list == b.list && same(a.shaped, b.shaped) && same(a.free, b.free);
    }
};

[[nodiscard]] thing some_thing() {
    return {~std::uint64_t{0},
            {0.1, -std::numeric_limits<double>::infinity()},
            random_reals(2, 3, 1),
            random_reals(1, 2, 2)};
}

const spnn::store::checkpoint_owner anna{"holder_1", "net", spnn::crypto::sha256({})};
const auto seed = seed_of(17);
const spnn::run_id some_run{{std::byte{1}, std::byte{2}}};

struct folder : scratch {
    spnn::store::checkpoint_store store{folder::scratch::folder / "made" / "anew"};

    void save(std::size_t done, const spnn::store::checkpoint_owner& whose = anna) const {
        auto it = some_thing();
        store.save(whose, some_run, done, seed, it);
    }
    [[nodiscard]] fs::path file(std::size_t done) const { return store.file("holder_1", done); }
    [[nodiscard]] std::string refusal(std::size_t done, const spnn::store::checkpoint_owner& whose = anna) const {
        return error_of<data_error>([&] { static_cast<void>(store.load(whose, done)); });
    }
};

[[nodiscard]] spnn::bytes read(const fs::path& path) { return spnn::store::read_file(path); }
void write(const fs::path& path, const spnn::bytes& content) { test::write_plainly(path, content); }

TEST_CASE("store/checkpoint: what is saved comes back, bit for bit, with the private seed") {
    const folder here;
    CHECK(here.store.held(anna).empty());
    here.save(5);
    CHECK(here.store.held(anna) == epochs{5});
    auto loaded = here.store.load(anna, 5);
    CHECK(loaded.private_seed().declassify() == seed.declassify());
    CHECK(loaded.run() == some_run);
    CHECK(loaded.file() == here.file(5).string());
    auto moved = std::move(loaded);
    thing back;
    moved.restore(back);
    CHECK(back == some_thing());
}

TEST_CASE("store/checkpoint: folders and files are for their owner alone, whatever the mask of the process") {
    const auto usual = ::umask(0);
    const folder here;
    here.save(1);
    ::umask(usual);
    CHECK(is_private(here.file(1)));
    CHECK(is_private(here.store.folder()));
    CHECK(is_private(here.store.folder().parent_path()));
}

TEST_CASE("store/checkpoint: the newest stay, and what is newer than the last one saved goes") {
    const folder here;
    for (std::size_t e = 1; e <= 12; ++e) here.save(e);
    CHECK(here.store.held(anna) == epochs{11, 12});
    here.save(10);
    CHECK(here.store.held(anna) == epochs{10});
    const spnn::store::checkpoint_store three(here.store.folder(), 3);
    auto it = some_thing();
    for (std::size_t e = 11; e <= 15; ++e) three.save(anna, some_run, e, seed, it);
    CHECK(three.held(anna) == epochs{13, 14, 15});
    CHECK(contains(error_of<spnn::usage_error>([] { spnn::store::checkpoint_store("x", 1); }),
                   "keep is 1, needs at least 2"));
}

TEST_CASE("store/checkpoint: later epochs can be forgotten, those of other parties stay") {
    const folder here;
    const spnn::store::checkpoint_owner other{"holder_11", anna.network, anna.plan};
    for (const std::size_t e : {3U, 4U}) {
        here.save(e);
        here.save(e, other);
    }
    here.store.forget_after(anna, 3);
    CHECK(here.store.held(anna) == epochs{3});
    here.store.forget_after(anna, 0);
    CHECK(here.store.held(anna).empty());
    CHECK(here.store.held(other) == epochs{3, 4});
}

TEST_CASE("store/checkpoint: a crash before the new file is in its place leaves the old one") {
    const folder here;
    here.save(1);
    auto half = read(here.file(1));
    half.resize(half.size() / 2);
    auto beside = here.file(2);
    beside += ".new";
    write(beside, half);
    CHECK(here.store.held(anna) == epochs{1});
    here.save(2);
    CHECK(here.store.held(anna) == epochs{1, 2});
    CHECK_FALSE(fs::exists(beside));
    // A place that cannot be taken: nothing half-written stays, and the old one is as it was.
    fs::create_directories(here.file(3));
    CHECK(contains(error_of<data_error>([&] { here.save(3); }), "cannot be written"));
    fs::remove(here.file(3));
    CHECK(here.store.held(anna) == epochs{1, 2});
    CHECK(std::distance(fs::directory_iterator(here.store.folder()), fs::directory_iterator{}) == 2);
}

TEST_CASE("store/checkpoint: every truncation and every changed byte is found, and does not count as held") {
    const folder here;
    here.save(1);
    const auto good = read(here.file(1));
    const auto is_refused = [&] {
        return contains(here.refusal(1), "holder_1-epoch-1.checkpoint: is ") && here.store.held(anna).empty();
    };
    for (std::size_t size = 0; size < good.size(); ++size) {
        write(here.file(1), {good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size)});
        CHECK(is_refused());
    }
    for (std::size_t at = 0; at < good.size(); ++at) {
        auto altered = good;
        altered[at] ^= std::byte{0x10};
        write(here.file(1), altered);
        CHECK(is_refused());
    }
    auto longer = good;
    longer.push_back(std::byte{0});
    write(here.file(1), longer);
    CHECK(is_refused());
    write(here.file(1), good);
    CHECK(here.refusal(1).empty());
}

TEST_CASE("store/checkpoint: another party, network, plan, epoch or format is refused by name, and never counted") {
    const folder here;
    here.save(1);
    const auto foreign = [&](const spnn::store::checkpoint_owner& whose, std::string_view reason) {
        CHECK(contains(here.refusal(1, whose), reason));
        CHECK(contains(here.refusal(1, whose), "holder_1-epoch-1.checkpoint: "));
        CHECK(contains(error_of<data_error>([&] { static_cast<void>(here.store.held(whose)); }), reason));
        CHECK(contains(error_of<data_error>([&] { here.store.forget_after(whose, 0); }), reason));
        CHECK(fs::exists(here.file(1)));
    };
    auto other = anna;
    other.network = "other";
    foreign(other, "the network is net, expected other");
    other = anna;
    other.plan.front() ^= std::byte{1};
    foreign(other, "was made by a run with another plan. Use that plan");

    CHECK(contains(here.refusal(2), "holder_1-epoch-2.checkpoint: cannot be opened"));
    const auto good = read(here.file(1));
    write(here.file(2), good);
    CHECK(contains(here.refusal(2), "is of epoch 1, expected 2"));
    fs::remove(here.file(2));
    write(here.store.file("holder_2", 1), good);
    other = anna;
    other.party = "holder_2";
    CHECK(contains(here.refusal(1, other), "the party is holder_1, expected holder_2"));

    auto later = good;
    later.resize(good.size() - sizeof(spnn::crypto::digest));
    later[8] = std::byte{spnn::file_version + 1};
    const auto digest = spnn::crypto::sha256(later);
    later.insert(later.end(), digest.begin(), digest.end());
    write(here.file(1), later);
    foreign(anna, spnn::text("has format ", spnn::file_version + 1, ", expected ", spnn::file_version));
}

// One field more, fewer, other, or of another shape than the file has.
template <class F>
struct other_thing {
    F archive;
    template <class Archive>
    void archive_state(Archive& a) {
        archive(a);
    }
};

TEST_CASE("store/checkpoint: a state of other fields or shapes is refused") {
    const folder here;
    here.save(1);
    const auto refusal = [&](auto archive) {
        other_thing<decltype(archive)> other{archive};
        return error_of<data_error>([&] { here.store.load(anna, 1).restore(other); });
    };
    std::uint64_t count = 0;
    std::vector<double> list;
    auto shaped = constant(3, 2, 0.0F);
    CHECK(contains(refusal([&](auto& a) { a.counter("number", count); }), "the field is count, expected number"));
    CHECK(contains(refusal([&](auto& a) { a.counter("count", count); }), "bytes too many"));
    CHECK(contains(refusal([&](auto& a) {
                       a.counter("count", count);
                       a.numbers("list", list);
                       a.values("shaped", shaped);
                   }),
                   "shaped is 2x3, expected 3x2"));
    thing inner;
    CHECK(contains(refusal([&](auto& a) { a.part("inner", inner); }), "the field is count, expected inner.count"));
}

TEST_CASE("store/checkpoint: the last epoch that all hold") {
    const auto last = [](const std::vector<epochs>& held) { return spnn::store::last_common(held); };
    CHECK(last({{3, 4}, {3, 4}}) == 4);
    CHECK(last({{3, 4}, {4, 5}, {4}}) == 4);
    CHECK(last({{3, 4}, {2, 3}}) == 3);
    CHECK(last({{3, 4}, {}}) == 0);
    CHECK(last({{1, 2}, {3, 4}}) == 0);
    CHECK(last({}) == 0);
}

// The zone between any two of its steps, for every optimizer: also the one with noise, at any place of its stream.
TEST_CASE("store/checkpoint: a zone goes on as it would have, whatever its optimizer") {
    const folder here;
    split::plan plan;
    plan.columns = {3, 1};
    const std::vector<split::update_rule> rules{{nn::sgd{}, 0.1},
                                                {nn::sgd{.momentum = 0.9, .nesterov = true}, 0.1, 0.01, 0.5},
                                                {nn::adam{}, nn::schedule::cosine(0.1, 0.01, 9)},
                                                {nn::sgld{}, nn::schedule::exponential(0.1, 0.9, 2)}};
    const auto x = random_reals(3, 3, 1);
    for (const auto& rule : rules)
        for (std::uint64_t steps = 0; steps < 4; ++steps) {
            plan.rule = rule;
            split::feature_zone zone(plan, 0, 3, seed);
            const auto step = [&](split::feature_zone& at, std::uint64_t i) {
                at.update(x, random_reals(3, 3, 100 + i));
            };
            for (std::uint64_t i = 0; i < steps; ++i) step(zone, i);
            here.store.save(anna, some_run, 1, seed, zone);
            auto kept = here.store.load(anna, 1);
            split::feature_zone again(plan, 0, 3, kept.private_seed());
            kept.restore(again);
            for (std::uint64_t i = steps; i < steps + 3; ++i) {
                step(zone, i);
                step(again, i);
                CHECK(same(zone.weights(), again.weights()));
            }
        }
}

}  // namespace
