#include <spnn/align/query_budget.hpp>

#include <support/errors.hpp>
#include <support/scratch.hpp>
#include <support/together.hpp>

#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <optional>

namespace {

namespace fs = std::filesystem;
namespace align = spnn::align;
using align::query_budget;
using spnn::data_error;
using test::contains;
using test::error_of;

constexpr auto most_there_is = std::numeric_limits<std::uint64_t>::max();

struct scratch : test::scratch {
    [[nodiscard]] fs::path file() const { return folder / "queried_ids"; }
    [[nodiscard]] query_budget budget(std::uint64_t most) const { return {file(), "holder_1", most}; }
};

TEST_CASE("align/query_budget: ids are counted for each peer, over all objects on one file, and refused at the bound") {
    const scratch here;
    here.budget(100).charge("holder_2", 60);
    here.budget(100).charge("server", 100);
    here.budget(100).charge("holder_2", 40);  // exactly what is left
    CHECK(here.budget(100).asked("holder_2") == 100);
    CHECK(here.budget(100).asked("server") == 100);
    CHECK(here.budget(100).asked("holder_3") == 0);
    const auto error = error_of<data_error>([&] { here.budget(100).charge("holder_2", 1); });
    CHECK(contains(error, "alignment: holder_2 asks for 1 ids of this party and has 0 left of 100"));
    CHECK(contains(error, "queried_ids counts 100 of all alignments so far"));
    CHECK(contains(error, "raise max_queried_ids at this party"));
    CHECK(here.budget(100).asked("holder_2") == 100);  // a refusal costs nothing
    here.budget(150).charge("holder_2", 50);           // an operator has raised it
    CHECK(contains(error_of<data_error>([&] { here.budget(10).charge("holder_2", 1); }), "has 0 left of 10"));
}

TEST_CASE("align/query_budget: of several peers all are counted, or none") {
    const scratch here;
    const std::vector<spnn::align::brought_rows> asking{{"a", 5, 5}, {"b", 11, 11}};
    CHECK(contains(error_of<data_error>([&] { here.budget(10).charge(asking); }), "b asks for 11 ids"));
    CHECK(here.budget(10).asked("a") == 0);
    here.budget(11).charge(asking);
    CHECK(here.budget(11).asked("a") == 5);
    CHECK(here.budget(11).asked("b") == 11);
    // A name that stands twice is counted twice.
    const std::vector<spnn::align::brought_rows> twice{{"c", 6, 6}, {"c", 6, 6}};
    CHECK_THROWS_AS(here.budget(11).charge(twice), data_error);
}

TEST_CASE("align/query_budget: counts do not overflow") {
    const scratch here;
    here.budget(most_there_is).charge("peer", most_there_is - 1);
    CHECK(contains(error_of<data_error>([&] { here.budget(most_there_is).charge("peer", 2); }), "has 1 left"));
    CHECK_THROWS_AS(here.budget(most_there_is).charge("peer", most_there_is), data_error);
    here.budget(most_there_is).charge("peer", 1);
    CHECK(here.budget(most_there_is).asked("peer") == most_there_is);
    CHECK_THROWS_AS(here.budget(most_there_is).charge("peer", 1), data_error);
}

TEST_CASE("align/query_budget: the count is in the file before charge returns, readable by its owner alone") {
    const scratch here;
    here.budget(100).charge("holder_2", 60);
    CHECK(test::is_private(here.file()));
    CHECK(align::detail::read_asked(here.file(), "holder_1") == align::detail::asked_ids{{"holder_2", 60}});
    // What a crash leaves beside it, a count that was never finished, changes nothing.
    test::write_plainly(here.folder / "queried_ids.new", spnn::bytes(7));
    here.budget(100).charge("holder_2", 40);
    CHECK(here.budget(100).asked("holder_2") == 100);
}

TEST_CASE("align/query_budget: where the count cannot be written, nothing is allowed") {
    const scratch here;
    fs::create_directories(here.folder / "queried_ids.new" / "x");  // stands where the new file would be written
    CHECK(contains(error_of<data_error>([&] { here.budget(100).charge("a", 1); }), "queried_ids: cannot be written"));
    const query_budget nowhere(here.folder / "queried_ids.new" / "x" / "file" / "queried_ids", "holder_1", 1);
    test::write_plainly(here.folder / "queried_ids.new" / "x" / "file", spnn::bytes(1));
    CHECK_THROWS_AS(nowhere.charge("a", 1), data_error);
}

TEST_CASE("align/query_budget: threads and processes of one party lose no charge of each other") {
    const scratch here;
    constexpr std::uint64_t each = 12;
    std::vector<pid_t> children;
    for (int c = 0; c < 3; ++c) {
        const pid_t child = ::fork();
        if (child == 0) {
            int failed = 0;
            try {
                for (std::uint64_t i = 0; i < each; ++i) here.budget(1000).charge("peer", 2);
            } catch (const spnn::error&) {
                failed = 1;
            }
            ::_exit(failed);
        }
        REQUIRE(child > 0);
        children.push_back(child);
    }
    test::together(3, [&](std::size_t) {
        for (std::uint64_t i = 0; i < each; ++i) here.budget(1000).charge("peer", 1);
    });
    for (const auto child : children) {
        int status = -1;
        CHECK(::waitpid(child, &status, 0) == child);
        CHECK(status == 0);
    }
    CHECK(here.budget(1000).asked("peer") == 3 * each * 2 + 3 * each);
}

TEST_CASE("align/query_budget: a lock that another holds is waited for, and not for ever") {
    const scratch here;
    const auto lock = here.folder / "a.lock";
    std::optional<align::detail::file_lock> held(std::in_place, lock, std::chrono::seconds(1));
    CHECK(contains(error_of<data_error>([&] { align::detail::file_lock(lock, std::chrono::milliseconds(20)); }),
                   "a.lock: another process has held this lock for too long"));
    held.reset();
    CHECK_NOTHROW(align::detail::file_lock(lock, std::chrono::milliseconds(20)));
    fs::create_symlink(lock, here.folder / "b.lock");
    CHECK(contains(
        error_of<data_error>([&] { align::detail::file_lock(here.folder / "b.lock", std::chrono::milliseconds(20)); }),
        "cannot be opened"));
}

TEST_CASE("align/query_budget: every truncation, every changed byte and every foreign file is refused, and kept") {
    const scratch here;
    here.budget(100).charge("holder_2", 60);
    const auto sound = spnn::store::read_file(here.file());
    const auto refused = [&](const spnn::bytes& content) {
        test::write_plainly(here.file(), content);
        const auto error = error_of<data_error>([&] { here.budget(100).charge("holder_2", 1); });
        CHECK(spnn::store::read_file(here.file()) == content);
        return error;
    };
    for (std::size_t size = 0; size < sound.size(); ++size)
        CHECK(contains(refused({sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(size)}), "queried_ids: "));
    for (std::size_t i = 0; i < sound.size(); ++i) {
        auto changed = sound;
        changed[i] ^= std::byte{1};
        CHECK(contains(refused(changed), "queried_ids: "));
    }
    test::write_plainly(here.file(), sound);
    CHECK(contains(error_of<data_error>([&] { query_budget(here.file(), "holder_3", 9).charge("a", 1); }),
                   "queried_ids: is of holder_1, expected holder_3"));
    fs::remove(here.file());
    fs::create_directory(here.file());
    CHECK(contains(error_of<data_error>([&] { here.budget(100).charge("a", 1); }), "is no file that can be read"));
}

TEST_CASE("align/query_budget: a sealed file beyond the bounds is refused by name") {
    namespace detail = align::detail;
    const scratch here;
    const auto refused = [&](const auto& write) {
        auto out = spnn::store::begin_sealed(detail::query_budget_kind);
        write(out);
        test::write_plainly(here.file(), spnn::store::seal(std::move(out)));
        return error_of<data_error>([&] { static_cast<void>(here.budget(9).asked("a")); });
    };
    const auto peers = [](std::initializer_list<const char*> names) {
        return [names](spnn::byte_writer& out) {
            out.string("holder_1");
            out.scalar(static_cast<std::uint32_t>(names.size()));
            for (const auto* name : names) {
                out.string(name);
                out.scalar(std::uint64_t{1});
            }
        };
    };
    CHECK(refused(peers({"a", "b"})) == "");
    CHECK(contains(refused(peers({"b", "a"})), "peer 2 has no name or stands in the wrong place"));
    CHECK(contains(refused(peers({"a", "a"})), "peer 2 has no name or stands in the wrong place"));
    CHECK(contains(refused(peers({""})), "peer 1 has no name"));
    CHECK(
        contains(refused([](auto& out) { out.string(std::string(256, 'p')); }), "party: 256 characters, at most 255"));
    CHECK(contains(refused([](auto& out) {
                       out.string("holder_1");
                       out.scalar(std::uint32_t{1025});
                   }),
                   "number of peers is 1025, expected 0 to 1024"));
    CHECK(contains(refused([&](auto& out) {
                       peers({"a"})(out);
                       out.scalar(std::uint8_t{0});
                   }),
                   "1 bytes too many"));
    CHECK(contains(refused([](auto& out) { out.array(std::span<const std::byte>(spnn::bytes(400'000))); }),
                   "bytes, at most"));
    CHECK_THROWS_AS(query_budget("file", "", 1), spnn::usage_error);
    CHECK_THROWS_AS(here.budget(1).charge(std::string(256, 'n'), 1), spnn::usage_error);
    CHECK_THROWS_AS(here.budget(1).charge("", 1), spnn::usage_error);
}

}  // namespace
