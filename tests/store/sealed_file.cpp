#include <spnn/store/sealed_file.hpp>

#include <support/errors.hpp>
#include <support/scratch.hpp>

#include <doctest/doctest.h>

namespace {

namespace fs = std::filesystem;
namespace store = spnn::store;
using spnn::data_error;
using test::contains;
using test::error_of;

constexpr store::sealed_kind kind{"SPNNTEST", 5, "test file"};

spnn::bytes sealed(std::string_view words) {
    auto out = store::begin_sealed(kind);
    out.string(words);
    return store::seal(std::move(out));
}

TEST_CASE("store/sealed_file: what was sealed is unsealed; every changed byte, and every cut, is found") {
    const auto content = sealed("words");
    spnn::byte_reader in(store::unseal(content, kind, "file"), "file");
    CHECK(in.string(100, "words") == "words");
    for (std::size_t i = 0; i < content.size(); ++i) {
        auto changed = content;
        changed[i] ^= std::byte{4};
        CHECK_FALSE(store::is_sound(changed, kind));
        CHECK_THROWS_AS(static_cast<void>(store::unseal(changed, kind, "file")), data_error);
        const std::span<const std::byte> cut(content.data(), i);
        CHECK_THROWS_AS(static_cast<void>(store::unseal(cut, kind, "file")), data_error);
    }
}

TEST_CASE("store/sealed_file: another kind and another format are refused by name") {
    const auto content = sealed("words");
    CHECK(error_of<data_error>([&] { static_cast<void>(store::unseal(content, {"SPNNELSE", 5, "else"}, "file")); }) ==
          "file: is no else");
    CHECK(error_of<data_error>([&] {
              static_cast<void>(store::unseal(content, {"SPNNTEST", 6, "test file"}, "file"));
          }) == "file: has format 5, expected 6");
}

TEST_CASE("store/sealed_file: a file is its owner's alone, replaced as a whole, in folders that are made for it") {
    const test::scratch here;
    const auto folder = here.folder / "made" / "anew";
    store::make_private_folder(folder);
    CHECK(test::is_private(folder));
    store::write_file(folder / "file", sealed("first"));
    store::write_file(folder / "file", sealed("second"));
    CHECK(test::is_private(folder / "file"));
    CHECK(store::read_file(folder / "file") == sealed("second"));
    CHECK(std::distance(fs::directory_iterator(folder), fs::directory_iterator()) == 1);
    CHECK(contains(error_of<data_error>([&] { static_cast<void>(store::read_file(folder / "file", 10)); }),
                   "at most 10 expected"));
    CHECK(contains(error_of<data_error>([&] { store::write_file(here.folder / "none" / "file", {}); }),
                   "cannot be written"));
}

}  // namespace
