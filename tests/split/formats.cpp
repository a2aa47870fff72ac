// What crosses the wire and what stands in files, byte for byte: whoever changes one of these digests adds one to
// wire_version or file_version (version.hpp), so that parties and files of two forms refuse each other by name.

#include <spnn/core/ring/z2k.hpp>
#include <spnn/crypto/sha256.hpp>
#include <spnn/data/batches.hpp>
#include <spnn/session/session.hpp>
#include <spnn/split/first_layer/masked.hpp>
#include <spnn/split/proposal.hpp>
#include <spnn/split/use.hpp>
#include <spnn/store/checkpoint.hpp>
#include <spnn/store/model_file.hpp>

#include <support/matrices.hpp>
#include <support/scratch.hpp>

#include <doctest/doctest.h>

namespace {

namespace nn = spnn::nn;
namespace split = spnn::split;
namespace store = spnn::store;

std::string digest_of(std::span<const std::byte> bytes) {
    std::string out;
    for (const auto byte : spnn::crypto::sha256(bytes)) {
        constexpr std::string_view digits = "0123456789abcdef";
        out += digits[static_cast<std::size_t>(byte >> 4)];
        out += digits[static_cast<std::size_t>(byte & std::byte{15})];
    }
    return out;
}

split::plan some_plan() {
    split::plan p{.columns = {3, 4}, .label_holder = 1, .train_rows = 100, .evaluate_rows = 10, .epochs = 7};
    p.rule = {nn::adam{0.8, 0.99, 1e-7}, nn::schedule::cosine(0.1, 0.01, 50), 0.001, 5};
    p.terms = "loans of 2025";
    return p;
}

// A party with a matrix and a counter.
struct someone {
    spnn::matrix<float> x = spnn::zeros<float>(2, 3);
    std::uint64_t count = 5;
    template <class Archive>
    void archive_state(Archive& a) {
        a.counter("count", count);
        a.values("x", x);
    }
    template <class F>
    void for_each_weight(F&& f) const {
        f("x", x);
    }
};
constexpr spnn::run_id some_run{{std::byte{1}, std::byte{2}}};

TEST_CASE("split/formats: hello and proposal have the bytes of this wire version") {
    static_assert(spnn::wire_version == 4);
    const auto fields =
        split::fields_of<split::masked<>>(some_plan(), {"8: bias, relu | dense 1 | binary_cross_entropy", 8, 8});
    const auto hello = spnn::session::detail::store({"holder_1", {}, fields});
    CHECK(digest_of(hello) == "d3e29686b79c621a02eb3818df05ce1253b3d47a7608d3171a7c6ab00cbda86a");
    const split::proposal proposal{.protocol = "masked", .plan = some_plan()};
    CHECK(digest_of(spnn::coordinate::store(proposal)) ==
          "99a228fc85c5926674210a13f8dbf540b3197ac18887117d6dbef083c1673ed2");
}

TEST_CASE("split/formats: model files and checkpoints have the bytes of this file version") {
    static_assert(spnn::file_version == 3);
    const test::scratch here;
    someone self;
    store::save_model(here.folder / "model", "holder_1", "net", some_run, self);
    CHECK(digest_of(store::read_file(here.folder / "model")) ==
          "628cf5557106f1c504e1961a728f9644d6ee1b8765352d079f317b1bbd477097");
    const store::checkpoint_store checkpoints(here.folder);
    checkpoints.save({"holder_1", "net", {}}, some_run, 3, spnn::crypto::seed{}, self);
    CHECK(digest_of(store::read_file(checkpoints.file("holder_1", 3))) ==
          "8adcbb19196408cee4a3ca9b094bc54c54693f8aa1dc87be2310216fdd6933b8");
}

TEST_CASE("split/formats: what both ends of a link compute alike is that of this wire version") {
    static_assert(spnn::wire_version == 4);
    spnn::data::batch_order order(7, 20, 8);
    std::vector<std::uint32_t> rows;
    for (std::size_t b = 0; b < order.batches(); ++b)
        for (const auto row : order.rows_of(1, b)) rows.push_back(row);
    CHECK(digest_of(std::as_bytes(std::span(rows))) ==
          "836493b16ebae6b9f3817fc45a3273e0fdc7551c70da39919537653012e8b1b2");

    std::vector<std::uint64_t> streams;
    const spnn::step_id at{spnn::purpose::evaluate, 57, 2};
    for (const auto use : {spnn::share::use::zero_share, spnn::share::use::feature_mask, spnn::share::use::weight_mask,
                           spnn::share::use::product_mask})
        streams.push_back(spnn::crypto::stream_name(use, 3, at).number());
    for (const auto use :
         {split::use::feature_share, split::use::batch_share, split::use::weight_share, split::use::nonce})
        streams.push_back(spnn::crypto::stream_name(use, 3, at).number());
    CHECK(digest_of(std::as_bytes(std::span(streams))) ==
          "22ea3cd308e393a8637e1b3aab6888a0dc8a7012c7f234585e803afa06e45b3a");
}

}  // namespace
