#include <spnn/store/model_file.hpp>

#include <spnn/nn/layer/dense.hpp>

#include <split/support/piece.hpp>
#include <split/support/roles.hpp>
#include <support/errors.hpp>
#include <support/scratch.hpp>

#include <doctest/doctest.h>

namespace {

namespace split = spnn::split;
namespace fs = std::filesystem;
using spnn::data_error;
using spnn::matrix;
using test::contains;
using test::error_of;
using test::piece;
using test::some_piece;

const spnn::run_id that_run{{std::byte{7}}};

struct model_scratch : test::scratch {
    [[nodiscard]] fs::path file() const { return folder / "holder.model"; }
};

[[nodiscard]] spnn::bytes read_model(const fs::path& path) { return spnn::store::read_file(path); }
void write_model(const fs::path& path, const spnn::bytes& content) { test::write_plainly(path, content); }

TEST_CASE("store/model_file: what is saved is loaded, bit for bit") {
    const model_scratch here;
    const auto saved = some_piece();
    spnn::store::save_model(here.file(), "holder_1", "net", that_run, saved);
    piece loaded;
    CHECK(spnn::store::load_model(here.file(), "holder_1", "net", loaded) == that_run);
    CHECK(loaded.first == saved.first);
    CHECK(loaded.bias == saved.bias);
}

TEST_CASE("store/model_file: only its owner may read it, and no half-written file stays") {
    const model_scratch here;
    spnn::store::save_model(here.file(), "holder_1", "net", that_run, some_piece());
    CHECK(test::is_private(here.file()));
    CHECK(std::distance(fs::directory_iterator(here.folder), fs::directory_iterator{}) == 1);
}

TEST_CASE("store/model_file: another party, network or shape is refused by name") {
    const model_scratch here;
    spnn::store::save_model(here.file(), "holder_1", "net", that_run, some_piece());
    piece p;
    const auto refusal = [&](const char* party, const char* network) {
        return error_of<data_error>([&] { spnn::store::load_model(here.file(), party, network, p); });
    };
    CHECK(contains(refusal("holder_2", "net"), "holder.model: the party is holder_1, expected holder_2"));
    CHECK(contains(refusal("holder_1", "other"), "the network is net, expected other"));
    p.first = spnn::zeros<float>(4, 2);
    CHECK(contains(refusal("holder_1", "net"), "first is 3x2, expected 4x2"));
}

TEST_CASE("store/model_file: every truncation and every changed byte is found") {
    const model_scratch here;
    spnn::store::save_model(here.file(), "holder_1", "net", that_run, some_piece());
    const auto good = read_model(here.file());
    piece p;
    const auto load = [&] { spnn::store::load_model(here.file(), "holder_1", "net", p); };
    for (std::size_t size = 0; size < good.size(); ++size) {
        write_model(here.file(), {good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size)});
        CHECK_THROWS_AS(load(), data_error);
    }
    for (std::size_t at = 0; at < good.size(); ++at) {
        auto altered = good;
        altered[at] ^= std::byte{0x10};
        write_model(here.file(), altered);
        CHECK_THROWS_AS(load(), data_error);
    }
    auto longer = good;
    longer.push_back(std::byte{0});
    write_model(here.file(), longer);
    CHECK_THROWS_AS(load(), data_error);
}

TEST_CASE("store/model_file: missing files and folders are named") {
    const model_scratch here;
    piece p;
    CHECK(contains(error_of<data_error>([&] { spnn::store::load_model(here.file(), "a", "b", p); }),
                   "holder.model: cannot be opened"));
    CHECK(contains(
        error_of<data_error>([&] { spnn::store::save_model(here.folder / "no" / "such", "a", "b", that_run, p); }),
        "such: cannot be written"));
}

TEST_CASE("store/model_file: parties that load what they saved predict as before") {
    using namespace test;
    const ::scratch here;
    role_script script(small_request(2));
    const auto trained = sound_roles(script);
    auto untrained = script;
    untrained.request.plan.epochs = 0;
    untrained.request.seed = 2;
    const auto before = sound_roles(untrained);
    CHECK_FALSE(same(before.predictions[0], trained.predictions[0]));
    // Save: set the trained weights and write them; load: read them into a fresh run.
    auto saving = untrained;
    saving.with_server = [&](a_server& self) {
        self.weights() = trained.weights.hidden;
        self.save(here.folder / "server");
    };
    saving.with_holder = [&](std::size_t, a_holder& self) {
        self.weights() = trained.weights.first[1];
        self.save(here.folder / "holder");
    };
    saving.with_labeler = [&](a_labeler& self) {
        self.weights() = trained.weights.head;
        self.first_layer_weights() = trained.weights.first[0];
        self.save(here.folder / "labeler");
    };
    static_cast<void>(sound_roles(saving));
    auto loading = untrained;
    loading.with_server = [&](a_server& self) { self.load(here.folder / "server"); };
    loading.with_holder = [&](std::size_t, a_holder& self) { self.load(here.folder / "holder"); };
    loading.with_labeler = [&](a_labeler& self) { self.load(here.folder / "labeler"); };
    const auto loaded = sound_roles(loading);
    CHECK(split::bitwise_equal(loaded.weights, trained.weights));
    CHECK(same(loaded.predictions[0], trained.predictions[0]));
}

}  // namespace
