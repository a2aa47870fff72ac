#include <spnn/exchange/npz.hpp>

#include <split/support/piece.hpp>
#include <support/errors.hpp>
#include <support/scratch.hpp>

#include <doctest/doctest.h>

namespace {

using spnn::data_error;
using test::contains;
using test::error_of;
using test::piece;
using test::some_piece;

struct npz_scratch : test::scratch {
    [[nodiscard]] std::filesystem::path file() const { return folder / "weights.npz"; }
};

TEST_CASE("exchange/npz: what is saved is loaded, bit for bit, and is the owner's alone") {
    const npz_scratch here;
    spnn::exchange::save_npz(here.file(), some_piece());
    piece loaded;
    spnn::exchange::load_npz(here.file(), loaded);
    CHECK(loaded.first == some_piece().first);
    CHECK(loaded.bias == some_piece().bias);
    CHECK(test::is_private(here.file()));
}

TEST_CASE("exchange/npz: arrays that do not fit, and a file that is none, are refused; nothing changes") {
    const npz_scratch here;
    const auto refusal = [&](const spnn::bytes& content) {
        test::write_plainly(here.file(), content);
        piece untouched;
        const auto said = error_of<data_error>([&] { spnn::exchange::load_npz(here.file(), untouched); });
        CHECK(untouched.first == piece{}.first);
        return said;
    };
    const auto npy = [](std::size_t m, std::size_t n) { return spnn::data::npy_bytes(spnn::zeros<float>(m, n)); };
    CHECK(contains(refusal(spnn::data::npz_bytes({{"first", npy(3, 2)}})), "weights.npz: has no array bias"));
    CHECK(contains(refusal(spnn::data::npz_bytes({{"first", npy(2, 2)}, {"bias", npy(1, 2)}})),
                   "weights.npz: array first is 2x2, expected 3x2"));
    CHECK(contains(refusal(spnn::data::npz_bytes({{"first", npy(3, 2)}, {"bias", npy(1, 2)}, {"more", npy(1, 2)}})),
                   "weights.npz: holds 3 arrays; the weights are first, bias"));
    CHECK(contains(refusal({}), "weights.npz: is no .npz file"));
}

}  // namespace
