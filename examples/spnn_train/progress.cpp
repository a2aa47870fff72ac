#include "progress.hpp"

#include <unistd.h>

#include <cstdio>

namespace spnn_train {

progress::progress(bool quiet) : quiet_(quiet), terminal_(isatty(STDERR_FILENO) == 1) {}

void progress::start(const std::string& what, std::uint64_t seed, std::size_t epochs) {
    what_ = what + ", seed " + std::to_string(seed);
    what_.resize(36, ' ');
    epochs_ = epochs;
    loss_ = 0;
    begun_ = shown_ = clock::now();
    if (!quiet_ && terminal_) draw(0, 0);
}

std::function<void(const spnn::split::batch_report&)> progress::watch() {
    if (quiet_) return {};
    return [this](const spnn::split::batch_report& r) { show(r); };
}

void progress::show(const spnn::split::batch_report& r) {
    // A running mean: single batches jump.
    const bool first = r.epoch == 0 && r.batch == 0;
    loss_ = first ? r.loss : 0.95 * loss_ + 0.05 * r.loss;
    const bool last = r.epoch + 1 == epochs_ && r.batch + 1 == r.batches;
    const auto now = clock::now();
    const auto pause = terminal_ ? std::chrono::milliseconds(50) : std::chrono::seconds(10);
    if (!last && now - shown_ < pause) return;
    shown_ = now;
    const double done =
        static_cast<double>(r.epoch) + static_cast<double>(r.batch + 1) / static_cast<double>(r.batches);
    draw(done / static_cast<double>(epochs_), r.epoch + 1);
}

void progress::draw(double share, std::size_t epoch) const {
    constexpr int width = 24;
    const double seconds = std::chrono::duration<double>(clock::now() - begun_).count();
    std::string bar;
    for (int i = 0; i < width; ++i) bar += share * width >= i + 1 ? "━" : share * width >= i + 0.5 ? "╸" : "─";
    std::fprintf(stderr, "%s%s %s epoch %zu/%zu  loss %.4f  %.1f s%s", terminal_ ? "\r\033[K" : "", what_.c_str(),
                 bar.c_str(), epoch, epochs_, loss_, seconds, terminal_ ? "" : "\n");
    std::fflush(stderr);
}

void progress::finish() {
    if (!quiet_ && terminal_) std::fputs("\r\033[K", stderr);
}

}  // namespace spnn_train
