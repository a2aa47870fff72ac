// Runs fuzz targets without a fuzzer: over the files of a corpus, and over mutations of them that are the same in
// every run.
//
//   replay TARGET [--mutations N] [--verbose] FILE-OR-FOLDER...
//
// Stops at the first input that breaks a promise, with exit code 1, and leaves it beside as broken_TARGET. Where a
// sanitizer ends the program instead, --verbose names each input before it runs.

#include <fuzz_targets.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;
using content = std::vector<std::uint8_t>;

struct named_input {
    std::string name;
    content bytes;
};

struct arguments {
    const fuzz::target* target = nullptr;
    std::size_t mutations = 0;  // of each file
    bool verbose = false;
    std::vector<named_input> files = {};
};

[[noreturn]] void fail(const std::string& what) {
    std::cerr << "replay: " << what << '\n';
    std::exit(2);
}

void add_files(const fs::path& path, std::vector<named_input>& files) {
    if (fs::is_directory(path)) {
        std::vector<fs::path> inside(fs::directory_iterator(path), fs::directory_iterator{});
        std::sort(inside.begin(), inside.end());
        for (const auto& one : inside) add_files(one, files);
        return;
    }
    std::ifstream in(path, std::ios::binary);
    if (!in) fail(path.string() + ": cannot be read");
    files.push_back({path.filename().string(), content(std::istreambuf_iterator<char>(in), {})});
}

arguments parse(int count, char** texts) {
    arguments out;
    for (int i = 1; i < count; ++i) {
        const std::string_view text = texts[i];
        if (text == "--verbose") {
            out.verbose = true;
        } else if (text == "--mutations" && i + 1 < count) {
            const std::string_view number = texts[++i];
            const auto read = std::from_chars(number.data(), number.data() + number.size(), out.mutations);
            if (read.ec != std::errc() || read.ptr != number.data() + number.size()) fail("--mutations needs a number");
        } else if (out.target == nullptr) {
            const auto found = std::ranges::find(fuzz::targets, text, &fuzz::target::name);
            if (found == std::end(fuzz::targets)) fail("no target " + std::string(text));
            out.target = &*found;
        } else {
            add_files(text, out.files);
        }
    }
    if (out.target == nullptr) fail("TARGET [--mutations N] [--verbose] FILE-OR-FOLDER...");
    if (out.files.empty()) fail("no input for " + std::string(out.target->name));
    return out;
}

// Small and large changes, as fuzzers make them, and pieces of other inputs.
class mutator {
public:
    explicit mutator(const std::vector<named_input>& all) : all_(&all) {}

    [[nodiscard]] content changed(content x) {
        for (auto left = 1 + below(4); left > 0; --left) change(x);
        return x;
    }

private:
    // random() modulo n, which is the same everywhere, as std::uniform_int_distribution is not.
    std::size_t below(std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(random_() % n); }
    [[nodiscard]] static auto at(content& x, std::size_t i) { return x.begin() + static_cast<std::ptrdiff_t>(i); }

    void change(content& x) {
        constexpr std::uint8_t telling[] = {0, 1, 0x7f, 0x80, 0xfe, 0xff, '\n', '"', ',', '\\', '{', '-', '.', '0'};
        const auto where = below(x.size() + 1), size = below(x.size() - where + 1);
        switch (below(7)) {
            case 0:
                if (where < x.size()) x[where] ^= static_cast<std::uint8_t>(1u << below(8));
                break;
            case 1:
                if (where < x.size()) x[where] = telling[below(std::size(telling))];
                break;
            case 2:
                if (where < x.size()) x[where] = static_cast<std::uint8_t>(random_());
                break;
            case 3: x.resize(where); break;
            case 4: x.erase(at(x, where), at(x, where + size)); break;
            case 5: x.insert(at(x, where), 1 + below(8), telling[below(std::size(telling))]); break;
            default: {
                const auto& other = (*all_)[below(all_->size())].bytes;
                const auto from = below(other.size() + 1);
                const auto taken = below(std::min<std::size_t>(other.size() - from, 64) + 1);
                const auto first = other.begin() + static_cast<std::ptrdiff_t>(from);
                x.insert(at(x, where), first, first + static_cast<std::ptrdiff_t>(taken));
            }
        }
    }

    const std::vector<named_input>* all_;
    std::mt19937_64 random_{20240229};
};

// Runs one input from a buffer of exactly its size, so that a sanitizer sees every byte read beyond it.
void run(const arguments& in, const std::string& name, const content& bytes) {
    if (in.verbose) std::cerr << in.target->name << ": " << name << std::endl;
    try {
        const content exact(bytes);
        in.target->run(exact.data(), exact.size());
    } catch (const std::exception& e) {
        const auto kept = "broken_" + std::string(in.target->name);
        std::ofstream(kept, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        std::cerr << in.target->name << ": " << name << ": " << e.what() << "\nkept as " << fs::absolute(kept) << '\n';
        std::exit(1);
    }
}

}  // namespace

int main(int count, char** texts) {
    const auto in = parse(count, texts);
    run(in, "the empty input", {});
    for (const auto& file : in.files) run(in, file.name, file.bytes);
    mutator mutate(in.files);
    for (const auto& file : in.files)
        for (std::size_t i = 0; i < in.mutations; ++i)
            run(in, file.name + ", mutation " + std::to_string(i), mutate.changed(file.bytes));
    std::cout << in.target->name << ": " << in.files.size() << " files and " << in.mutations << " mutations of each\n";
}
